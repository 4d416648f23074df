/// How fast work beside the commits may move bytes: a token bucket.
///
/// Pure: the caller tells the time.
package struct RateLimit: Hashable, Sendable {
  package static let byteCountPerSecondDefault: UInt64 = 64_000_000
  /// What may be moved at once after a pause: a tenth of a second's worth.
  private let burst: UInt64
  private let byteCountPerSecond: UInt64
  private var available: UInt64
  /// Bytes moved beyond what was available.
  private var debt: UInt64 = 0
  private var last: UInt64

  /// Begins with a full bucket; `now` is in milliseconds by a clock that does not go back.
  package init(byteCountPerSecond: UInt64 = byteCountPerSecondDefault, now: UInt64) {
    precondition(byteCountPerSecond >= 1000, "a rate below a byte a millisecond")
    self.byteCountPerSecond = byteCountPerSecond
    burst = byteCountPerSecond / 10
    available = burst
    last = now
  }

  /// Takes bytes that were moved.
  package mutating func take(_ byteCount: UInt64, now: UInt64) {
    refill(now)
    let fromBucket = min(available, byteCount)
    available -= fromBucket
    debt += byteCount - fromBucket
  }

  /// Milliseconds until the next step may be taken; 0 when it may be now.
  package mutating func pause(now: UInt64) -> UInt64 {
    refill(now)
    let rate = byteCountPerSecond / 1000
    return (debt + rate - 1) / rate
  }

  private mutating func refill(_ now: UInt64) {
    guard now > last else { return }
    // More than a minute of rest fills any bucket, and must not overflow.
    let gained = min(now - last, 60_000) * (byteCountPerSecond / 1000)
    last = now
    let paid = min(debt, gained)
    debt -= paid
    available = min(burst, available + gained - paid)
  }
}
