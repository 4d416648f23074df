/// One structure in a file with its fields, as `hexdump` prints it.
struct AnnotatedPiece {
  /// One field: where it is, what it is called, what it says.
  struct Field {
    let name: String
    let offset: UInt64
    let byteCount: UInt64
    /// Nil for bytes that are not shown.
    let bytes: [UInt8]?
    let value: String
  }

  let title: String
  private(set) var fields: [Field] = []
  private(set) var isDamaged: Bool
  private let source: PieceSource
  /// How many bytes of the source have a field.
  private(set) var position = 0

  init(_ title: String, _ source: PieceSource, isDamaged: Bool = false) {
    self.title = title
    self.source = source
    self.isDamaged = isDamaged
  }

  var offset: UInt64 { source.offset }
  var byteCount: UInt64 { fields.reduce(0) { $0 + $1.byteCount } }
  /// Bytes that have no field yet.
  var restCount: Int { source.bytes.count - position }

  /// The little-endian number in the next bytes behind `distance` of them; 0 where they end.
  func number(_ byteCount: Int, behind distance: Int = 0) -> UInt64 {
    PieceSource.number(source.bytes.dropFirst(position + distance).prefix(byteCount))
  }

  /// Takes the fields of a structure, as far as there are bytes.
  ///
  /// `notes` says by the field's name what its value means; `hides` keeps hashes back.
  mutating func take(_ layout: FieldLayout, notes: [String: String] = [:], prefix: String = "") {
    for field in layout.fields {
      guard restCount > 0 else { return }
      let count = min(field.byteCount, restCount)
      let bytes = Array(source.bytes[position..<position + count])
      let isHidden = field.form == .hash && !source.reveals
      let note = notes[field.name]
      let text: String =
        switch field.form {
        case .number: String(PieceSource.number(bytes[...]))
        case .bytes, .hash: ""
        }
      let value = isHidden ? "shown with --reveal" : text
      append(
        prefix + field.name, count, isHidden ? nil : bytes,
        note.map { value.isEmpty ? $0 : "\(value): \($0)" } ?? value)
    }
  }

  /// Takes bytes under a name of their own; `isShown` tells whether they are printed.
  mutating func take(_ name: String, _ byteCount: Int, isShown: Bool, _ value: String = "") {
    let count = min(byteCount, restCount)
    guard count > 0 else { return }
    let bytes = Array(source.bytes[position..<position + count])
    append(name, count, isShown ? bytes : nil, value)
  }

  /// Takes what is left.
  mutating func takeRest(_ name: String, isShown: Bool, _ value: String = "") {
    take(name, restCount, isShown: isShown, value)
  }

  private mutating func append(_ name: String, _ count: Int, _ bytes: [UInt8]?, _ value: String) {
    fields.append(
      Field(
        name: name, offset: source.offset + UInt64(position), byteCount: UInt64(count),
        bytes: bytes, value: value))
    position += count
  }

  /// A stretch that is not shown at all, such as one that may hold anything.
  static func hidden(_ title: String, _ range: Range<UInt64>, isDamaged: Bool) -> AnnotatedPiece {
    var piece = AnnotatedPiece(
      title, PieceSource(bytes: [], offset: range.lowerBound, reveals: false),
      isDamaged: isDamaged)
    piece.fields = [
      Field(
        name: "bytes", offset: range.lowerBound, byteCount: UInt64(range.count), bytes: nil,
        value: "not shown: they may be a payload")
    ]
    return piece
  }
}

/// The bytes that a piece is made of.
struct PieceSource {
  let bytes: [UInt8]
  /// Where they begin in the file.
  let offset: UInt64
  /// Whether ids and what is derived from them are shown.
  let reveals: Bool

  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.suffix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
