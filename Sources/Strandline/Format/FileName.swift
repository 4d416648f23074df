/// The name of a file of the store: eight hexadecimal digits, a point, the kind.
package struct FileName: Hashable, Sendable {
  package let id: FileID
  package let kind: FileHeader.Kind

  package init(id: FileID, kind: FileHeader.Kind) {
    self.id = id
    self.kind = kind
  }

  private static let digitCount = 8
  package static let lock = "LOCK"
  /// Marks a file that is being written and was not renamed to its name yet.
  package static let unfinishedSuffix = ".new"

  package var text: String {
    let digits = String(id.rawValue, radix: 16)
    let zeros = String(repeating: "0", count: Self.digitCount - digits.count)
    return zeros + digits + "." + Self.word(kind)
  }

  package init?(_ text: String) {
    let bytes = text.utf8
    var number: UInt32 = 0
    for digit in bytes.prefix(Self.digitCount) {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt32(digit & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt32(digit & 15 + 9)
      default: return nil
      }
    }
    let rest = bytes.dropFirst(Self.digitCount)
    guard rest.first == UInt8(ascii: "."), let id = FileID(exactly: number),
      let kind = FileHeader.Kind.allCases.first(where: {
        rest.dropFirst().elementsEqual(Self.word($0).utf8)
      })
    else { return nil }
    self.init(id: id, kind: kind)
  }

  private static func word(_ kind: FileHeader.Kind) -> String {
    switch kind {
    case .segment: "segment"
    case .map: "map"
    case .run: "run"
    case .watermarks: "watermarks"
    case .manifest: "manifest"
    }
  }
}
