import Strandline

extension Verb {
  /// `strandline stats`.
  static let stats = Verb(
    name: "stats", summary: "says how many files and bytes a store has, and what for",
    operands: [.store], options: [.json],
    details: """
      Live bytes are those of records that count, each rounded up by at most an eighth; the rest of
      the log is dead until a compaction gives it back.
      """,
    example: "strandline stats crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let statistics = try StoreAccess.reading(arguments.operands[0], console) {
      (store) throws(StoreError) in try store.statistics()
    }
    if arguments.has(.json) {
      try console.output.write(statistics.json)
    } else {
      try console.output.write(statistics.text)
    }
    return .success
  }
}

extension StoreStatistics {
  /// Bytes on disk for each live session; nil where there is none.
  private var byteCountPerSession: Int? {
    sessionCount > 0 ? byteCountOnDisk / sessionCount : nil
  }

  fileprivate var text: String {
    func bytes(_ count: Int) -> String { Quantity.bytes(UInt64(max(0, count))) }
    let log = liveByteCount + deadByteCount
    let share = log > 0 ? " (\(liveByteCount * 100 / log) % of the log)" : ""
    let each = byteCountPerSession.map { ", \(bytes($0)) each" } ?? ""
    return """
      sessions       \(Quantity.count(sessionCount))
      on disk        \(bytes(byteCountOnDisk))\(each)
      live           \(bytes(liveByteCount))\(share)
      dead           \(bytes(deadByteCount))
      index          \(bytes(indexByteCount))
      files          \(Quantity.count(fileCount)): \
      \(Quantity.count(segmentCount, "segment")), \(Quantity.count(runCount, "run")), \
      \(Quantity.count(mapCount, "map")), \(Quantity.count(manifestCount, "manifest"))
      next revision  \(nextRevision.rawValue)
      store          \(storeIdentity), format \(formatVersion)

      """
  }

  fileprivate var json: JSONOutput {
    .fields([
      "sessions": .count(sessionCount), "byte_count_on_disk": .count(byteCountOnDisk),
      "live_byte_count": .count(liveByteCount), "dead_byte_count": .count(deadByteCount),
      "index_byte_count": .count(indexByteCount), "file_count": .count(fileCount),
      "segment_count": .count(segmentCount), "run_count": .count(runCount),
      "map_count": .count(mapCount), "manifest_count": .count(manifestCount),
      "next_revision": .integer(nextRevision.rawValue), "store": .text(storeIdentity),
      "format_version": .count(formatVersion),
    ])
  }
}
