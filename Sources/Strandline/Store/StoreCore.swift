/// What a store shares between threads: the published view, the queue of commits, the writer.
package final class StoreCore: Sendable {
  package struct Shared {
    /// The published state; nil while the store is closed.
    var view: PublishedView?
    /// Counts openings, so that a stream of an earlier one ends in `.closed`.
    var opening = 0
    var queue = CommitQueue()
    /// Nil for a store that was opened for reading.
    ///
    /// Only the leader uses it.
    var writer: LogWriter?
    /// Revisions up to here are on stable storage.
    var durableRevision: UInt64 = 0
    /// The next revision to be given out, as of the last publication.
    var nextRevision: UInt64 = 1
    /// Whether pages were handed out since the store was opened: then a close leaves its mark.
    var hasHandedOut = false
    var report = DamageReport()
    var leaseTimes: [CommitDecider.LeaseTime] = []
    var isClosing = false
    /// Whether an open or a close is going on.
    var isChanging = false
    /// Whether nobody holds the store any more; what still reads goes on.
    var isAbandoned = false
    var maintenance = MaintenanceState()
    var compaction = CompactionState()
  }

  package let path: String
  package let options: Options
  package let environment: Environment
  package let meter: MeteredFileSystem
  let resources: IndexResources
  let shared: Lock<Shared>
  static let findingCountMax = 10_000

  package init(path: String, options: Options, environment: Environment) {
    self.path = path
    self.options = options
    meter = MeteredFileSystem(environment.fileSystem)
    var metered = environment
    metered.fileSystem = meter
    self.environment = metered
    resources = IndexResources(options: options)
    shared = Lock(Shared())
  }

  /// Lets go without a close: no clean mark is written, the lock is given up.
  ///
  /// The next writer may come as soon as the lock is free, so that nothing may be under way then: no
  /// step, and no turn of a leader on the scheduler, which may be about to install a manifest.
  func abandon() {
    let writer =
      shared.withLock { state -> Lock<Shared>.Turn<LogWriter?> in
        state.isAbandoned = true
        if state.queue.isLed || state.maintenance.isStepping || state.maintenance.isWorking {
          return .wait(0)
        }
        state.maintenance = MaintenanceState()
        defer { state.writer = nil }
        return .done(state.writer)
      } as LogWriter?
    writer?.storeLock.release()
  }

  /// The published state and the number of the opening it belongs to.
  func view() throws(StoreError) -> (view: StoreView, opening: Int) {
    try shared.withLock { state throws(StoreError) in
      guard let view = state.view, !state.isClosing else { throw closedError() }
      return (view.value, state.opening)
    }
  }

  /// The published state, for whoever looks into it where it is.
  func published() throws(StoreError) -> PublishedView {
    try shared.withLock { state throws(StoreError) in
      guard let view = state.view, !state.isClosing else { throw closedError() }
      return view
    }
  }

  func check(opening: Int) throws(StoreError) {
    try shared.withLock { state throws(StoreError) in
      guard state.view != nil, !state.isClosing, state.opening == opening else {
        throw closedError()
      }
    }
  }

  func closedError() -> StoreError {
    StoreError(.closed, "the store is closed; reopen it", path: path)
  }

  /// Adds what a reader found damaged to the report, once.
  func note(_ finding: DamageReport.Finding) {
    shared.withLock { state in
      guard state.report.findings.count < Self.findingCountMax,
        !state.report.findings.contains(where: {
          $0.file == finding.file && $0.offset == finding.offset
        })
      else { return }
      state.report.findings.append(finding)
    }
  }
}
