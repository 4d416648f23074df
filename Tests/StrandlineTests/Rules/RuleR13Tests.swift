import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("R13: no error shows payload bytes or ids", .bothReadings)
struct RuleR13Tests {
  static let payload = "PAYLOADTHATISSECRET"
  static let room = "!ROOMTHATISSECRET"
  static let id = "SESSIONTHATISSECRET"
  static let version = BackupVersion("1")

  static func record(_ byteCount: Int = 19) -> SessionRecord {
    let bytes = Array(payload.utf8)
    return SessionRecord(
      key: SessionKey(room: room, session: id),
      payload: bytes + [UInt8](repeating: bytes[0], count: byteCount - bytes.count),
      firstKnownIndex: 5)
  }

  /// Every error the calls below throw, with the number of calls that threw none.
  static func errors(_ calls: [() throws -> Void]) -> (texts: [String], silent: Int) {
    var texts: [String] = []
    var silent = 0
    for call in calls {
      do {
        try call()
        silent += 1
      } catch {
        texts += ["\(error)", String(reflecting: error), error.localizedDescription]
        if let error = error as? StoreError { texts += [error.message, error.description] }
      }
    }
    return (texts, silent)
  }

  static func check(_ calls: [() throws -> Void]) {
    let (texts, silent) = errors(calls)
    #expect(silent == 0)
    let digits = String("\(Array(payload.utf8).prefix(6))".dropFirst().dropLast())
    for text in texts {
      for secret in [payload, room, id, digits] {
        #expect(!text.contains(secret), "\(text)")
      }
    }
  }

  @Test("bad arguments")
  func arguments() throws {
    let store = try World().store
    let long = SessionKey(room: String(repeating: Self.room, count: 20), session: Self.id)
    Self.check([
      { try store.save([SessionRecord(key: long, payload: Array(Self.payload.utf8))]) },
      { try store.save([Self.record((16 << 20) + 1)]) },
      { try store.delete([long]) },
      { try store.acknowledge([Upload(key: long, firstKnownIndex: 0)], for: Self.version) },
      { try store.set(Self.id, to: Self.record((1 << 20) + 1).payload) },
      { try store.save([Self.record(), Self.record(17 << 20)]) },
    ])
  }

  @Test("damage, read errors and closed stores")
  func damage() throws {
    let world = try World()
    try world.store.save([Self.record()])
    world.damage(Self.record().payload)
    let store = world.store
    let key = Self.record().key
    Self.check([
      { _ = try store.session(key) },
      { _ = try store.withPayload(of: key) { _ in 0 } },
    ])
    #expect(store.damageReport.findings.map(\.key) == [key])
    let path = try #require(world.files(".segment").last)
    world.disk.failReads(of: path, in: 0..<4096)
    Self.check([{ _ = try store.session(key) }, { _ = try store.listing() }])
    try store.close()
    Self.check([{ _ = try store.session(key) }, { try store.save([Self.record()]) }])
  }

  @Test("a disk that fails or is full")
  func disk() throws {
    let world = try World()
    try world.store.save([Self.record()])
    let store = world.store
    world.disk.capacity = world.disk.usedByteCount
    Self.check([{ try store.save([Self.record(4 << 20)], policy: .replace) }])
    world.disk.capacity = nil
    world.process.inject(.persistent(.matching(.write), .error(.inputOutput)))
    Self.check([
      { try store.save([Self.record(100)], policy: .replace) },
      { try store.save([Self.record(101)], policy: .replace) },
    ])
  }

  @Test("an error has a code, a sentence, a place and the system's number")
  func contents() throws {
    let world = try World()
    try world.store.save([Self.record()])
    world.process.inject(.persistent(.matching(.write), .error(.inputOutput)))
    do {
      try world.store.save([Self.record(100)], policy: .replace)
      Issue.record("the save did not fail")
    } catch {
      #expect(error.code == .io && !error.message.isEmpty)
      #expect(error.systemErrorNumber == 5 && error.systemCall != nil)
      #expect(error.path?.hasPrefix(World.path) == true)
      #expect(!error.description.contains("\n"))
    }
  }
}
