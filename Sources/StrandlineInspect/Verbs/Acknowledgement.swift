import Strandline

/// Acknowledges for `ack`, in batches.
struct Acknowledgement {
  /// What all batches recorded together.
  struct Total {
    var recorded = 0
    var improved = 0
    var unknown = 0

    mutating func add(_ result: AcknowledgeResult) {
      recorded += result.recorded
      improved += result.improvedMeanwhile.count
      unknown += result.unknown.count
    }
  }

  private static let batchSize = 1_000

  private let store: SessionStore
  private let version: BackupVersion
  private let console: Console

  init(_ store: SessionStore, _ version: BackupVersion, _ console: Console) {
    self.store = store
    self.version = version
    self.console = console
  }

  /// Everything that is pending, page by page.
  func all() throws(ToolFailure) -> Total {
    var total = Total()
    while true {
      let page = try engine { () throws(StoreError) in
        try store.pending(for: version, limit: Self.batchSize)
      }
      if page.isEmpty { return total }
      let result = try engine { () throws(StoreError) in try store.acknowledge(page) }
      // Nobody else writes here, so every page brings the end nearer; otherwise this never ends.
      guard result.recorded > 0 else {
        throw ToolFailure(.bug, "a page of pending sessions was acknowledged without effect")
      }
      total.add(result)
      console.progress("acknowledging", total.recorded, of: 0)
    }
  }

  /// The uploads that a source names, a line each.
  ///
  /// What stands before a bad line was uploaded all the same, and is acknowledged.
  func uploads(from source: LineSource) throws(ToolFailure) -> Total {
    var total = Total()
    var batch: [Upload] = []
    var number = 0
    while true {
      let upload: Upload?
      do throws(ToolFailure) {
        guard let line = try source.nextLine() else { break }
        number += 1
        upload = try self.upload(in: line, number, of: source)
      } catch {
        try acknowledge(&batch, &total)
        throw ToolFailure(
          error.exitCode,
          "\(error.message); recorded so far: \(Quantity.count(total.recorded)); "
            + "what follows was not read",
          hint: "run it again when that is put right: what is recorded stays so")
      }
      if let upload { batch.append(upload) }
      if batch.count == Self.batchSize { try acknowledge(&batch, &total) }
    }
    try acknowledge(&batch, &total)
    return total
  }

  /// The upload that a line names; nil for a blank line.
  private func upload(
    in line: [UInt8], _ number: Int, of source: LineSource
  ) throws(ToolFailure) -> Upload? {
    let hasMark = number == 1 && line.starts(with: LineSource.byteOrderMark)
    let text = hasMark ? Array(line.dropFirst(LineSource.byteOrderMark.count)) : line
    if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    do {
      return try UploadLine.upload(in: text)
    } catch {
      throw ToolFailure(.damage, "\(source.name), line \(number) \(error.sentence)")
    }
  }

  private func acknowledge(_ batch: inout [Upload], _ total: inout Total) throws(ToolFailure) {
    guard !batch.isEmpty else { return }
    let uploads = batch
    batch = []
    let result = try engine { () throws(StoreError) in
      try store.acknowledge(uploads, for: version)
    }
    total.add(result)
    console.progress("acknowledging", total.recorded, of: 0)
  }
}
