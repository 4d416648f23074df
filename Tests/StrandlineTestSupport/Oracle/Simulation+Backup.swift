import Strandline

/// The calls on backups and their comparison with the model.
extension Simulation {
  static let heldCountMax = 12

  func hold(_ version: BackupVersion, limit: Int, meanwhile: [Operation] = []) throws {
    handedOutCount += 1
    let id = handedOutCount
    for index in expectations.lines.indices {
      expectations.lines[index].handouts[id] =
        expectations.lines[index].present.handOut(for: version, limit: limit)
    }
    do {
      let batch = try interrupted(by: meanwhile) {
        try store.pending(for: version, limit: limit)
      }
      try expectations.check(.answer) { line in
        let wanted = line.handouts[id]?.sessions ?? []
        return wanted == batch.sessions
          ? nil
          : {
            "pending(\(name(version))) gave \(batch.sessions.map { name($0.key) }),"
              + " the rules say \(wanted.map { name($0.key) })"
          }
      }
      let page = Held(id: id, batch: batch, life: life)
      guard !batch.isEmpty else { return drop(page) }
      if syncIsDurable { expectations.markDurable(handedOut: id) }
      held.append(page)
      if held.count > Self.heldCountMax { drop(held.removeFirst()) }
    } catch let error as StoreError {
      try failedReading("pending", error)
    }
  }

  /// Calls of another thread come between two reads of the call.
  private func interrupted<Result>(
    by operations: [Operation], _ call: () throws -> Result
  ) throws -> Result {
    guard !operations.isEmpty else { return try call() }
    var failure: (any Error)?
    process.interruptNextRead {
      do { for operation in operations { try self.perform(operation) } } catch { failure = error }
    }
    defer { process.interruptNextRead(nil) }
    let result = Swift.Result { try call() }
    if let failure { throw failure }
    return try result.get()
  }

  private func drop(_ page: Held) {
    for index in expectations.lines.indices {
      expectations.lines[index].handouts[page.id] = nil
    }
  }

  /// Pages of which it is unknown whether the store may still take them are of no use.
  func dropHeld() {
    held.forEach(drop)
    held = []
  }

  /// An unclean end: what was handed out since the store was opened is refused from now on.
  ///
  /// So is what was handed out before that, if something has reached the disk since; else the store
  /// may still show the clean end before.
  func refuseHeld() {
    let former = held
    held = []
    for var page in former {
      if page.isRefused || page.life == life || hasSyncedSinceOpen {
        page.isRefused = true
        held.append(page)
      } else {
        drop(page)
      }
    }
    life += 1
  }

  /// A clean end.
  func outlive() {
    life += 1
    for page in held where page.life < life - Self.lifeCountMax { drop(page) }
    held.removeAll { $0.life < life - Self.lifeCountMax }
  }

  func acknowledgeHeld(_ place: Int) throws {
    guard !held.isEmpty else { return }
    let page = held[place % held.count]
    let isFromThisLife = !page.isRefused
    if isFromThisLife {
      // Refused after a forget, so that it says nothing the truth does not know.
      for record in page.batch.sessions where !isVoid(page) {
        truth.note(record.key, index: record.firstKnownIndex, in: page.batch.version)
      }
    }
    do {
      let result = try store.acknowledge(page.batch)
      guard isFromThisLife || result.forgotten else {
        throw Violation(.incarnation, "a page of \(name(page.batch.version)) gave \(result)")
      }
      try expectations.change(
        answer(result), "acknowledge",
        line: { line in
          guard let handout = line.handouts[page.id] else { return ModelStore.Acknowledged() }
          var state = line.present
          let answer = state.acknowledge(handout, isFromThisLife: isFromThisLife)
          line.append(state)
          return answer
        })
      if result.recorded > 0 && durability == .durable { syncSucceeded() }
    } catch let error as StoreError {
      try failed("acknowledge", error) { (line: Expectations.Line) in
        guard let handout = line.handouts[page.id] else { return [] }
        var after = line.present
        _ = after.acknowledge(handout, isFromThisLife: isFromThisLife)
        return [after]
      }
    }
  }

  /// Whether the page's version was forgotten since, whichever way things went.
  private func isVoid(_ page: Held) -> Bool {
    expectations.lines.allSatisfy { line in
      guard let handout = line.handouts[page.id] else { return true }
      return handout.epoch != line.present.epoch(of: handout.version)
    }
  }

  func acknowledge(_ uploads: [Upload], _ version: BackupVersion) throws {
    for upload in uploads {
      truth.note(upload.key, index: upload.firstKnownIndex, in: version)
    }
    try write(
      "acknowledge", durability, { self.answer(try self.store.acknowledge(uploads, for: version)) }
    ) { $0.acknowledge(uploads, for: version) }
  }

  private func answer(_ result: AcknowledgeResult) -> ModelStore.Acknowledged {
    ModelStore.Acknowledged(
      recorded: result.recorded, improvedMeanwhile: Set(result.improvedMeanwhile),
      unknown: Set(result.unknown), forgotten: result.forgotten)
  }

  func reset() throws {
    var hasReturned = false
    try write(
      "reset", .durable,
      { () -> Int in
        try self.store.resetBackupState()
        hasReturned = true
        return 0
      }
    ) {
      $0.reset()
      return 0
    }
    if hasReturned && syncIsDurable { truth.reset() }
  }

  func forget(_ version: BackupVersion) throws {
    var hasReturned = false
    try write(
      "forget", .durable,
      { () -> Int in
        try self.store.forgetBackup(version)
        hasReturned = true
        return 0
      }
    ) {
      $0.forget(version)
      return 0
    }
    if hasReturned && syncIsDurable { truth.forget(version) }
  }
}
