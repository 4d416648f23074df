import Strandline

/// The calls on sessions and their comparison with the model.
extension Simulation {
  func save(
    _ records: [SessionRecord], backedUpTo version: BackupVersion?, policy: SavePolicy,
    _ durability: Durability
  ) throws {
    for record in records { note(record, in: version) }
    try write(
      "save", durability,
      {
        try self.store.save(
          records, backedUpTo: version, policy: policy, durability: durability)
      }
    ) { $0.save(records, backedUpTo: version, policy: policy) }
  }

  func commit(_ steps: [ModelStore.BatchStep], _ durability: Durability) throws {
    for case .save(let record, let version, _) in steps { note(record, in: version) }
    let batch = WriteBatch(steps)
    try write("commit", durability, { try self.store.commit(batch, durability: durability) }) {
      $0.commit(steps)
    }
  }

  func importLegacy(
    _ sessions: [LegacySession], knownVersion: BackupVersion?, _ durability: Durability
  ) throws {
    for session in sessions {
      note(session.record, in: session.needsBackup ? nil : knownVersion)
      if knownVersion == nil { truth.note(legacy: session) }
    }
    do {
      let answer = try store.importLegacy(
        sessions, knownVersion: knownVersion, durability: durability)
      try expectations.change(
        answer, "importLegacy",
        line: { line in
          let (states, outcomes) = line.present.importing(sessions, knownVersion: knownVersion)
          states.forEach { line.append($0) }
          return outcomes
        })
      if durability == .durable { syncSucceeded() }
    } catch let error as StoreError {
      try failed("importLegacy", error, isSplit: true) {
        $0.importing(sessions, knownVersion: knownVersion).states
      }
    }
  }

  private func note(_ record: SessionRecord, in version: BackupVersion?) {
    truth.note(saved: record)
    if let version { truth.note(record.key, index: record.firstKnownIndex, in: version) }
  }

  func read(_ key: SessionKey) throws {
    do {
      let record = try store.session(key)
      try expectations.check(.answer) { line in
        let wanted = line.present.session(key)
        return wanted == record
          ? nil
          : {
            "session(\(name(key))) gave \(record.map(text) ?? "none"),"
              + " the rules say \(wanted.map(text) ?? "none")"
          }
      }
      var seen: [UInt8]?
      let count = try store.withPayload(of: key) { (span: RawSpan) throws(StoreError) -> Int in
        seen = span.withUnsafeBytes { Array($0) }
        return span.byteCount
      }
      guard seen == record?.payload, count == record?.payload.count else {
        throw Violation(.listing, "session and withPayload of \(name(key))")
      }
    } catch let error as StoreError {
      try failedReading("session", error)
    }
  }

  func flush() throws {
    do {
      try store.flush()
      syncSucceeded()
    } catch {
      try failed("flush", error) { (_: ModelStore) in [] }
    }
  }

  /// Compares everything with the model's present.
  func compare() throws {
    do {
      let seen = try Observation(store, pageLimit: 1 + random.below(5))
      try expectations.check(.answer) { line in
        seen.matches(line.present) ? nil : { seen.difference(from: line.present) ?? "nothing" }
      }
      try truth.check(seen)
    } catch let error as StoreError {
      try failedReading("compare", error)
    }
  }

  /// A second process opens the store for reading.
  func look() throws {
    guard !isTroubled, !process.hasStopped else { return }
    let reader = disk.process()
    defer { disk.kill(reader) }
    do {
      let view = try SessionStore.open(
        at: Self.path, options: options(readOnly: true),
        environment: Self.environment(
          plan, reader, SimulatedScheduler(), seed: random.next()))
      let seen = try Observation(view, pageLimit: 2, isReader: true)
      try view.close()
      var states = expectations.lines.flatMap(\.states)
      // As the next writer may: a segment that could not be removed tells of a lost manifest.
      if view.damageReport.evidenceDropped, syncMayHaveFailed {
        for index in states.indices { states[index].dropEvidence() }
      }
      guard states.contains(where: { seen.matches($0) }) else {
        throw Violation(
          .reader,
          "none of \(states.count) states; the newest differs in "
            + (seen.difference(from: expectations.lines[0].present) ?? "nothing"))
      }
    } catch let error as StoreError {
      if error.code == .notFound, !isCreated { return }
      throw Violation(.reader, "a healthy store's reader threw \(error)")
    }
  }
}
