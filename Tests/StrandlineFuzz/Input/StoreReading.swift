import Strandline
import StrandlineTestSupport

/// All that a store serves: a call answers, or throws what damage makes it throw.
struct StoreReading {
  /// What the example stores know of backups.
  static let versions = [
    BackupVersion("A"), BackupVersion("B", publicKey: [1, 2, 3]), BackupVersion("C"),
    BackupVersion("never seen"),
  ]

  private(set) var sessions: [SessionKey: SessionRecord] = [:]
  /// What is pending, what cannot be read included; nil where that cannot be told.
  private(set) var pending: [BackupVersion: Set<SessionKey>?] = [:]
  private(set) var total: Int?

  init(_ store: SessionStore) throws(FuzzFinding) {
    try Self.answer { () throws(StoreError) in
      var cursor = try store.sessions()
      while let record = try cursor.next() { sessions[record.key] = record }
    }
    for number in 0..<3 {
      let room = Array("!room\(number):example.org".utf8)
      try Self.answer { () throws(StoreError) in
        var cursor = try store.sessions(inRoom: room)
        while try cursor.next() != nil {}
      }
      try Self.answer { () throws(StoreError) in _ = try store.withheld(inRoom: room) }
    }
    for number in [0, 3, 4, 12, 20, 45] {
      let key = Fixture.session(number, index: 5, edition: 0).key
      try Self.answer { () throws(StoreError) in _ = try store.session(key) }
    }
    let sender = [UInt8](repeating: 0x5E, count: 32)
    try Self.answer { () throws(StoreError) in
      _ = try store.sessions(fromSender: sender, kind: 2, after: nil, limit: 100)
    }
    for name in ["token", "empty", "gone"] {
      try Self.answer { () throws(StoreError) in _ = try store.setting(name) }
    }
    for version in Self.versions { pending[version] = try Self.pending(version, store) }
    total = try Self.answer { () throws(StoreError) in try store.counts(for: nil).total }
    try Self.answer { () throws(StoreError) in _ = try store.backupVersions() }
    try Self.answer { () throws(StoreError) in _ = try store.statistics() }
    try Self.answer { () throws(StoreError) in _ = try store.verify(.quick) }
    _ = store.damageReport.findings.map(\.kind)
  }

  private static func pending(
    _ version: BackupVersion, _ store: SessionStore
  ) throws(FuzzFinding) -> Set<SessionKey>? {
    _ = try answer { () throws(StoreError) in try store.counts(for: version) }
    return try answer { () throws(StoreError) in
      let batch = try store.pending(for: version, limit: 10_000)
      return Set(batch.sessions.map(\.key) + batch.skipped)
    }
  }

  /// What a call answers; nil where damage made it throw.
  ///
  /// Any other error is a finding.
  @discardableResult
  static func answer<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(FuzzFinding) -> Result? {
    do {
      return try body()
    } catch {
      switch error.code {
      // Numbers that are made up may be used up.
      case .corrupt, .notAStore, .unsupportedVersion, .readOnly, .tooLarge: return nil
      default: throw FuzzFinding("damage is told as another error: \(error)")
      }
    }
  }
}
