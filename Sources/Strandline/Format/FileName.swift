/// The name of a file of the store: eight hexadecimal digits, a point, the kind.
package struct FileName: Hashable, Sendable {
  package let id: FileID
  package let kind: FileHeader.Kind

  package init(id: FileID, kind: FileHeader.Kind) {
    self.id = id
    self.kind = kind
  }

  package static let lock = "LOCK"
  /// Marks a file that is being written and was not renamed to its name yet.
  package static let unfinishedSuffix = ".new"

  package var text: String {
    let digits = String(id.rawValue, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits + "." + Self.word(kind)
  }

  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 8,
      let number = UInt32(parts[0], radix: 16), let id = FileID(exactly: number),
      let kind = FileHeader.Kind.allCases.first(where: { Self.word($0) == parts[1] })
    else { return nil }
    self.init(id: id, kind: kind)
    guard self.text == text else { return nil }
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
