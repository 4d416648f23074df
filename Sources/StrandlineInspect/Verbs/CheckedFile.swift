import Strandline

/// What `check` shows of one file alone: whether every checksum in it is right.
struct CheckedFile {
  private let file: InspectedFile
  private var goodCount = 0
  private var damaged: [Range<UInt64>] = []

  /// Reads all of the file; `standing` tells where the log leaves a segment, where a store around it
  /// is known.
  init(_ file: InspectedFile, _ standing: RecordStanding) throws(ToolFailure) {
    try file.requireStoreFile()
    self.file = file
    var goodCount = 0
    var damaged: [Range<UInt64>] = []
    _ = try ScrubUnits(file, end: standing.end(of: file)).forEach(from: 0) {
      (range, isGood) throws(ToolFailure) in
      if isGood { goodCount += 1 } else { damaged.append(range) }
      return true
    }
    self.goodCount = goodCount
    self.damaged = damaged
  }

  var isClean: Bool { damaged.isEmpty }

  var text: String {
    var text = ""
    if !damaged.isEmpty {
      var table = TextTable([("damaged", .left), ("bytes", .right)])
      for range in damaged {
        table.add([
          FilePlace.printable(file.path, range.lowerBound), Quantity.count(range.count),
        ])
      }
      text += "\(table.text)\n"
    }
    let size = "\(Quantity.count(file.byteCount)) bytes, \(Quantity.count(goodCount, "good part"))"
    text +=
      isClean
      ? "clean as far as one file tells: \(size)\n"
      : "damaged: \(Quantity.count(damaged.count, "place")) in \(size)\n"
    return text
  }

  var json: [JSONOutput] {
    damaged.map { range in
      .fields([
        "line": .text("finding"), "kind": .text("file"),
        "place": .text(file.place(range.lowerBound)), "offset": .integer(range.lowerBound),
        "byte_count": .count(range.count),
      ])
    } + [
      .fields([
        "line": .text("verdict"), "clean": .boolean(isClean), "depth": .text("file"),
        "byte_count": .integer(file.byteCount), "good_part_count": .count(goodCount),
      ])
    ]
  }
}
