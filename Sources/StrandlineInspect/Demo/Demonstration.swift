import Strandline

/// What `demo` does, step by step.
///
/// Every claim is checked: a demonstration that shows something else than it says ends with an
/// error.
struct Demonstration {
  private static let batchSize = 100

  private let store: SessionStore
  private let sessionCount: Int
  private let console: Console
  private let signals: DeferredSignals
  private(set) var steps: [DemoStep] = []

  init(_ store: SessionStore, sessionCount: Int, console: Console, signals: DeferredSignals) {
    self.store = store
    self.sessionCount = sessionCount
    self.console = console
    self.signals = signals
  }

  /// Runs all steps.
  mutating func run(payloadByteCount: Int) throws(ToolFailure) {
    let first = BackupVersion("1")
    let second = BackupVersion("2")
    try save(payloadByteCount: payloadByteCount)
    try backUp(to: first)
    try count(for: first, backedUp: sessionCount)
    try reset()
    try showPage(for: second, expected: min(Self.batchSize, sessionCount))
    try count(for: second, backedUp: 0)
    try showPage(for: first, expected: 0)
    try count(for: first, backedUp: sessionCount)
    try reopen()
    try showPage(for: first, expected: 0)
  }

  private mutating func save(payloadByteCount: Int) throws(ToolFailure) {
    var sessions = DemoSessions(payloadByteCount: payloadByteCount)
    // Making the sessions is not the store's work and not in the time.
    var duration = Duration.zero
    var cost = try Cost.measure(store) { () throws(ToolFailure) in
      var saved = 0
      while saved < sessionCount {
        try stopIfAsked()
        let records = sessions.next(min(Self.batchSize, sessionCount - saved))
        let start = ContinuousClock.now
        try engine { () throws(StoreError) in
          _ = try store.save(records, durability: .ordered)
        }
        duration += ContinuousClock.now - start
        saved += records.count
        console.progress("saving", saved, of: sessionCount)
      }
      let start = ContinuousClock.now
      try engine { () throws(StoreError) in try store.flush() }
      duration += ContinuousClock.now - start
    }.cost
    cost.duration = duration
    add(
      "save",
      "\(Quantity.count(sessionCount, "session")) of \(Quantity.count(payloadByteCount)) B", cost)
  }

  private mutating func backUp(to version: BackupVersion) throws(ToolFailure) {
    var pageCount = 0
    let cost = try Cost.measure(store) { () throws(ToolFailure) in
      var acknowledged = 0
      while true {
        try stopIfAsked()
        let page = try engine { () throws(StoreError) in
          try store.pending(for: version, limit: Self.batchSize)
        }
        if page.isEmpty { break }
        let result = try engine { () throws(StoreError) in try store.acknowledge(page) }
        try expect(result.recorded == page.sessions.count, "a page was not recorded whole")
        pageCount += 1
        acknowledged += page.sessions.count
        console.progress("backing up to \"\(version.version)\"", acknowledged, of: sessionCount)
      }
      try expect(acknowledged == sessionCount, "the backup ended early")
    }.cost
    let result = "all in \(Quantity.count(pageCount, "page")), each acknowledged"
    add("back up to \"\(version.version)\"", result, cost)
  }

  private mutating func count(
    for version: BackupVersion, backedUp expected: Int
  ) throws(ToolFailure) {
    let (counts, cost) = try Cost.measure(store) { () throws(ToolFailure) in
      try engine { () throws(StoreError) in try store.counts(for: version) }
    }
    try expect(
      counts.backedUp == expected && counts.total == sessionCount,
      "the counts for \"\(version.version)\" are wrong")
    add(
      "count for \"\(version.version)\"",
      "\(Quantity.count(counts.backedUp)) of \(Quantity.count(counts.total)) backed up", cost)
  }

  private mutating func reset() throws(ToolFailure) {
    let cost = try Cost.measure(store) { () throws(ToolFailure) in
      try engine { () throws(StoreError) in try store.resetBackupState() }
    }.cost
    add("reset", "durable; the new backup is \"2\"", cost)
  }

  private mutating func showPage(
    for version: BackupVersion, expected: Int
  ) throws(ToolFailure) {
    let (page, cost) = try Cost.measure(store) { () throws(ToolFailure) in
      try engine { () throws(StoreError) in
        try store.pending(for: version, limit: Self.batchSize)
      }
    }
    try expect(
      page.sessions.count == expected, "the pending page for \"\(version.version)\" is wrong")
    let result =
      expected == 0 ? "nothing to upload" : "\(Quantity.count(expected, "session")) to upload"
    add("first page for \"\(version.version)\"", result, cost)
  }

  /// Closes and opens again: what was done is still so.
  private mutating func reopen() throws(ToolFailure) {
    let cost = try Cost.measure(store) { () throws(ToolFailure) in
      try engine { () throws(StoreError) in
        try store.close()
        try store.reopen()
      }
    }.cost
    add("close and open", "everything is still there", cost)
  }

  private mutating func add(_ name: String, _ result: String, _ cost: Cost) {
    console.endProgress()
    steps.append(DemoStep(name: name, result: result, cost: cost))
  }

  private func stopIfAsked() throws(ToolFailure) {
    if signals.isPending { throw ToolFailure(.inputOutput, "interrupted") }
  }

  private func expect(_ claim: Bool, _ otherwise: String) throws(ToolFailure) {
    guard claim else { throw ToolFailure(.bug, "the demonstration failed: \(otherwise)") }
  }
}
