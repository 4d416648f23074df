import BenchmarkSupport
import Strandline

/// Whether the store has come to rest, by its bytes on disk.
///
/// The foreground may go on meanwhile: growth that its saves explain is rest.
struct Idleness {
  private static let quiet = Duration.seconds(2)
  private static let waitMax = Duration.seconds(120)
  private static let poll = Duration.milliseconds(100)
  /// Bytes that one save may add, by the bytes of its record.
  private static let growthMax = 4

  private let recordByteCount: Int
  private var byteCount = 0
  private var saveCount = 0
  /// When it last changed.
  private(set) var since = ContinuousClock.now

  init(recordByteCount: Int) { self.recordByteCount = recordByteCount }

  /// Takes what was seen at a moment, and tells whether that is rest for long enough.
  mutating func isReached(
    byteCount: Int, saveCount: Int, at moment: ContinuousClock.Instant
  ) -> Bool {
    let growth = byteCount - self.byteCount
    let explained = (saveCount - self.saveCount) * recordByteCount * Self.growthMax
    guard (0...explained).contains(growth) else {
      self.byteCount = byteCount
      self.saveCount = saveCount
      since = moment
      return false
    }
    return moment - since >= Self.quiet
  }

  /// Waits for rest, or for two minutes, and tells when the last change was.
  static func wait(
    for store: SessionStore, recordByteCount: Int, saveCount: () -> Int
  ) throws(StoreError) -> ContinuousClock.Instant {
    var idleness = Idleness(recordByteCount: recordByteCount)
    let end = ContinuousClock.now + waitMax
    while true {
      let bytes = try store.statistics().byteCountOnDisk
      let now = ContinuousClock.now
      if idleness.isReached(byteCount: bytes, saveCount: saveCount(), at: now) {
        return idleness.since
      }
      if now >= end {
        Log.line("the store did not come to rest")
        return now
      }
      Pause.sleep(poll)
    }
  }
}
