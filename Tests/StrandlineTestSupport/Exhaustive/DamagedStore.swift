package import Strandline

/// A closed store of some 64 KiB with every structure in it, and what must hold whatever happens to
/// one of its files.
package struct DamagedStore: Sendable {
  /// Where the damage is done; each thread has its own.
  let disk = SimulatedDisk(seed: 9)
  /// Its files but LOCK, by path.
  package let files: [(path: String, bytes: [UInt8])]
  let truth: Contents

  static let versions = [
    FixtureWorkshop.a, FixtureWorkshop.b, FixtureWorkshop.c, BackupVersion("never seen"),
  ]
  private static let sessionCount = 83
  static let keys = (0..<sessionCount).map { FixtureWorkshop.session($0).key }

  /// What a store serves; lists, because most damages change nothing and comparing them is cheap.
  struct Contents: Equatable {
    /// In the order of `keys`.
    var sessions: [SessionRecord?] = []
    /// In the order of `versions`.
    var pending: [[SessionRecord]] = []
    var skipped: [[SessionKey]] = []
    var settings: [[UInt8]?] = []
    var withheld: [UInt8]?
    var total = 0
    var damagedCount = 0

    var byKey: [SessionKey: SessionRecord] {
      var result: [SessionKey: SessionRecord] = [:]
      for case let record? in sessions { result[record.key] = record }
      return result
    }

    /// What is pending for the version at a place, read or not.
    func pendingKeys(_ version: Int) -> Set<SessionKey> {
      Set(pending[version].map(\.key)).union(skipped[version])
    }
  }

  package init() throws(StoreError) {
    let made = try Fixture.everything.files()
    files = made.filter { $0.key != FileName.lock }.sorted { $0.key < $1.key }
      .map { (Fixture.path + "/" + $0.key, $0.value) }
    let process = disk.process()
    try process.createDirectory(Fixture.path)
    for (name, bytes) in made { disk.setContents(of: Fixture.path + "/" + name, to: bytes) }
    disk.kill(process)
    disk.settle()
    let store = try Self.open(disk, readOnly: true)
    truth = try Self.contents(store)
    try store.close()
    precondition(truth.damagedCount == 0, "an unharmed store is whole")
  }

  static func open(_ disk: SimulatedDisk, readOnly: Bool) throws(StoreError) -> SessionStore {
    var options = FixtureWorkshop.options()
    options.readOnly = readOnly
    return try SessionStore.open(
      at: Fixture.path, options: options,
      environment: .simulated(process: disk.process(), seed: 10))
  }

  /// All a store serves; errors but `.corrupt` are thrown on.
  static func contents(_ store: SessionStore) throws(StoreError) -> Contents {
    var contents = Contents()
    func read<Value>(_ body: () throws(StoreError) -> Value?) throws(StoreError) -> Value? {
      do {
        return try body()
      } catch {
        guard error.code == .corrupt else { throw error }
        contents.damagedCount += 1
        return nil
      }
    }
    for key in keys {
      contents.sessions.append(
        try read { () throws(StoreError) in try store.session(key) })
    }
    for version in versions {
      let batch = try store.pending(for: version, limit: 1000)
      contents.pending.append(batch.sessions)
      contents.skipped.append(batch.skipped)
    }
    for name in ["token", "empty", "gone"] {
      contents.settings.append(
        try read { () throws(StoreError) in try store.setting(name) })
    }
    let withheld = SessionKey(room: "!room0:example.org", session: "withheld")
    contents.withheld = try read { () throws(StoreError) in try store.withheld(withheld) }
    contents.total = try store.counts(for: nil).total
    return contents
  }

  /// Every content that any session ever had, and some more.
  static let everSaved = Set(
    (0..<sessionCount).flatMap { number in
      [0, 1].flatMap { edition in
        [2, 5].map { FixtureWorkshop.session(number, index: $0, edition: edition) }
      }
    })

  /// The first of them, which were handed out before some of them improved or were deleted.
  static let handedOut = Set((0..<14).map { FixtureWorkshop.session($0) })
}

extension Fixture {
  /// Legacy, islands, improvements, deletions, outputs of a compaction, patches over the map.
  static let everything = Fixture("everything") { (workshop) throws(StoreError) in
    let old = (80..<83).map { number in
      LegacySession(record: FixtureWorkshop.session(number), needsBackup: number == 81)
    }
    _ = try workshop.store.importLegacy(old)
    try workshop.fill()
    let uploads = stride(from: 21, to: 60, by: 3).map { number in
      Upload(key: FixtureWorkshop.session(number).key, firstKnownIndex: 5)
    }
    _ = try workshop.store.acknowledge(uploads, for: FixtureWorkshop.a)
    _ = try workshop.store.acknowledge(Array(uploads.prefix(3)), for: FixtureWorkshop.c)
    try workshop.store.forgetBackup(FixtureWorkshop.c)
    _ = try workshop.store.acknowledge(Array(uploads.suffix(3)), for: FixtureWorkshop.c)
    try workshop.store.compact()
    try workshop.save(60..<70)
    try workshop.store.close()
  }
}
