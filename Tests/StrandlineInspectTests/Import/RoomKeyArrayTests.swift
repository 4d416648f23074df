import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Decrypted exports")
struct RoomKeyArrayTests {
  let scratch: ImportScratch

  init() throws { scratch = try ImportScratch() }

  @Test(
    "an empty array is a success and makes the store",
    arguments: ["[]", " [ \r\n\t] ", "\u{FEFF}[]\n"])
  func empty(text: String) throws {
    #expect(try scratch.run(text).exitCode == 0)
    #expect(try scratch.count() == 0)
  }

  @Test("fields may come in any order, escaped letter by letter, with room ids of any script")
  func spellings() throws {
    let room = #"!\uD83E\uDDF5 gr\u00f6\u00DFer:example.org"#
    let plain = ImportFixture.entry(1, replacing: ImportFixture.room, with: room)
    let escaped = ImportFixture.entry(2, replacing: "session_key", with: #"\u0073ession_ke\u0079"#)
    let fields = ImportFixture.entry(3).dropFirst().dropLast().split(separator: ",").reversed()
    let run = try scratch.run(
      "\u{FEFF}[\n\(plain) ,\t\(escaped)\r\n,{ \(fields.joined(separator: " ,\n")) }]\n\n")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try scratch.count() == 3)
    #expect(scratch.lines()[0].contains(#""room_id":"!🧵 größer:example.org""#))
  }

  @Test("a byte order mark may come byte by byte")
  func markInPieces() throws {
    var entries = ArrayEntries(SingleBytes("\u{FEFF}[1]"))
    #expect(try entries.next() == .entry([0x31]))
    #expect(try entries.next() == .end)
  }

  @Test("names inside unknown fields are not taken for the entry's own")
  func nested() throws {
    let more = #""x":{"session_key":"a","room_id":["{",{"session_id":null}]},"y":"]},{""#
    let entry = ImportFixture.entry(1, more)
    #expect(try scratch.run("[\(entry)]").exitCode == 0)
    #expect(scratch.lines() == [entry])
  }

  @Test(
    "a hundred thousand levels of nesting are kept, a million are refused by number; neither traps",
    arguments: [#"[ ]"#, #"{"a": }"#])
  func deep(pair: String) throws {
    let halves = pair.split(separator: " ").map { String($0) }
    func nest(_ levels: Int) -> String {
      let inner = halves[0] == "[" ? "" : "0"
      return String(repeating: halves[0], count: levels) + inner
        + String(repeating: halves[1], count: levels)
    }
    let kept = ImportFixture.entry(1, #""x":"# + nest(100_000))
    let text =
      "[\(kept),\(ImportFixture.entry(2, #""x":"# + nest(1_000_000))),\(nest(99)),"
      + "\(ImportFixture.entry(3))]"
    let run = try scratch.run(text)
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("entry 2 is longer than"))
    #expect(run.errors.contains("entry 3 is"))
    #expect(try scratch.count() == 2)
    #expect(scratch.lines().first == kept)
    #expect(try scratch.run("[" + String(repeating: "[", count: 3_000_000)).exitCode == 65)
  }

  @Test("numbers, escapes and unknown fields come out to the letter")
  func lossless() throws {
    let members =
      #""n":[1e400,-0,0.10,-1E+2,123456789012345678901234567890],"s":"\u00e9\ud83e\/","e":{},"#
      + #""first_known_index":4294967295,"t":[true,false,null,"é🧵"]"#
    let entry = ImportFixture.entry(1, members)
    #expect(try scratch.run("[\(entry)]").exitCode == 0)
    #expect(scratch.lines() == [entry])
  }

  @Test(
    "the shared-history flag keeps its name",
    arguments: [
      "shared_history", "m.shared_history", "org.matrix.msc3061.shared_history",
    ])
  func sharedHistory(name: String) throws {
    let entries = [
      ImportFixture.entry(1, "\"\(name)\":true"), ImportFixture.entry(2, "\"\(name)\":false"),
    ]
    #expect(try scratch.run("[\(entries.joined(separator: ","))]").exitCode == 0)
    #expect(scratch.lines() == entries)
  }

  @Test("the index is read from the key, unsigned; a claim is only kept")
  func index() throws {
    let entry = ImportFixture.entry(1, index: .max, #""first_known_index":0"#)
    #expect(try scratch.run("[\(entry)]").exitCode == 0)
    #expect(try scratch.record(1)?.firstKnownIndex == .max)
    #expect(scratch.lines() == [entry])
  }

  @Test("of a name that stands there twice the last one counts, and its id is checked")
  func duplicateNames() throws {
    let other = ImportFixture.base64(ImportFixture.key(7).bytes)
    let id = ImportFixture.sessionID(7)
    let good =
      "{\"session_key\":\"\(other)\",\"session_id\":\"\(id)\","
      + ImportFixture.entry(1).dropFirst()
    let bad = ImportFixture.entry(2, "\"session_key\":\"\(other)\"")
    let run = try scratch.run("[\(good),\(bad)]")
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("entry 2 has a session id that does not belong to its key"))
    #expect(scratch.lines() == [ImportFixture.entry(1)])
  }

  static let refused: [(String, String)] = {
    func entry(_ old: String, _ new: String) -> String {
      ImportFixture.entry(2, replacing: old, with: new)
    }
    let id = ImportFixture.sessionID(2)
    let key = ImportFixture.base64(ImportFixture.key(2).bytes)
    let sender = ImportFixture.base64([UInt8](repeating: 9, count: 32))
    // The last digit of an id has two bits to spare.
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let last = digits.firstIndex(of: id.last ?? "A") ?? 0
    let spare = String(id.dropLast()) + String(digits[last ^ 1])
    return [
      (entry("m.megolm.v1.aes-sha2", "m.megolm.v9"), "algorithm"),
      (entry(#""algorithm":"m.megolm.v1.aes-sha2","#, ""), "algorithm"),
      (entry(#""m.megolm.v1.aes-sha2""#, "7"), "algorithm"),
      (entry(id, ImportFixture.sessionID(3)), "does not belong"), (entry(id, spare), "not belong"),
      (entry(id, id + "="), "not belong"), (entry("session_id", "x"), "not belong"),
      (entry(key, String(key.dropLast())), "165 bytes"), (entry(key, ""), "165 bytes"),
      (entry(key, "Ag" + key.dropFirst(2)), "165 bytes"),
      (entry(key, "%" + key.dropFirst()), "165"),
      (entry("session_key", "x"), "165 bytes"),
      (entry(ImportFixture.room, ""), "room id"),
      (entry(ImportFixture.room, String(repeating: "r", count: 256)), "room id"),
      (entry(ImportFixture.room, #"\ud800"#), "room id"), (entry("room_id", "x"), "room id"),
      (entry(sender, "c2hvcnQ"), "sender key"), (entry("\"\(sender)\"", "null"), "sender key"),
      ("null", "not a JSON object"), ("12", "not a JSON object"), (#""text""#, "not a JSON object"),
      ("[]", "not a JSON object"), ("{}", "neither"), (#"{"rooms":{}}"#, "neither"),
    ]
  }()

  @Test(
    "an entry that cannot be right is refused by its number, and the rest imported",
    arguments: 0..<24)
  func refusals(number: Int) throws {
    let (entry, reason) = Self.refused[number]
    let run = try scratch.run("[\(ImportFixture.entry(1)),\(entry),\(ImportFixture.entry(3))]")
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("entry 2 "))
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(try scratch.count() == 2)
    for secret in ["secretroom", ImportFixture.sessionID(2), "c2hvcnQ"] {
      #expect(!run.errors.contains(secret) && !run.text.contains(secret))
    }
    let alone = try ImportScratch()
    #expect(try alone.run("[\(entry)]").exitCode == 65)
  }

  @Test("text that is no UTF-8 is refused by number")
  func notText() throws {
    var bytes = Array("[\(ImportFixture.entry(1)),\(ImportFixture.entry(2, #""x":"?""#))]".utf8)
    let place = try #require(bytes.lastIndex(of: UInt8(ascii: "?")))
    bytes[place] = 0xFF
    let run = ToolRun("import", scratch.store, try scratch.write("latin", bytes))
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("entry 2 is not UTF-8"))
  }

  @Test("an entry without sender key, claims and chain is imported, and comes out so")
  func sparse() throws {
    let sender = ImportFixture.base64([UInt8](repeating: 9, count: 32))
    let entry = ImportFixture.entry(1, replacing: "\"sender_key\":\"\(sender)\",", with: "")
    #expect(try scratch.run("[\(entry)]").exitCode == 0)
    #expect(scratch.lines() == [entry])
    #expect(try scratch.record(1)?.senderKey == [])
  }

  @Test(
    "a file that breaks off keeps what stood before, and says what is lost",
    arguments: [
      ("", "is cut off"), (",", "is cut off"), (#",{"alg"#, "is cut off"),
      (#",{"a":"x\"#, "is cut off"),
      ("}", "is garbled"), (",]", "is garbled"), (",,", "is garbled"), (" 1]", "is garbled"),
      ("]]", "goes on behind"), ("] []", "goes on behind"), (",{1}]", "entry 2 is broken JSON"),
      (",{\"a\":\"\n\"}]", "entry 2 is broken JSON"), (",{]}]", "entry 2 is broken JSON"),
      (",nul]", "entry 2 is broken JSON"), (",{\"a\":01}]", "entry 2 is broken JSON"),
      (",{\"a\":1,}]", "entry 2 is broken JSON"), (#",{"a":"\x"}]"#, "entry 2 is broken JSON"),
    ])
  func broken(rest: String, message: String) throws {
    let run = try scratch.run("[\(ImportFixture.entry(1))\(rest)", "--json")
    #expect(run.exitCode == 0)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(try run.object()["complete"] as? Bool == false)
    #expect(scratch.lines() == [ImportFixture.entry(1)])
  }

  @Test(
    "nothing good in a file that breaks off is 65", arguments: ["[", "[{", "[,", "[1", "[{}", "[}"])
  func nothingGood(text: String) throws {
    let run = try scratch.run(text)
    #expect(run.exitCode == 65)
    #expect(!run.errors.isEmpty)
  }

  @Test("cut anywhere, an array gives the entries that were whole, and never less")
  func everyCut() throws {
    let entries = (1...3).map { ImportFixture.entry(UInt8($0)) }
    let text = Array("[\(entries.joined(separator: ","))]".utf8)
    for end in stride(from: 1, to: text.count, by: 17) {
      let fresh = try ImportScratch()
      let run = ToolRun("import", fresh.store, try fresh.write("cut", Array(text[..<end])))
      let whole =
        (end - 1) / (entries[0].utf8.count + 1)
        + ((end - 1) % (entries[0].utf8.count + 1) == entries[0].utf8.count ? 1 : 0)
      #expect(run.exitCode == (whole == 0 ? 65 : 0))
      #expect(!run.errors.isEmpty)
      #expect(fresh.lines().count == whole)
    }
  }

  @Test("random damage of an array never traps, and what is stored is true", arguments: 1...150)
  func damage(seed: UInt64) throws {
    var random = SeededBytes(seed)
    let entries = (1...6).map { ImportFixture.entry(UInt8($0), #""x":{"y":[1,"z"]}"#) }
    var bytes = Array("[\(entries.joined(separator: ","))]".utf8)
    for _ in 0..<(1 + random.next() % 3) {
      let place = Int(random.next() % UInt64(bytes.count))
      let marks = Array(#"{}[],:"\0"#.utf8)
      bytes[place] = marks[Int(random.next() % UInt64(marks.count))]
    }
    let run = ToolRun("import", scratch.store, try scratch.write("damaged", bytes))
    #expect([0, 65].contains(run.exitCode))
    guard scratch.storeExists else { return }
    let again = try ImportScratch()
    #expect([0, 65].contains(try again.run(scratch.exported()).exitCode))
    #expect(again.exported() == scratch.exported())
  }

  @Test(
    "a file of another kind is 65 and makes no store",
    arguments: ["", " \n", "hello", "-----BEGIN PGP MESSAGE-----", "\u{0}\u{1}", "<html>", "7"])
  func otherKinds(text: String) throws {
    let run = try scratch.run(text)
    #expect(run.exitCode == 65)
    #expect(!scratch.storeExists)
  }
}

/// A text that comes byte by byte.
private final class SingleBytes: ByteStream {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) { rest = Array(text.utf8)[...] }

  func nextBytes() -> [UInt8]? { rest.popFirst().map { [$0] } }
}
