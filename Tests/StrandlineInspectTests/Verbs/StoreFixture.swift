import Foundation
import Strandline
import Testing

/// Stores that the verbs' tests work on.
enum StoreFixture {
  static let room = "!roomnamethatissecret:example.org"

  static func key(_ number: Int) -> SessionKey {
    SessionKey(room: room, session: "sessionidthatissecret\(number)")
  }

  static func record(_ number: Int) -> SessionRecord {
    SessionRecord(
      key: key(number), payload: Array("payload that is secret, number \(number)".utf8),
      firstKnownIndex: UInt32(number), senderKey: [UInt8](repeating: 7, count: 32),
      senderDataKind: 2)
  }

  /// A closed store that holds `count` sessions, the first `backedUp` of them in version "1".
  @discardableResult
  static func make(at path: String, count: Int, backedUp: Int = 0) throws -> String {
    let store = try SessionStore.open(at: path)
    _ = try store.save((0..<backedUp).map(record), backedUpTo: BackupVersion("1"))
    _ = try store.save((backedUp..<count).map(record))
    try store.close()
    return path
  }

  /// Changes a byte in the payload of one session, in whichever file holds it.
  static func damagePayload(of number: Int, in path: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      var data = try Data(contentsOf: file)
      guard let place = data.range(of: Data(record(number).payload)) else { continue }
      data[place.lowerBound] ^= 0xFF
      try data.write(to: file)
      return
    }
    Issue.record("no file holds the payload")
  }

  /// The bytes of every file of a store, to show that a verb changed nothing.
  static func image(of path: String) throws -> [String: Data] {
    var image: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      image[name] = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
    }
    return image
  }
}
