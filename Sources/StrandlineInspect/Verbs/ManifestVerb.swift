import Strandline

extension Verb {
  /// `strandline manifest`.
  static let manifest = Verb(
    name: "manifest", summary: "shows the list of files that a manifest is",
    operands: [.storeOrFile], options: [.json],
    details: """
      Of a store the manifest in force; where that is damaged this is said, the exit code is 65 and
      the one before is shown. The basis is a place that `strandline record` takes, or where the log
      ended.
      """,
    example: "strandline manifest crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let (files, _) = try InspectedFile.all(arguments.operands[0], .manifest)
    guard !files.isEmpty else {
      throw ToolFailure(
        .damage, "the store has no manifest",
        hint: "`strandline doctor \(arguments.operands[0])` says what that means")
    }
    var isDamaged = false
    for file in files.reversed() {
      let bytes = try file.whole()
      let snapshot = unsafe bytes.withUnsafeBytes {
        unsafe try? ManifestSnapshot(decoding: $0)
      }
      guard let snapshot else {
        console.note("\(file.path) is damaged; `strandline hexdump` shows its fields")
        isDamaged = true
        continue
      }
      let shown = ShownManifest(snapshot, file)
      if arguments.has(.json) {
        for line in shown.json { try console.output.write(line) }
      } else {
        try console.output.write(shown.text)
      }
      break
    }
    return isDamaged ? .damage : .success
  }
}

/// What `manifest` shows.
struct ShownManifest {
  let snapshot: ManifestSnapshot
  let file: InspectedFile

  init(_ snapshot: ManifestSnapshot, _ file: InspectedFile) {
    self.snapshot = snapshot
    self.file = file
  }

  /// Where the index files leave off; nil for the beginning of the log.
  private var basis: String? {
    snapshot.basisFile.map {
      let name = FileName(id: $0, kind: .segment).text
      return FilePlace.text(
        "\(StoreFiles.directory(of: file.path))/\(name)", snapshot.basisOffset)
    }
  }

  private static func state(_ entry: ManifestSnapshot.Entry) -> String {
    entry.isOutput ? "output" : entry.isSealed ? "sealed" : "open"
  }

  var text: String {
    var table = TextTable([
      ("file", .left), ("state", .left), ("bytes", .right), ("live", .right), ("dead", .right),
      ("first sequence", .right), ("copied", .right),
    ])
    for entry in snapshot.entries {
      table.add([
        entry.name.text, Self.state(entry), Quantity.count(entry.byteCount),
        Quantity.count(entry.liveByteCount), Quantity.count(entry.deadByteCount),
        String(entry.firstSequence.rawValue), Quantity.count(entry.copiedByteCount),
      ])
    }
    return """
      manifest       \(Printable.escaping(file.path))
      store          \(snapshot.storeID.text)
      basis          \(basis.map { Printable.escaping($0) } ?? "the beginning of the log")
      from sequence  \(snapshot.basisSequence.rawValue)
      next file      \(snapshot.nextFileID.text)
      next sequence  \(snapshot.nextSequence.rawValue)
      next revision  \(snapshot.nextRevision.rawValue)

      \(table.text)
      """
  }

  var json: [JSONOutput] {
    let head = JSONOutput.fields([
      "line": .text("manifest"), "path": .text(file.path), "store": .text(snapshot.storeID.text),
      "basis": basis.map { .text($0) } ?? .null,
      "basis_sequence": .integer(snapshot.basisSequence.rawValue),
      "next_file": .text(snapshot.nextFileID.text),
      "next_sequence": .integer(snapshot.nextSequence.rawValue),
      "next_revision": .integer(snapshot.nextRevision.rawValue),
      "entry_count": .count(snapshot.entries.count),
    ])
    return [head]
      + snapshot.entries.map { entry in
        .fields([
          "line": .text("entry"), "file": .text(entry.name.text),
          "state": .text(Self.state(entry)), "byte_count": .integer(entry.byteCount),
          "live_byte_count": .integer(entry.liveByteCount),
          "dead_byte_count": .integer(entry.deadByteCount),
          "first_sequence": .integer(entry.firstSequence.rawValue),
          "copied_byte_count": .integer(entry.copiedByteCount),
        ])
      }
  }
}

extension StoreID {
  /// 32 hexadecimal digits.
  var text: String {
    [high, low].map { part in
      let digits = String(part, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
