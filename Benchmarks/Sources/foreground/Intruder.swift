import BenchmarkSupport
import Dispatch
import Strandline
import Synchronization

/// What runs beside the foreground's saves.
enum Company: Sendable {
  case nobody
  /// Another thread resets the backup state.
  case resets
  /// Another thread saves one session: what company costs that is no reset.
  case saves
}

/// A span of time in which something ran.
struct Span: Sendable {
  let start: ContinuousClock.Instant
  let end: ContinuousClock.Instant
}

/// The thread beside the foreground.
final class Intruder: Sendable {
  private struct State {
    var company = Company.nobody
    var isDone = false
    var spans: [Company: [Span]] = [:]
    var failure: StoreError?
    var source: SessionSource
  }

  private let store: SessionStore
  private let pause: Duration
  private let state: Mutex<State>
  private let ended = DispatchSemaphore(value: 0)

  init(_ store: SessionStore, payloadByteCount: Int, pause: Duration) {
    self.store = store
    self.pause = pause
    state = Mutex(State(source: SessionSource(payloadByteCount: payloadByteCount, seed: 2)))
  }

  func start() {
    DispatchQueue(label: "intruder", qos: .userInitiated).async {
      while self.act() { Pause.sleep(self.pause) }
      self.ended.signal()
    }
  }

  /// Changes what runs from now on.
  ///
  /// When it returns, nothing of the former kind is under way, because a call is made with the
  /// state locked.
  func keep(_ company: Company) { state.withLock { $0.company = company } }

  /// Ends the thread and hands over when it did what.
  func stop() throws(StoreError) -> [Company: [Span]] {
    state.withLock { $0.isDone = true }
    ended.wait()
    let (spans, failure) = state.withLock { ($0.spans, $0.failure) }
    if let failure { throw failure }
    return spans
  }

  private func act() -> Bool {
    state.withLock { state in
      guard !state.isDone, state.failure == nil else { return false }
      let start = ContinuousClock.now
      do throws(StoreError) {
        switch state.company {
        case .nobody: return true
        case .resets: try store.resetBackupState()
        case .saves: _ = try store.save(state.source.next(1), durability: .durable)
        }
      } catch {
        state.failure = error
        return false
      }
      state.spans[state.company, default: []].append(
        Span(start: start, end: ContinuousClock.now))
      return true
    }
  }
}
