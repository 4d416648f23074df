import Strandline

/// What must hold under one damage.
extension DamagedStore {
  /// Does the damage, looks at everything and takes it back.
  ///
  /// Answers whether the store opened.
  func check(
    _ damage: DamageSweep.Damage, verifies: Bool, writes: Bool
  ) throws(Violation) -> Bool {
    let (path, bytes) = place(damage)
    switch damage {
    case .cut(_, let byteCount): disk.truncateFile(path, to: byteCount)
    case .flip(_, let offset, let bit): disk.flipBit(of: path, atByte: offset, bit: bit)
    }
    defer { disk.setContents(of: path, to: bytes) }
    do {
      let store = try Self.open(disk, readOnly: true)
      try checkRead(store)
      if verifies { try checkVerified(store) }
      try store.close()
      if writes { try checkWritten() }
      return true
    } catch let error as StoreError {
      guard [.corrupt, .notAStore, .unsupportedVersion].contains(error.code) else {
        throw Violation(.error, "\(path): \(error)")
      }
      return false
    } catch let violation as Violation {
      throw Violation(violation.point, "\(path): \(violation.detail)")
    } catch {
      throw Violation(.error, "\(path): \(error)")
    }
  }

  private func place(_ damage: DamageSweep.Damage) -> (path: String, bytes: [UInt8]) {
    switch damage {
    case .cut(let file, _), .flip(let file, _, _): files[file]
    }
  }

  /// What is served is right, what is missing is reported, and evidence does not lead.
  private func checkRead(_ store: SessionStore) throws {
    let found = try Self.contents(store)
    if found == truth { return }
    guard !store.damageReport.isEmpty else { throw Violation(.durable, "lost in silence") }
    let served = found.byKey
    for record in served.values where !Self.everSaved.contains(record) {
      throw Violation(.wrongBytes, text(record))
    }
    guard found.total >= served.count else {
      throw Violation(.counts, "\(found.total), \(served.count) can be read")
    }
    let before = truth.byKey
    for (place, version) in Self.versions.enumerated() {
      for record in found.pending[place] where served[record.key] != record {
        throw Violation(.listing, "pending and session of \(name(record.key))")
      }
      let pending = found.pendingKeys(place)
      let wasPending = truth.pendingKeys(place)
      for record in served.values where !pending.contains(record.key) {
        let isSame = before[record.key] == record
        guard isSame ? !wasPending.contains(record.key) : wasUploaded(record, in: version) else {
          throw Violation(.evidence, "\(name(record.key)) is not pending for \(name(version))")
        }
      }
    }
  }

  /// An older copy, or one of a session that was deleted since, may have been uploaded.
  private func wasUploaded(_ record: SessionRecord, in version: BackupVersion) -> Bool {
    guard version == FixtureWorkshop.a || version == FixtureWorkshop.b else { return false }
    return Self.handedOut.contains(record)
  }

  /// A full verification names the damage, and accounts for every byte all the same.
  private func checkVerified(_ store: SessionStore) throws {
    let report = try store.verify(.full)
    guard !report.isClean || !store.damageReport.isEmpty else {
      throw Violation(.verification, "verification finds nothing")
    }
    for file in report.files {
      let sum = file.byteCounts.values.reduce(0, +)
      guard sum == file.byteCount else {
        throw Violation(.verification, "\(file.name): \(sum) of \(file.byteCount) bytes named")
      }
    }
  }

  /// Writing goes on, and what is written stays.
  private func checkWritten() throws {
    let copy = disk.copy()
    let store = try Self.open(copy, readOnly: false)
    let record = FixtureWorkshop.session(200)
    _ = try store.save([record])
    try store.close()
    let again = try Self.open(copy, readOnly: true)
    guard try again.session(record.key) == record else {
      throw Violation(.durable, "a save to a damaged store is gone")
    }
    // Damage is met once; what the writer has left is whole.
    let own = again.damageReport.findings.filter { $0.file.hasSuffix(".manifest") }
    guard own.isEmpty else { throw Violation(.recovery, "the writer left \(own)") }
    try again.close()
  }
}
