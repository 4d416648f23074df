/// Segments that are looked at by the caller's thread and, where it gets to it, by another one: each
/// takes the next that nobody has taken.
///
/// The caller never waits for a thread that has not begun.
final class SegmentSweep: Sendable {
  private struct Shared {
    var parts: ArraySlice<SegmentVerification.Part>
    /// What a helper begins with; nil when no more help is wanted.
    var empty: SegmentVerification?
    var helperCount = 0
    var done: [SegmentVerification] = []
    var failure: StoreError?
    /// Bytes that helpers have read and nobody has told the caller of.
    var untoldByteCount: UInt64 = 0

    mutating func close() {
      parts = []
      empty = nil
    }

    mutating func stop(_ error: StoreError) {
      close()
      if failure == nil { failure = error }
    }
  }

  private static let helperHasNews = 0

  private let shared: Lock<Shared>

  init(_ parts: [SegmentVerification.Part], _ empty: SegmentVerification) {
    shared = Lock(Shared(parts: parts[...], empty: empty))
  }

  /// The caller's part; returns when all segments were looked at.
  ///
  /// - Parameter advance: told how many bytes were read, on this thread.
  /// - Returns: what each thread has found, the caller's first.
  /// - Throws: the first error that one of the threads met, or what `advance` throws.
  func run(
    _ advance: (UInt64) throws(StoreError) -> Void
  ) throws(StoreError) -> [SegmentVerification] {
    let (empty, failure) = shared.withLock { ($0.empty, $0.failure) }
    if let failure { throw failure }
    guard var own = empty else { preconditionFailure("a sweep is run once") }
    do {
      try work(&own) { count throws(StoreError) in try advance(count + self.takeUntold()) }
    } catch {
      stop(error)
    }
    // A helper that begins from now on has nothing to do.
    shared.withLock { shared in shared.close() }
    while let untold = awaitHelpers() {
      do {
        try advance(untold)
      } catch {
        stop(error)
      }
    }
    let ended = shared.withLock { $0 }
    if let failure = ended.failure { throw failure }
    return [own] + ended.done
  }

  /// Sleeps until helpers have read more, and answers how much; nil when they have all ended.
  private func awaitHelpers() -> UInt64? {
    shared.withLock(until: { shared -> Lock<Shared>.Turn<UInt64?> in
      guard shared.helperCount > 0 else { return .done(nil) }
      guard shared.untoldByteCount > 0, shared.failure == nil else {
        return .wait(Self.helperHasNews)
      }
      defer { shared.untoldByteCount = 0 }
      return .done(shared.untoldByteCount)
    })
  }

  /// A helper's part.
  func help() {
    let empty = shared.withLock { shared -> SegmentVerification? in
      guard !shared.parts.isEmpty, let empty = shared.empty else { return nil }
      shared.helperCount += 1
      return empty
    }
    guard var own = empty else { return }
    var failure: StoreError?
    do {
      try work(&own) { count throws(StoreError) in try self.leaveUntold(count) }
    } catch { failure = error }
    shared.withLock { shared in
      shared.helperCount -= 1
      shared.done.append(own)
      if let failure { shared.stop(failure) }
    }
    shared.wakeAll(Self.helperHasNews)
  }

  private func work(
    _ own: inout SegmentVerification, _ onRead: (UInt64) throws(StoreError) -> Void
  ) throws(StoreError) {
    while let part = shared.withLock({ $0.parts.popFirst() }) {
      try own.take(part, onRead: onRead)
    }
    try own.finish(onRead: onRead)
  }

  private func stop(_ error: StoreError) {
    shared.withLock { shared in shared.stop(error) }
  }

  /// - Throws: the error another thread has met.
  private func takeUntold() throws(StoreError) -> UInt64 {
    let (untold, failure) = shared.withLock { shared in
      defer { shared.untoldByteCount = 0 }
      return (shared.untoldByteCount, shared.failure)
    }
    if let failure { throw failure }
    return untold
  }

  /// - Throws: the error another thread has met.
  private func leaveUntold(_ byteCount: UInt64) throws(StoreError) {
    let failure = shared.withLock { shared in
      shared.untoldByteCount += byteCount
      return shared.failure
    }
    shared.wakeAll(Self.helperHasNews)
    if let failure { throw failure }
  }
}
