import Strandline

/// What a step took and wrote.
struct Cost: Sendable {
  var duration: Duration = .zero
  var byteCountWritten: UInt64 = 0
  var syncCount: UInt64 = 0

  /// Runs `body` and measures it by the clock and by the store's own totals.
  static func measure<Result>(
    _ store: SessionStore, _ body: () throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> (result: Result, cost: Cost) {
    let before = try engine { () throws(StoreError) in try store.statistics() }
    let start = ContinuousClock.now
    let result = try body()
    let duration = ContinuousClock.now - start
    let after = try engine { () throws(StoreError) in try store.statistics() }
    let cost = Cost(
      duration: duration, byteCountWritten: after.byteCountWritten - before.byteCountWritten,
      syncCount: after.syncCount - before.syncCount)
    return (result, cost)
  }

  /// The measures as fields of a JSON object.
  var fields: [JSONOutput.Field] {
    [
      .init(name: "seconds", value: .number(Quantity.seconds(duration))),
      .init(name: "byte_count_written", value: .integer(byteCountWritten)),
      .init(name: "sync_count", value: .integer(syncCount)),
    ]
  }

  /// The measures in words.
  var text: String {
    "\(Quantity.time(duration)), \(Quantity.bytes(byteCountWritten)) written, "
      + "\(Quantity.count(syncCount)) \(syncCount == 1 ? "sync" : "syncs")"
  }
}
