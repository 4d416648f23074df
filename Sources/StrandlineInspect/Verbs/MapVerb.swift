import Strandline

extension Verb {
  /// `strandline map`.
  static let map = Verb(
    name: "map", summary: "lists the maps of a store, or where one says that records lie",
    operands: [.storeOrFile], options: [.json],
    details: """
      Of a store a row for each map; of a map alone a row for each revision that has a place, which
      `strandline record` takes. Exits with 65 when a header or a page is damaged.
      """,
    example: "strandline map crypto.strandline/00000008.map", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let (files, store) = try InspectedFile.all(arguments.operands[0], .map)
    if let store { return try summary(files, store, arguments, console) }
    return try places(files[0], arguments, console)
  }

  private static func summary(
    _ files: [InspectedFile], _ store: StoreFiles, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    var table = TextTable([
      ("map", .left), ("first revision", .right), ("revisions", .right), ("bytes", .right),
      ("named", .left), ("state", .left),
    ])
    var isDamaged = false
    for file in files {
      let listing = try IndexFileListing(file)
      let damaged = try listing.damagedPageCount()
      let isNamed = store.isNamed(file)
      let header: MapHeader? = if case .map(let map)? = listing.header { map } else { nil }
      let isGood = header != nil && listing.hasItsLength && damaged == 0
      // One that nothing names was being written.
      if !isGood && isNamed { isDamaged = true }
      if arguments.has(.json) {
        try console.output.write(
          JSONOutput.fields([
            "line": .text("map"), "path": .text(file.path),
            "first_revision": header.map { .integer($0.first) } ?? .null,
            "revision_count": header.map { .integer($0.count) } ?? .null,
            "byte_count": .integer(file.byteCount), "damaged_page_count": .count(damaged),
            "named": .boolean(isNamed), "damaged": .boolean(!isGood),
          ]))
      } else {
        table.add([
          Printable.escaping(file.path), header.map { String($0.first) } ?? "",
          header.map { Quantity.count($0.count) } ?? "", Quantity.count(file.byteCount),
          isNamed ? "yes" : "no", isGood ? "" : "damaged",
        ])
      }
    }
    if !arguments.has(.json) { try console.output.write(table.text) }
    return isDamaged ? .damage : .success
  }

  private static func places(
    _ file: InspectedFile, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    let listing = try IndexFileListing(file)
    guard case .map(let header)? = listing.header else {
      throw ToolFailure(
        .damage, "the header of \(file.path) is damaged",
        hint: "`strandline hexdump` shows its fields")
    }
    var lines = PlaceLines(isJSON: arguments.has(.json))
    try listing.forEachPage { number, page throws(StoreError) in
      let first = header.first &+ (number - 1) * UInt64(IndexPage.valueCountMax)
      guard let page, page.kind == .places else {
        return lines.addDamage(listing.pagePlace(number))
      }
      for index in 0..<page.count where page.value(index) != 0 {
        lines.add(first &+ UInt64(index), Place(rawValue: page.value(index)), file)
      }
    }
    try lines.write(to: console)
    return lines.isDamaged || !listing.hasItsLength ? .damage : .success
  }
}

/// Revisions and their places, one a line.
struct PlaceLines {
  private let isJSON: Bool
  private var table = TextTable([("revision", .right), ("place", .left), ("bytes", .right)])
  private var objects: [JSONOutput] = []
  private(set) var isDamaged = false

  init(isJSON: Bool) { self.isJSON = isJSON }

  mutating func add(_ revision: UInt64, _ place: Place, _ file: InspectedFile) {
    let text = file.text(place)
    guard isJSON else {
      return table.add([
        String(revision), text.map { Printable.escaping($0) } ?? "none",
        String(place.byteCountMax),
      ])
    }
    objects.append(
      .fields([
        "line": .text("place"), "revision": .integer(revision),
        "place": text.map { .text($0) } ?? .null, "byte_count_max": .count(place.byteCountMax),
      ]))
  }

  mutating func addDamage(_ place: String) {
    isDamaged = true
    guard isJSON else {
      return table.add(["", "\(Printable.escaping(place)) is damaged", ""])
    }
    objects.append(.fields(["line": .text("damaged page"), "place": .text(place)]))
  }

  func write(to console: Console) throws(ToolFailure) {
    guard isJSON else { return try console.output.write(table.text) }
    for object in objects { try console.output.write(object) }
  }
}
