import Foundation
import Strandline

/// Time that moves only when a test says so.
package final class SimulatedClock: Clock, @unchecked Sendable {
  private let lock = NSLock()
  private var wall: UInt64
  private var monotonic: UInt64

  package init(wallMilliseconds: UInt64 = 1_700_000_000_000, monotonicMilliseconds: UInt64 = 1000) {
    wall = wallMilliseconds
    monotonic = monotonicMilliseconds
  }

  package func wallMilliseconds() -> UInt64 {
    lock.lock()
    defer { lock.unlock() }
    return wall
  }

  package func monotonicMilliseconds() -> UInt64 {
    lock.lock()
    defer { lock.unlock() }
    return monotonic
  }

  /// Lets time pass on both clocks.
  package func advance(milliseconds: UInt64) {
    lock.lock()
    defer { lock.unlock() }
    wall &+= milliseconds
    monotonic &+= milliseconds
  }

  /// Sets the wall clock, either way; the monotonic clock stays.
  package func setWall(milliseconds: UInt64) {
    lock.lock()
    defer { lock.unlock() }
    wall = milliseconds
  }
}
