import BenchmarkSupport
import Strandline
import Synchronization

/// Gets random sessions and counts what must not happen.
final class Reader: Sendable {
  /// What was seen so far.
  struct Tally {
    var gets = 0
    var errors = 0
    var firstError: StoreError?
    /// Sessions that are missing though nobody deletes them, or that are not as saved.
    var wrong = 0
  }

  private static let burst = 16

  private let store: SessionStore
  private let churn: Churn
  private let state: Mutex<(random: RandomSource, tally: Tally)>

  init(_ store: SessionStore, _ churn: Churn) {
    self.store = store
    self.churn = churn
    state = Mutex((RandomSource(seed: 5), Tally()))
  }

  var tally: Tally { state.withLock { $0.tally } }

  /// Gets a few sessions.
  func step() {
    for _ in 0..<Self.burst {
      let number = state.withLock { $0.random.below(churn.sessionCount) }
      let key = churn.series.key(number)
      do throws(StoreError) {
        let isRight = isRight(try store.session(key), number)
        state.withLock {
          $0.tally.gets += 1
          if !isRight { $0.tally.wrong += 1 }
        }
      } catch {
        state.withLock {
          $0.tally.errors += 1
          $0.tally.firstError = $0.tally.firstError ?? error
        }
      }
    }
  }

  private func isRight(_ record: SessionRecord?, _ number: Int) -> Bool {
    guard let record else { return Churn.fate(number) == .deleted }
    let index = Churn.firstKnownIndex
    if record == churn.series.record(number, firstKnownIndex: index) { return true }
    return switch Churn.fate(number) {
    case .improved:
      record == churn.series.record(number, firstKnownIndex: index - 1, edition: 1)
    case .rewritten: record == churn.series.record(number, firstKnownIndex: index, edition: 1)
    case .deleted, .kept: false
    }
  }
}
