import Synchronization

/// The entry of an index before which nothing is pending.
///
/// Without it a page would pass over everything that the pages before it deleted from the index.
final class PendingBound: Sendable {
  private struct State {
    var bound: [UInt8] = []
    /// The lowest entry saved since a page moved the bound, which a page may not know.
    var saved: [UInt8]?
  }

  private let state = Mutex(State())

  /// Where a page begins.
  var entry: [UInt8] { state.withLock { $0.bound } }

  /// Something new is pending.
  func include(_ entry: [UInt8]) {
    state.withLock { state in
      if entry.lexicographicallyPrecedes(state.bound) { state.bound = entry }
      if let saved = state.saved, saved.lexicographicallyPrecedes(entry) { return }
      state.saved = entry
    }
  }

  /// A page that began at `start` is acknowledged up to `end`.
  func advance(from start: [UInt8], to end: [UInt8]) {
    state.withLock { state in
      guard state.bound == start else { return }
      if let saved = state.saved, saved.lexicographicallyPrecedes(end) {
        state.bound = saved
        state.saved = nil
      } else {
        state.bound = end
      }
    }
  }

  /// Another version is asked for.
  func reset() { state.withLock { $0 = State() } }
}
