import Foundation
import StrandlineTestSupport

/// Cuts and flips every file of a small store.
struct DamageCommand {
  /// One of so many bits is flipped.
  var bitStep: Int
  /// The first of them.
  var offset: Int

  private static let failuresShown = 10

  func run() -> Int32 {
    let begin = Date()
    do {
      let outcome = try DamageSweep(bitStep: bitStep, offset: offset).run()
      for failure in outcome.failures.prefix(Self.failuresShown) {
        print("\(failure.damage): \(failure.violation)")
      }
      let seconds = Int(Date().timeIntervalSince(begin))
      print(
        "damage: a store of \(outcome.byteCount) bytes cut \(outcome.cutCount) times, a bit flipped"
          + " \(outcome.flipCount) times (each \(bitStep)., from bit \(offset) on) in \(seconds) s,"
          + " \(outcome.refusedCount) refused, \(outcome.failures.count) failures")
      return outcome.failures.isEmpty ? 0 : 1
    } catch {
      say("damage: \(error)")
      return 1
    }
  }
}
