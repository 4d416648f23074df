import BenchmarkSupport
import Strandline

/// A store that is filled, changed in company, and left until it has come to rest.
struct Trial {
  private static let aloneCount = 5_000
  private static let pace = Duration.milliseconds(1)

  /// The host's saves with no company at all.
  var alone = Distribution()
  /// Those beside the changes, the backup and the reader.
  var changing = Distribution()
  /// Those beside the reader only, behind the changes, until the store has come to rest.
  var after = Distribution()
  private(set) var tally = Reader.Tally()
  private(set) var files: StoreFiles
  private(set) var liveCount: Int
  let recordByteCount: Int

  init(
    _ churn: Churn, payloadByteCount: Int, at path: String, options: Options
  ) throws {
    recordByteCount = churn.series.recordByteCount
    Log.line("filling a store with \(churn.sessionCount) sessions of \(payloadByteCount) B")
    let store = try SessionStore.open(at: path, options: options)
    try churn.fill(store)

    Log.line("saving alone")
    let foreground = Foreground(store, payloadByteCount: payloadByteCount)
    let start = ContinuousClock.now
    for _ in 0..<Self.aloneCount {
      try foreground.save()
      Pause.sleep(Self.pace)
    }
    alone = foreground.distribution(from: start, to: .now)

    files = try StoreFiles(at: path)
    liveCount = 0
    try disturb(store, churn, foreground)
    // Without the foreground the bytes stand still to the byte.
    _ = try Idleness.wait(for: store, recordByteCount: 0) { 0 }
    files = try StoreFiles(at: path)
    liveCount = churn.sessionCount - churn.deletedCount + foreground.count
    let counted = try store.statistics().sessionCount
    guard counted == liveCount else {
      throw BenchmarkFailure("the store counts \(counted) sessions, not \(liveCount)")
    }
    try store.close()
  }

  /// Changes the store in company until it has come to rest.
  private mutating func disturb(
    _ store: SessionStore, _ churn: Churn, _ foreground: Foreground
  ) throws {
    Log.line("changing")
    let start = ContinuousClock.now
    let reader = Reader(store, churn)
    let reading = Loop("reader", pause: Self.pace) {
      reader.step()
      return true
    }
    let saving = Loop("foreground", pause: Self.pace) {
      try foreground.save()
      return true
    }
    let backup = Backup(store)
    let backingUp = Loop("backup", pause: .zero) { try backup.step() }
    try churn.run(store)
    backup.finish()
    try backingUp.join()
    let changed = ContinuousClock.now
    Log.line("waiting for rest")
    let end = try Idleness.wait(for: store, recordByteCount: recordByteCount) {
      foreground.count
    }
    // At least two seconds of saves, also where nothing was left to be done.
    let rest = max(end, changed + .seconds(2))
    try saving.stop()
    try reading.stop()
    changing = foreground.distribution(from: start, to: changed)
    after = foreground.distribution(from: changed, to: rest)
    tally = reader.tally
  }
}
