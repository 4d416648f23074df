import Foundation
import StrandlineInspect
import Testing

@Suite("Encrypted exports", .enabled(if: ImportFixture.hasCryptography))
struct EncryptedExportTests {
  let scratch: ImportScratch

  init() throws { scratch = try ImportScratch() }

  @Test(
    "every spelling of an export is read",
    arguments: [
      "export.txt", "export-crlf.txt", "export-blank-lines.txt", "export-one-line.txt",
      "export-rounds-1.txt", "export-rounds-100000.txt", "export-carry-64.txt",
      "export-carry-128.txt",
    ])
  func spellings(name: String) throws {
    let run = try scratch.run(encrypted: ImportFixture.vector(name), "--json")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.errors.isEmpty)
    #expect(try run.object()["inserted"] as? Int == 8)
    let plain = try ImportScratch()
    #expect(ToolRun("import", plain.store, ImportFixture.vector("array.json")).exitCode == 0)
    #expect(scratch.exported() == plain.exported())
  }

  @Test("a byte order mark before an export is passed over")
  func byteOrderMark() throws {
    let path = try scratch.write("bom", [0xEF, 0xBB, 0xBF] + ImportFixture.bytes("export.txt"))
    #expect(try scratch.run(encrypted: path).exitCode == 0)
  }

  @Test("every width of lines is read, and every place where a line may end")
  func widths() throws {
    let text = try ImportFixture.bytes("export-one-line.txt")
    let header = "-----BEGIN MEGOLM SESSION DATA-----".utf8.count
    let footer = "-----END MEGOLM SESSION DATA-----".utf8.count
    let digits = text.dropFirst(header).dropLast(footer).filter { $0 != UInt8(ascii: "\n") }
    for width in [1, 2, 3, 4, 5, 63, 64, 65, 5_000] {
      var wrapped = Array(text.prefix(header))
      for (place, digit) in digits.enumerated() {
        if place.isMultiple(of: width) { wrapped.append(UInt8(ascii: "\n")) }
        wrapped.append(digit)
      }
      let path = try scratch.write("wrapped", wrapped + text.suffix(footer))
      #expect(try scratch.run(encrypted: path).exitCode == 0, "width \(width)")
    }
  }

  @Test("an export of nothing is a success")
  func empty() throws {
    #expect(try scratch.run(encrypted: ImportFixture.vector("export-empty.txt")).exitCode == 0)
    #expect(try scratch.count() == 0)
  }

  @Test("an authentic export of something else is 65")
  func notJSON() throws {
    let run = try scratch.run(encrypted: ImportFixture.vector("export-not-json.txt"))
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("garbled"))
  }

  @Test("one line end is taken off a passphrase file, and nothing else")
  func lineEnds() throws {
    let path = ImportFixture.vector("export.txt")
    let good = Array(ImportFixture.passphrase.utf8)
    for ending in ["", "\n", "\r\n"] {
      #expect(try scratch.run(encrypted: path, passphrase: good + ending.utf8).exitCode == 0)
    }
    for ending in ["\n\n", " \n", "\t", "\r\n\n"] {
      #expect(try scratch.run(encrypted: path, passphrase: good + ending.utf8).exitCode == 65)
    }
    #expect(try scratch.run(encrypted: path, passphrase: [0x20] + good).exitCode == 65)
  }

  @Test("a passphrase that one client wrote in Latin-1 is found from its UTF-8, and as it is")
  func latin1() throws {
    let path = ImportFixture.vector("export-latin1.txt")
    #expect(try scratch.run(encrypted: path, passphrase: Array("Grüße, señor".utf8)).exitCode == 0)
    let bytes = Array("Grüße, señor".unicodeScalars.map { UInt8($0.value) })
    #expect(try scratch.run(encrypted: path, passphrase: bytes).exitCode == 0)
    // Neither composed nor decomposed: u and a mark of its own are another passphrase.
    let decomposed = Array("Gru\u{308}ße, señor".utf8)
    #expect(try scratch.run(encrypted: path, passphrase: decomposed).exitCode == 65)
  }

  @Test(
    "a wrong passphrase is 65, without a store and without the passphrase in the message",
    arguments: ["incorrect horse", "", "ö", "🐴", "\u{0}"])
  func wrongPassphrase(text: String) throws {
    let run = try scratch.run(
      encrypted: ImportFixture.vector("export.txt"), passphrase: Array(text.utf8))
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("the passphrase is not that of"))
    #expect(!run.errors.contains("horse"))
    #expect(!scratch.storeExists)
  }

  @Test(
    "too many rounds are refused before anything is derived",
    arguments: ["export-rounds-excess.txt", "export-rounds-unsigned.txt"])
  func rounds(name: String) throws {
    let run = try scratch.run(encrypted: ImportFixture.vector(name))
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("rounds"))
    // Without a library nothing can be derived, and nobody gets so far as to look for one.
    let verb = try #require(Verb.all.first { $0.name == "import" })
    let arguments = try Arguments(
      parsing: [scratch.store, ImportFixture.vector(name)], for: verb)
    let console = Console(output: Output(), errors: Output(), input: LineSource([]))
    #expect {
      try Verb.importFiles(arguments, console, libraryNames: ["libnowhere.so.9"])
    } throws: {
      ($0 as? ToolFailure)?.message.contains("rounds") == true
    }
    #expect(!scratch.storeExists)
  }

  @Test("without libcrypto the message names it, and no store is made")
  func noLibrary() throws {
    let verb = try #require(Verb.all.first { $0.name == "import" })
    let arguments = try Arguments(
      parsing: [
        scratch.store, ImportFixture.vector("export.txt"), "--passphrase-file", "/dev/null",
      ],
      for: verb)
    let console = Console(output: Output(), errors: Output(), input: LineSource([]))
    #if canImport(Darwin)
      print("skipped: this system has its own cryptography")
    #else
      #expect {
        try Verb.importFiles(arguments, console, libraryNames: ["libnowhere.so.9"])
      } throws: { error in
        let failure = error as? ToolFailure
        return failure?.exitCode == .inputOutput
          && failure?.message.contains("libcrypto") == true
          && failure?.message.contains("libnowhere.so.9") == true
      }
      #expect(!scratch.storeExists)
    #endif
  }

  @Test("what cannot be read twice is refused with the way out")
  func pipe() throws {
    let file = try scratch.write("passphrase", Array(ImportFixture.passphrase.utf8))
    let run = ToolRun(
      ["import", scratch.store, "-", "--passphrase-file", file],
      input: try ImportFixture.bytes("export.txt"))
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("copy it to a file"))
  }

  @Test("standard input that is a file is read twice as any other")
  func redirected() throws {
    guard let tool = BuiltTool(), ImportFixture.hasCryptography else { return }
    let file = try scratch.write("passphrase", Array(ImportFixture.passphrase.utf8))
    let run = try tool.shell(
      #""$TOOL" import "$1" - --passphrase-file "$2" < "$3""#, scratch.store, file,
      ImportFixture.vector("export.txt"))
    #expect(run.exitCode == 0)
    #expect(try scratch.count() == 8)
  }

  @Test("of an export cut anywhere nothing is stored")
  func cuts() throws {
    let whole = try ImportFixture.bytes("export-rounds-1.txt")
    let footer = "-----END MEGOLM SESSION DATA-----\n".utf8.count
    let ends =
      Array(stride(from: 0, to: whole.count - footer, by: 61))
      + Array(whole.count - footer..<whole.count - 1)
    for end in ends {
      let run = try scratch.run(encrypted: try scratch.write("cut", Array(whole[..<end])))
      #expect(run.exitCode == 65, "cut at \(end)")
      #expect(!run.errors.isEmpty)
      #expect(!scratch.storeExists)
    }
  }

  @Test("a changed byte anywhere, and nothing of the export is stored")
  func flips() throws {
    let whole = try ImportFixture.bytes("export-rounds-1.txt")
    var random = SeededBytes(7)
    let footer = "-----END MEGOLM SESSION DATA-----\n".utf8.count
    for place in stride(from: 36, to: whole.count - footer - 1, by: 23) {
      var changed = whole
      let digits = Array("ABab01+/".utf8).filter { $0 != whole[place] }
      guard whole[place] != UInt8(ascii: "\n"), whole[place] != UInt8(ascii: "="),
        let digit = digits.dropFirst(Int(random.next() % 7)).first
      else { continue }
      changed[place] = digit
      let run = try scratch.run(encrypted: try scratch.write("flip", changed))
      #expect(run.exitCode == 65, "changed at \(place)")
      #expect(!scratch.storeExists)
    }
  }

  @Test("random damage of any kind is an error or harmless, never a trap", arguments: 1...150)
  func damage(seed: UInt64) throws {
    var random = SeededBytes(seed)
    var bytes = try ImportFixture.bytes("export-rounds-1.txt")
    for _ in 0..<(1 + random.next() % 4) {
      let place = Int(random.next() % UInt64(bytes.count))
      switch random.next() % 4 {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
      case 2: bytes.removeSubrange(place..<min(place + Int(random.next() % 40), bytes.count))
      default: bytes.insert(contentsOf: bytes[place...].prefix(70), at: place)
      }
    }
    let run = try scratch.run(encrypted: try scratch.write("damaged", bytes))
    #expect([0, 65].contains(run.exitCode), "\(run.errors)")
    if run.exitCode == 0 { #expect(try scratch.count() == 8) }
  }
}

/// Numbers that a seed makes again.
struct SeededBytes {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
