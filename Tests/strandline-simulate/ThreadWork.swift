import Strandline
import StrandlineTestSupport

/// What one thread does to a store that others change at the same time, and what it knows of it.
///
/// Its own sessions lie in a room of their own and nobody else touches them, so that every answer
/// about them is known; those all threads share are saved and never deleted.
struct ThreadWork {
  enum Verb: String, CaseIterable {
    case save = "saves"
    case improve = "improvements"
    case rewrite = "rewrites"
    case share = "shared saves"
    case delete = "deletions"
    case page = "pages acknowledged"
    case upload = "acknowledged by key"
    case get = "reads by key"
    case room = "rooms read"
    case sender = "senders paged"
    case stream = "streams"
    case count = "counts"
    case setting = "settings"
    case reset = "resets"
    case forget = "forgets"
  }

  /// What a thread knows in the end.
  struct Result: Sendable {
    var owned: [SessionKey: SessionRecord] = [:]
    /// The lowest index this thread saved of each session that is shared.
    var shared: [SessionKey: UInt32] = [:]
    /// Whatever may have evidence: put down before it was acknowledged.
    var uploads: [BackupVersion: Set<Upload>] = [:]
    var setting: [UInt8] = []
    var thread: Int
    var counts: [Verb: Int] = [:]
  }

  static let versions = [BackupVersion("1"), BackupVersion("2", publicKey: [1, 2, 3])]
  static let ownedCountMax = 200
  static let sharedCount = 50
  static let sharedRoom = Array("!shared".utf8)

  let store: SessionStore
  let room: [UInt8]
  let senderKey: [UInt8]
  var random: SplitMix64
  var result: Result

  init(_ store: SessionStore, thread: Int) {
    self.store = store
    room = Array("!room-\(thread)".utf8)
    senderKey = [UInt8](repeating: UInt8(truncatingIfNeeded: thread), count: 32)
    random = SplitMix64(seed: UInt64(thread) + 1)
    result = Result(thread: thread)
  }

  /// One call or a few that belong together.
  mutating func step() throws {
    let verb = choose()
    switch verb {
    case .save: try save()
    case .improve: try improve()
    case .rewrite: try rewrite()
    case .share: try share()
    case .delete: try delete()
    case .page: try acknowledgePage()
    case .upload: try acknowledgeByKey()
    case .get: try get()
    case .room: try readRoom()
    case .sender: try pageSender()
    case .stream: try stream()
    case .count: try count()
    case .setting: try set()
    case .reset: try store.resetBackupState()
    case .forget: try store.forgetBackup(Self.versions[1])
    }
    result.counts[verb, default: 0] += 1
  }

  /// Common things more often, what walks over everything seldom.
  private mutating func choose() -> Verb {
    if random.oneIn(200) { return random.oneIn(2) ? .reset : .forget }
    if random.oneIn(40) { return random.oneIn(2) ? .room : .stream }
    let common: [Verb] = [
      .save, .save, .improve, .rewrite, .share, .share, .delete, .page, .page, .upload, .get, .get,
      .get, .sender, .count, .setting,
    ]
    return common[random.below(common.count)]
  }

  /// Some wait for the disk, most do not: more calls meet inside the engine.
  mutating func durability() -> Durability {
    random.oneIn(8) ? .durable : random.oneIn(2) ? .ordered : .buffered
  }

  mutating func ownKey() -> SessionKey {
    SessionKey(room: room, session: Array("own-\(random.below(Self.ownedCountMax))".utf8))
  }

  mutating func ownedRecord() -> SessionRecord? {
    let key = ownKey()
    return result.owned[key] ?? result.owned.values.first
  }

  func expect(_ claim: Bool, _ what: @autoclosure () -> String) throws {
    guard claim else { throw Violation(.answer, "thread \(result.thread): \(what())") }
  }
}
