import Foundation
import Strandline
import StrandlineTestSupport

/// The reader of `processes`: for each number it is told, opens the store that another process
/// writes to, and must find a state of the history that is at least so far.
struct HistoryReader {
  private let path: String
  private let store: SessionStore
  private var history = NumberedHistory()
  private var files: Set<String> = []
  private var checkedCount = 0
  private var vanishedCount = 0
  private var outputs: Set<FileID> = []

  static func run(_ path: String) -> Int32 {
    do {
      var reader = try HistoryReader(path)
      while let line = readLine(), let acknowledged = Int(line) {
        try reader.look(acknowledged)
        print(
          reader.history.count, reader.checkedCount, reader.vanishedCount, reader.outputs.count)
        fflush(nil)
      }
      return 0
    } catch {
      say("history-reader: \(error)")
      return 1
    }
  }

  private init(_ path: String) throws {
    self.path = path
    var options = Options()
    options.readOnly = true
    store = try SessionStore.open(at: path, options: options)
    try arrive(0)
  }

  /// The old moment once more, whose files may be gone by now, and then the new one.
  private mutating func look(_ acknowledged: Int) throws {
    vanishedCount += files.subtracting(try names()).count
    try check("held open")
    try store.close()
    try store.reopen()
    try arrive(acknowledged)
    try check("opened")
  }

  /// Takes the state that the store says it has.
  private mutating func arrive(_ acknowledged: Int) throws {
    files = try names()
    let value = try store.setting(NumberedHistory.setting) ?? Array("0".utf8)
    let count = Int(String(decoding: value, as: UTF8.self)) ?? -1
    guard count >= acknowledged, count >= history.count else {
      throw Violation(
        .reader,
        "\(count) commits, with \(acknowledged) acknowledged before and \(history.count) seen")
    }
    history.advance(to: count)
    noteOutputs()
  }

  /// Everything the store answers, against the state behind that commit.
  private mutating func check(_ moment: String) throws {
    var found: [SessionKey: SessionRecord] = [:]
    var cursor = try store.sessions()
    while let record = try cursor.next() { found[record.key] = record }
    var rooms: [SessionKey: SessionRecord] = [:]
    for room in NumberedHistory.rooms {
      var cursor = try store.sessions(inRoom: room)
      while let record = try cursor.next() { rooms[record.key] = record }
    }
    for (place, key) in NumberedHistory.keys.enumerated() {
      let wanted = history.record(place)
      let stored = try store.session(key)
      try expect(stored == wanted, "\(moment): session \(place) by key")
      try expect(found[key] == wanted, "\(moment): session \(place) in the stream")
      try expect(rooms[key] == wanted, "\(moment): session \(place) in its room")
    }
    let total = history.sessionCount
    try expect(found.count == total && rooms.count == total, "\(moment): \(found.count) sessions")
    let counts = try store.counts(for: NumberedHistory.version)
    let plain = try store.counts(for: nil)
    let pending = try store.pending(for: NumberedHistory.version, limit: total + 1)
    // A reader hands out only what it knows to be durable.
    try expect(
      plain == SessionCounts(total: total, backedUp: 0) && counts.total == total
        && counts.backedUp + pending.sessions.count <= total && pending.skipped.isEmpty,
      "\(moment): \(counts) and \(pending.sessions.count) pending of \(total)")
    for record in pending.sessions {
      try expect(found[record.key] == record, "\(moment): what is pending is not stored")
    }
    try expect(store.damageReport.isEmpty, "\(moment): damage: \(store.damageReport.findings)")
    checkedCount += total
  }

  private func names() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: path))
  }

  /// Which segments that a compaction wrote are there; a manifest may go away meanwhile.
  private mutating func noteOutputs() {
    let manifests = ManifestFiles(directory: path, fileSystem: POSIXFileSystem())
    guard let id = files.compactMap(FileName.init).filter({ $0.kind == .manifest }).map(\.id).max(),
      let manifest = try? manifests.read(id, for: .reading)
    else { return }
    outputs.formUnion(manifest.entries.filter(\.isOutput).map(\.name.id))
  }

  private func expect(_ claim: Bool, _ what: @autoclosure () -> String) throws {
    guard claim else { throw Violation(.reader, "after \(history.count) commits, \(what())") }
  }
}
