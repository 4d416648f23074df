import Foundation
import Strandline

/// Randomness for a store that is the same in every run with the same seed.
package final class SeededRandom: RandomSource, @unchecked Sendable {
  private let lock = NSLock()
  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  package func next() -> UInt64 {
    lock.lock()
    defer { lock.unlock() }
    return generator.next()
  }
}
