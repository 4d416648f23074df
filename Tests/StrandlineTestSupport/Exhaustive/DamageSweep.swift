import Dispatch
package import Strandline

/// Every cut and every flipped bit of a small store, one after the other.
package struct DamageSweep: Sendable {
  /// One damage.
  package enum Damage: Sendable, CustomStringConvertible {
    case cut(file: Int, byteCount: Int)
    case flip(file: Int, offset: Int, bit: Int)

    package var description: String {
      switch self {
      case .cut(let file, let byteCount): "file \(file) cut to \(byteCount) bytes"
      case .flip(let file, let offset, let bit): "file \(file): bit \(bit) of byte \(offset)"
      }
    }
  }

  package struct Outcome: Sendable {
    package var byteCount = 0
    package var cutCount = 0
    package var flipCount = 0
    /// Damages under which the store did not open.
    package var refusedCount = 0
    package var failures: [(damage: Damage, violation: Violation)] = []
  }

  /// One of so many bits is flipped, and one of so many bytes cut at.
  let bitStep: Int
  let cutStep: Int
  /// The first of them.
  let offset: Int
  /// One of so many damages is written over, too.
  private static let writingStep = 16
  private static let threadCount = 2

  package init(bitStep: Int, cutStep: Int = 1, offset: Int) {
    self.bitStep = bitStep
    self.cutStep = cutStep
    self.offset = offset
  }

  package func run() throws(StoreError) -> Outcome {
    let byThread = try (0..<Self.threadCount).map { _ throws(StoreError) in
      (try DamagedStore(), Tally())
    }
    DispatchQueue.concurrentPerform(iterations: Self.threadCount) { thread in
      let (store, tally) = byThread[thread]
      run(store, part: thread, into: tally)
    }
    var outcome = Outcome()
    outcome.byteCount = byThread[0].0.files.reduce(0) { $0 + $1.bytes.count }
    for (_, tally) in byThread {
      outcome.cutCount += tally.outcome.cutCount
      outcome.flipCount += tally.outcome.flipCount
      outcome.refusedCount += tally.outcome.refusedCount
      outcome.failures += tally.outcome.failures
    }
    return outcome
  }

  /// The damages whose number is this thread's.
  private func run(_ store: DamagedStore, part: Int, into tally: Tally) {
    var turn = 0
    func strike(_ damage: Damage) {
      turn += 1
      guard turn % Self.threadCount == part else { return }
      // That a file is too short is what opening sees, too: a verification now and then will do.
      let isTurn = turn / Self.threadCount % Self.writingStep == 0
      let verifies: Bool
      switch damage {
      case .cut:
        tally.outcome.cutCount += 1
        verifies = isTurn
      case .flip:
        tally.outcome.flipCount += 1
        verifies = true
      }
      do {
        let opened = try store.check(damage, verifies: verifies, writes: isTurn)
        if !opened { tally.outcome.refusedCount += 1 }
      } catch {
        tally.outcome.failures.append((damage, error))
      }
    }
    for (file, entry) in store.files.enumerated() {
      for byteCount in stride(from: offset % cutStep, to: entry.bytes.count, by: cutStep) {
        strike(.cut(file: file, byteCount: byteCount))
      }
      for bit in stride(from: offset % bitStep, to: entry.bytes.count * 8, by: bitStep) {
        strike(.flip(file: file, offset: bit / 8, bit: bit % 8))
      }
    }
  }
}

/// What one thread has found.
private final class Tally: @unchecked Sendable {
  var outcome = DamageSweep.Outcome()
}
