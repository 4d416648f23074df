import Strandline

/// Damage to the medium, and several callers at once.
extension Simulation {
  /// Damages one place and checks the weaker promise: a typed error, or what is served is right.
  func damage(_ wanted: MediaDamage) throws {
    hasEnded = true
    var damage = wanted
    // A log that was not closed and is cut short shows nothing of what it lost.
    if damage.afterClose || damage.kind == .cutShort {
      do {
        try store.close()
        damage.afterClose = !process.hasStopped
      } catch {
        guard isTroubled || process.hasStopped else { throw error }
        damage.afterClose = false
      }
      if !damage.afterClose, damage.kind == .cutShort { return }
    }
    scheduler.discard()
    disk.kill(process)
    let names = disk.listFiles(Self.path).filter { $0 != "LOCK" }.sorted()
    guard !names.isEmpty else { return }
    var name = names[Int(damage.file % UInt64(names.count))]
    // The end of the log as often as all the rest.
    if !plan.isPlain, damage.offset % 2 == 0,
      let last = names.last(where: { $0.hasSuffix(".segment") })
    {
      name = last
    }
    let path = Self.path + "/" + name
    let before = disk.contents(of: path)?.count ?? 0
    apply(damage, to: path)
    let after = disk.contents(of: path)?.count ?? 0
    let place = "\(damage.kind) of \(name), \(before) bytes before and \(after) after"
    process = disk.process()
    do {
      store = try open()
    } catch let error as StoreError {
      guard [.corrupt, .notAStore, .unsupportedVersion].contains(error.code) else {
        throw Violation(.error, "damage made open throw \(error)")
      }
      return
    }
    if damage.kind == .flip, damage.afterClose, !plan.isPlain { try checkFlipped(path) }
    try checkDamaged(damage, place)
  }

  /// One flipped bit in a log that was closed costs one record at most, and none elsewhere.
  private func checkFlipped(_ path: String) throws {
    guard !isTroubled, expectations.lines.count == 1 else { return }
    let state = expectations.lines[0].present
    let changed = OperationGenerator.keys.filter { key in
      (try? store.session(key)) != state.session(key)
    }
    guard changed.count <= (path.hasSuffix(".segment") ? 1 : 0) else {
      throw Violation(.durable, "a bit of \(path) cost \(changed.map(name))")
    }
  }

  func apply(_ damage: MediaDamage, to path: String) {
    let count = disk.contents(of: path)?.count ?? 0
    let offset = count == 0 ? 0 : Int(damage.offset % UInt64(count))
    switch damage.kind {
    case .flip where count > 0:
      disk.flipBit(of: path, atByte: offset, bit: Int(damage.file >> 40) & 7)
    case .zeroSector where count > 0:
      let start = offset & ~511
      disk.zero(start..<min(start + 512, count), of: path)
    case .cutShort: disk.truncateFile(path, to: offset)
    default: disk.remove(path)
    }
  }

  private func checkDamaged(_ damage: MediaDamage, _ place: String) throws {
    var damagedKeys: Set<SessionKey> = []
    var served: [SessionKey: SessionRecord] = [:]
    for key in OperationGenerator.keys {
      do {
        guard let record = try store.session(key) else { continue }
        guard truth.everSaved.contains(record), record.key == key else {
          throw Violation(.wrongBytes, text(record))
        }
        served[key] = record
      } catch let error as StoreError {
        guard error.code == .corrupt else { throw Violation(.error, "session threw \(error)") }
        damagedKeys.insert(key)
      }
    }
    for version in OperationGenerator.versions {
      let batch = try store.pending(for: version, limit: 10_000)
      let pending = Set(batch.sessions.map(\.key)).union(batch.skipped)
      for record in batch.sessions where served[record.key] != record {
        throw Violation(.listing, "pending and session of \(name(record.key)) under damage")
      }
      for record in served.values
      where !pending.contains(record.key) && !truth.mayHold(record, in: version) {
        // Rot in the last commit of an unclean end reads as a torn tail, which is reported; a
        // forget that was there is lost.
        if store.damageReport.tornByteCount > 0, !damage.afterClose { continue }
        throw Violation(
          .evidence,
          "\(place): \(text(record)) is not pending for \(name(version))")
      }
      let counts = try store.counts(for: version)
      guard counts.total >= served.count else {
        throw Violation(.counts, "damaged store: \(counts), \(served.count) can be read")
      }
    }
    if !damagedKeys.isEmpty && store.damageReport.isEmpty {
      throw Violation(.listing, "damaged records are not in the report")
    }
    try acceptsCommits(damagedKeys)
  }

  /// A save over a damaged record supersedes it whatever its index.
  private func acceptsCommits(_ damagedKeys: Set<SessionKey>) throws {
    for key in damagedKeys {
      let record = SessionRecord(key: key, payload: [9], firstKnownIndex: .max)
      _ = try store.save([record])
      guard try store.session(key) == record else {
        throw Violation(.recovery, "a save over the damaged \(name(key)) is not served")
      }
    }
    try store.close()
  }
}
