/// Who gets a lease: a pure function over the stored one.
package enum LeaseDecision {
  package struct Stored: Hashable, Sendable {
    package var holder: [UInt8]
    package var body: LeaseBody
    /// Milliseconds since it was taken by a clock that does not jump, where this process took it.
    package var elapsed: UInt64?

    package init(holder: [UInt8], body: LeaseBody, elapsed: UInt64?) {
      self.holder = holder
      self.body = body
      self.elapsed = elapsed
    }

    /// The wall clock may jump either way; a lease never lasts longer than was asked for.
    ///
    /// So one that was taken in what is now the future has expired, too.
    func isExpired(now: UInt64) -> Bool {
      if body.milliseconds == 0 || now < body.takenAt { return true }
      if let elapsed, elapsed >= UInt64(body.milliseconds) { return true }
      return now - body.takenAt >= UInt64(body.milliseconds)
    }
  }

  /// The generation `holder` has the lease under from now on, or nil.
  package static func decide(_ stored: Stored?, holder: [UInt8], now: UInt64) -> UInt64? {
    guard let stored else { return 1 }
    if stored.holder == holder { return stored.body.generation }
    return stored.isExpired(now: now) ? stored.body.generation &+ 1 : nil
  }
}
