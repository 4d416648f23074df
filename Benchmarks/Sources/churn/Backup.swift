import BenchmarkSupport
import Strandline
import Synchronization

/// A host's backup loop: a page of 100, an acknowledgement, the next page.
final class Backup: Sendable {
  /// How many foreground saves may be pending when it ends: they never stop coming.
  private static let pageCount = 100

  private let store: SessionStore
  private let isFinishing = Mutex(false)

  init(_ store: SessionStore) { self.store = store }

  /// From now on it ends when no full page is pending any more.
  func finish() { isFinishing.withLock { $0 = true } }

  /// One page; false at the end.
  func step() throws(StoreError) -> Bool {
    let ends = isFinishing.withLock { $0 }
    let page = try store.pending(for: BackupVersion("1"), limit: Self.pageCount)
    _ = try store.acknowledge(page)
    if page.sessions.count == Self.pageCount { return true }
    Pause.sleep(.milliseconds(10))
    return !ends
  }
}
