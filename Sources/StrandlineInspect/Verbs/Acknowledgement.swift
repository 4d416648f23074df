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
  func uploads(from source: LineSource) throws(ToolFailure) -> Total {
    var total = Total()
    var batch: [Upload] = []
    var number = 0
    while let line = try source.nextLine() {
      number += 1
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      do {
        batch.append(try UploadLine.upload(in: line))
      } catch {
        // What stands before the bad line was uploaded all the same.
        try acknowledge(&batch, &total)
        throw ToolFailure(
          .damage, "line \(number) \(error.sentence); recorded so far: \(total.recorded)")
      }
      if batch.count == Self.batchSize { try acknowledge(&batch, &total) }
    }
    try acknowledge(&batch, &total)
    return total
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
