import StrandlineInspect

/// A JSON array that is cut into its entries while it comes.
///
/// The first byte: how long the pieces are that it comes in.
enum ArrayTarget {
  private struct Cut: Equatable {
    var entries: [[UInt8]] = []
    var end = ArrayEntries.Piece.end
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let byteCount = Int(input.byte())
    let text = input.rest
    let cut = try cut(PieceSource(text, by: byteCount))
    let whole = try self.cut(PieceSource(text, by: text.count))
    try require(cut == whole, "the entries depend on the pieces they come in")
    let isMarked = text.starts(with: byteOrderMark)
    let verdict = JSONGrammar.verdict(on: isMarked ? text.dropFirst(3) : text)
    switch verdict {
    case .tooDeep: break
    case .value(let count?):
      try require(cut.end == .end && cut.entries.count == count, "a whole array is not read whole")
      for entry in cut.entries {
        try require(JSONGrammar.verdict(on: entry) != .broken, "an entry is cut")
      }
    case .value(nil), .broken:
      let isWhole = cut.end == .end
      let areGood = cut.entries.allSatisfy { JSONGrammar.verdict(on: $0) != .broken }
      try require(!isWhole || !areGood, "what is no array is read as one")
    }
    for entry in cut.entries { try EntryTarget.run(entry) }
  }

  private static func cut(_ source: PieceSource) throws(FuzzFinding) -> Cut {
    var cut = Cut()
    var entries = ArrayEntries(source)
    do throws(ToolFailure) {
      while true {
        let piece = try entries.next()
        guard case .entry(let text) = piece else {
          cut.end = piece
          return cut
        }
        cut.entries.append(text)
      }
    } catch { throw FuzzFinding("pieces in memory cannot be read: \(error.message)") }
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    let keys = try EntryTarget.keySeeds()
    let text = [UInt8(ascii: "[")] + (keys["plain"] ?? []) + Array(", 1, {\"a\": [2,{}]} ]\n".utf8)
    return [
      "keys": [7] + text,
      "marked": [64] + byteOrderMark + Array(#"["a,]\"", null , -1.5e3,{"b":"}"}]"#.utf8),
      "empty": [1] + Array("[ ]".utf8),
    ]
  }
}
