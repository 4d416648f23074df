import Foundation
import Strandline
import StrandlineInspect
import Testing

/// What the tests of `import` and `export` work with.
enum ImportFixture {
  static let passphrase = "correct horse battery staple"
  static let room = "!secretroom:example.org"

  /// The path of a file that Vectors/make.py made.
  static func vector(_ name: String) -> String {
    Bundle.module.bundleURL.appendingPathComponent("Vectors/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: vector(name))))
  }

  /// Whether this system has the cryptography that encrypted exports need; says so if not.
  static let hasCryptography: Bool = {
    if (try? SystemCryptography()) != nil { return true }
    print("skipped: this system has no libcrypto")
    return false
  }()

  static func base64(_ bytes: [UInt8]) -> String {
    String(decoding: Base64Text.encodeUnpadded(bytes), as: UTF8.self)
  }

  /// A key that looks real; the ratchet has no history.
  static func key(_ seed: UInt8, index: UInt32 = 0) -> ExportedKey {
    let indexBytes = [24, 16, 8, 0].map { UInt8(index >> $0 & 0xFF) }
    let ratchet = (0..<128).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ Int(seed)) }
    let publicKey = (0..<32).map { UInt8(truncatingIfNeeded: $0 &* 11 &+ Int(seed) &* 3) }
    guard let key = ExportedKey([1] + indexBytes + ratchet + publicKey) else {
      preconditionFailure("165 bytes are a key")
    }
    return key
  }

  static func sessionID(_ seed: UInt8) -> String {
    String(decoding: key(seed).sessionID, as: UTF8.self)
  }

  /// An entry as `export` writes it, with members of the caller's behind it.
  static func entry(
    _ seed: UInt8, index: UInt32 = 0, room: String = room, sender: UInt8 = 9, _ more: String = ""
  ) -> String {
    let key = key(seed, index: index)
    return #"{"algorithm":"m.megolm.v1.aes-sha2","room_id":"\#(room)","#
      + #""sender_key":"\#(base64([UInt8](repeating: sender, count: 32)))","#
      + #""session_id":"\#(sessionID(seed))","session_key":"\#(base64(key.bytes))""#
      + (more.isEmpty ? "" : "," + more) + "}"
  }

  /// The same entry without some members or with other text in it.
  static func entry(_ seed: UInt8, replacing old: String, with new: String) -> String {
    let text = entry(seed)
    precondition(text.contains(old), "the entry holds what is to be replaced")
    return text.replacingOccurrences(of: old, with: new)
  }
}

/// A store and a directory of one test's own.
struct ImportScratch {
  let scratch: Scratch
  let store: String

  init() throws {
    scratch = try Scratch()
    store = scratch.file("store")
  }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = scratch.file(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Imports a text, as a file.
  func run(_ text: String, _ options: String...) throws -> ToolRun {
    let path = try write("input", Array(text.utf8))
    return ToolRun(["import", store, path] + options)
  }

  /// Imports an encrypted file.
  func run(
    encrypted path: String, passphrase: [UInt8] = Array(ImportFixture.passphrase.utf8),
    _ options: String...
  ) throws -> ToolRun {
    let file = try write("passphrase", passphrase)
    return ToolRun(["import", store, path, "--passphrase-file", file] + options)
  }

  func exported() -> String { ToolRun("export", store).text }

  /// The exported entries, one a line.
  func lines() -> [String] {
    ToolRun("export", store, "--json").text.split(separator: "\n").map { String($0) }
  }

  var storeExists: Bool { FileManager.default.fileExists(atPath: store) }

  /// How many sessions the store holds.
  func count() throws -> Int? {
    try ToolRun("counts", store, "--json").object()["total"] as? Int
  }

  func backedUp(_ version: String) throws -> Int? {
    try ToolRun("counts", store, "--backup", version, "--json").object()["backed_up"] as? Int
  }

  func record(_ seed: UInt8) throws -> SessionRecord? {
    var options = Options()
    options.readOnly = true
    let store = try SessionStore.open(at: store, options: options)
    defer { try? store.close() }
    return try store.session(
      SessionKey(room: ImportFixture.room, session: ImportFixture.sessionID(seed)))
  }

  /// Changes a byte in the payload of a session.
  func damage(_ seed: UInt8) throws {
    let payload = try #require(try record(seed)).payload
    for name in try FileManager.default.contentsOfDirectory(atPath: store) {
      let file = URL(fileURLWithPath: "\(store)/\(name)")
      var data = try Data(contentsOf: file)
      guard let place = data.range(of: Data(payload)) else { continue }
      data[place.lowerBound + 50] ^= 0xFF
      try data.write(to: file)
      return
    }
    Issue.record("no file holds the payload")
  }
}
