import Strandline

extension Verb {
  /// `strandline runs`.
  static let runs = Verb(
    name: "runs", summary: "lists the runs of a store, or the entries of one",
    operands: [.storeOrFile], options: [.reveal, .json],
    details: """
      Of a store a row for each run, those of a family in the order of their age; of a run alone a
      row for each entry. Hashes of names are shown with --reveal only, because whoever knows an id
      could look for its hash. Exits with 65 when a header or a page is damaged.
      """,
    example: "strandline runs crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let (files, store) = try InspectedFile.all(arguments.operands[0], .run)
    if let store { return try summary(files, store, arguments, console) }
    return try entries(files[0], arguments, console)
  }

  private static func summary(
    _ files: [InspectedFile], _ store: StoreFiles, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    var table = TextTable([
      ("run", .left), ("family", .left), ("entries", .right), ("pages", .right),
      ("fence pages", .right), ("bytes", .right), ("named", .left), ("state", .left),
    ])
    var isDamaged = false
    for file in files {
      let listing = try IndexFileListing(file)
      let damaged = try listing.damagedPageCount()
      let isNamed = store.isNamed(file)
      let header: RunHeader? = if case .run(let run)? = listing.header { run } else { nil }
      let isGood = header != nil && listing.hasItsLength && damaged == 0
      // One that nothing names was being written.
      if !isGood && isNamed { isDamaged = true }
      if arguments.has(.json) {
        try console.output.write(
          JSONOutput.fields([
            "line": .text("run"), "path": .text(file.path),
            "family": header.map { .text($0.family.word) } ?? .null,
            "entry_count": header.map { .integer($0.entryCount) } ?? .null,
            "entry_page_count": header.map { .integer(UInt64($0.entryPageCount)) } ?? .null,
            "fence_page_count": header.map { .integer(UInt64($0.fencePageCount)) } ?? .null,
            "byte_count": .integer(file.byteCount), "damaged_page_count": .count(damaged),
            "named": .boolean(isNamed), "damaged": .boolean(!isGood),
          ]))
      } else {
        table.add([
          Printable.escaping(file.path), header?.family.word ?? "",
          header.map { Quantity.count($0.entryCount) } ?? "",
          header.map { Quantity.count(Int($0.entryPageCount)) } ?? "",
          header.map { Quantity.count(Int($0.fencePageCount)) } ?? "",
          Quantity.count(file.byteCount), isNamed ? "yes" : "no", isGood ? "" : "damaged",
        ])
      }
    }
    if !arguments.has(.json) { try console.output.write(table.text) }
    return isDamaged ? .damage : .success
  }

  private static func entries(
    _ file: InspectedFile, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    let listing = try IndexFileListing(file)
    guard case .run(let header)? = listing.header else {
      throw ToolFailure(
        .damage, "the header of \(file.path) is damaged",
        hint: "`strandline hexdump` shows its fields")
    }
    if header.family == .places {
      var lines = PlaceLines(isJSON: arguments.has(.json))
      try listing.forEachPage { number, page throws(StoreError) in
        guard let page, page.kind == header.family.pageKind else {
          return lines.addDamage(listing.pagePlace(number))
        }
        for index in 0..<page.count {
          lines.add(page.entry(index).high, Place(rawValue: page.entry(index).low), file)
        }
      }
      try lines.write(to: console)
      return lines.isDamaged || !listing.hasItsLength ? .damage : .success
    }
    var lines = EntryLines(
      header.family, reveals: arguments.has(.reveal), isJSON: arguments.has(.json))
    try listing.forEachPage { number, page throws(StoreError) in
      guard let page, page.kind == header.family.pageKind else {
        return lines.addDamage(listing.pagePlace(number))
      }
      for index in 0..<page.count { lines.add(page.entry(index)) }
    }
    try lines.write(to: console)
    return lines.isDamaged || !listing.hasItsLength ? .damage : .success
  }
}

/// Entries of a run over names, one a line.
private struct EntryLines {
  private let family: RunFamily
  private let reveals: Bool
  private let isJSON: Bool
  private var table: TextTable
  private var objects: [JSONOutput] = []
  private(set) var isDamaged = false

  init(_ family: RunFamily, reveals: Bool, isJSON: Bool) {
    self.family = family
    self.reveals = reveals
    self.isJSON = isJSON
    table = TextTable([("revision", .right), ("hash", .left)])
  }

  mutating func add(_ entry: IndexEntry) {
    let revision = family == .key ? entry.keyRevision : entry.memberRevision
    let hash = StoreID(high: entry.high, low: entry.low).text
    let shown = family == .key ? String(hash.prefix(16)) : String(hash.prefix(20))
    guard isJSON else { return table.add([String(revision), reveals ? shown : "not shown"]) }
    objects.append(
      .fields([
        "line": .text("entry"), "revision": .integer(revision),
        "hash": reveals ? .text(shown) : .null,
      ]))
  }

  mutating func addDamage(_ place: String) {
    isDamaged = true
    guard isJSON else { return table.add(["", "\(Printable.escaping(place)) is damaged"]) }
    objects.append(.fields(["line": .text("damaged page"), "place": .text(place)]))
  }

  func write(to console: Console) throws(ToolFailure) {
    guard isJSON else { return try console.output.write(table.text) }
    for object in objects { try console.output.write(object) }
  }
}
