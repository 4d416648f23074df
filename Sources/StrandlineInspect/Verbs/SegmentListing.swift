import Strandline

/// Prints the frames of one segment as they are met, and with the layout all that is between them.
struct SegmentListing {
  private let file: InspectedFile
  private let standing: RecordStanding
  private let showsLayout: Bool
  private let isJSON: Bool
  private var identifiers: IdentifierPrinter
  private var table = TextTable(ShownFrame.columns)
  /// Whether a checksum failed or bytes of the log hold no frame.
  private(set) var isDamaged = false

  init(
    _ file: InspectedFile, _ standing: RecordStanding, showsLayout: Bool, isJSON: Bool,
    _ identifiers: IdentifierPrinter
  ) {
    self.file = file
    self.standing = standing
    self.showsLayout = showsLayout
    self.isJSON = isJSON
    self.identifiers = identifiers
  }

  mutating func run(_ console: Console) throws(ToolFailure) {
    let stretches = try SegmentStretches(file, end: standing.end(of: file))
    // A copy, because the closure must not take `self` while it is being changed.
    var listing = self
    try stretches.forEach { (stretch, range) throws(ToolFailure) in
      try listing.show(stretch, range, console)
      return !console.output.isClosed
    }
    self = listing
    if !isJSON { try console.output.write(table.text) }
  }

  private mutating func show(
    _ stretch: SegmentStretches.Stretch, _ range: Range<UInt64>, _ console: Console
  ) throws(ToolFailure) {
    switch stretch {
    case .frame(let frame):
      let state = standing.standing(of: frame.header, in: file.fileID, at: range.lowerBound)
      let shown = ShownFrame(frame, in: file.path, at: range.lowerBound, state)
      if shown.isDamaged { isDamaged = true }
      guard isJSON else { return table.add(shown.cells(&identifiers)) }
      try console.output.write(shown.json(&identifiers))
    case .fileHeader(let header):
      if header == nil { isDamaged = true }
      if showsLayout || header == nil {
        try show("file header", header == nil ? "damaged" : "", range, console)
      }
    case .segmentHeader(let header):
      if header == nil { isDamaged = true }
      if showsLayout || header == nil {
        try show("segment header", header == nil ? "damaged" : "", range, console)
      }
    case .damaged:
      isDamaged = true
      try show("no frame", "damaged", range, console)
    case .unused:
      if showsLayout { try show("no frame", "behind the end", range, console) }
    }
  }

  /// A stretch that is no frame.
  private mutating func show(
    _ kind: String, _ state: String, _ range: Range<UInt64>, _ console: Console
  ) throws(ToolFailure) {
    guard isJSON else {
      table.add([
        FilePlace.printable(file.path, range.lowerBound), kind, "", "", String(range.count), state,
        "",
      ])
      return
    }
    try console.output.write(
      JSONOutput.fields([
        "place": .text(file.place(range.lowerBound)), "offset": .integer(range.lowerBound),
        "kind": .text(kind), "byte_count": .count(range.count), "state": .text(state),
      ]))
  }
}
