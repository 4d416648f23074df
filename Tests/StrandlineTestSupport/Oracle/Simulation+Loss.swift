import Strandline

/// Loss of files of which the log can tell everything but evidence.
extension Simulation {
  /// Sessions, settings and withheld information must be what they were; evidence may be dropped,
  /// which the report says.
  func lose(_ damage: MediaDamage) throws {
    guard !isTroubled, !syncMayHaveFailed, try ended(cleanly: damage.afterClose) else { return }
    disk.kill(process)
    settle(afterDeath: true)
    guard let name = victim(damage) else { return }
    let path = Self.path + "/" + name
    damagedFiles.insert(name)
    // A page of an index is damaged unnoticed until it is read.
    let isPaged = name.hasSuffix(".run") || name.hasSuffix(".map")
    if isPaged, damage.kind != .cutShort { disk.remove(path) } else { apply(damage, to: path) }
    do {
      try start(recoveryCall: nil)
      let report = store.damageReport
      let seen = try Observation(store, pageLimit: 1 + random.below(5))
      try expectations.recover(
        lostUnsynced: false, isDurable: false, evidenceDropped: report.evidenceDropped, seen)
      if report.evidenceDropped { for index in held.indices { held[index].isRefused = true } }
      try truth.check(seen)
      // Where no sync counts, a power cut would bring the loss back.
      settle()
    } catch let error as StoreError {
      throw Violation(.recovery, "\(damage.kind.rawValue) of \(path): \(error)")
    }
  }

  /// Closes, or ends the process; false when a close was struck.
  private func ended(cleanly: Bool) throws -> Bool {
    if cleanly { return try closed() }
    scheduler.discard()
    armed = nil
    refuseHeld()
    hasSyncedSinceOpen = false
    return true
  }

  /// The newest manifest as often as any other file beside the log.
  private func victim(_ damage: MediaDamage) -> String? {
    // Nor one that the manifest names and that bears its temporary name yet: it is the log, too.
    let names = disk.listFiles(Self.path).filter { !$0.contains(".segment") && $0 != "LOCK" }
    let manifest = names.filter { $0.hasSuffix(".manifest") }.max()
    let others = names.filter { !$0.hasSuffix(".manifest") }.sorted()
    guard damage.file % 2 == 1, !others.isEmpty else { return manifest }
    return others[Int(damage.file / 2 % UInt64(others.count))]
  }
}
