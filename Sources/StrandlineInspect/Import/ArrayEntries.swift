/// Cuts a JSON array into its entries while it comes, and holds one entry at a time.
///
/// It looks at brackets, quotation marks and commas only; whether an entry is well formed is seen
/// when it is read.
package struct ArrayEntries {
  /// Entries longer than this are passed over.
  package static let entryByteCountMax = 1 << 20

  /// What comes next.
  package enum Piece: Hashable, Sendable {
    case entry([UInt8])
    case tooLong
    /// The array has been closed, and nothing but white space follows.
    case end
    case broken(Break)
  }

  /// How an array ends that is none.
  package enum Break: String, Sendable {
    /// The file ends inside the array.
    case cut
    /// Something stands where a comma or the end should.
    case garbled
    /// The array is closed and something follows.
    case followed
  }

  private let source: any ByteStream
  private var chunk: [UInt8] = []
  private var position = 0
  private var isStarted = false

  package init(_ source: any ByteStream) { self.source = source }

  /// The next entry, or how the array ends; nothing may be asked for behind an end.
  package mutating func next() throws(ToolFailure) -> Piece {
    if isStarted {
      switch try mark() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"): return try close()
      case nil: return .broken(.cut)
      default: return .broken(.garbled)
      }
    } else {
      try skipByteOrderMark()
      guard try mark() == UInt8(ascii: "[") else { return .broken(.garbled) }
      position += 1
      isStarted = true
      if try mark() == UInt8(ascii: "]") { return try close() }
    }
    guard let first = try mark() else { return .broken(.cut) }
    guard first != UInt8(ascii: ","), first != UInt8(ascii: "]") else { return .broken(.garbled) }
    return try entry()
  }

  /// It may come in pieces.
  private mutating func skipByteOrderMark() throws(ToolFailure) {
    let mark = LineSource.byteOrderMark
    while chunk.count < mark.count, mark.starts(with: chunk) {
      guard let more = try source.nextBytes() else { return }
      chunk += more
    }
    if chunk.starts(with: mark) { position = mark.count }
  }

  private mutating func close() throws(ToolFailure) -> Piece {
    position += 1
    return try mark() == nil ? .end : .broken(.followed)
  }

  /// The next byte that is no white space; it stays where it is.
  private mutating func mark() throws(ToolFailure) -> UInt8? {
    while true {
      while position < chunk.count {
        let byte = chunk[position]
        guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
        position += 1
      }
      guard try fill() else { return nil }
    }
  }

  private mutating func fill() throws(ToolFailure) -> Bool {
    guard let bytes = try source.nextBytes() else { return false }
    chunk = bytes
    position = 0
    return true
  }

  private mutating func entry() throws(ToolFailure) -> Piece {
    var cut = EntryCut()
    var entry: [UInt8] = []
    var isTooLong = false
    while true {
      let start = position
      let isComplete = cut.scan(chunk, &position)
      if !isTooLong, entry.count + position - start <= Self.entryByteCountMax {
        entry += chunk[start..<position]
      } else {
        isTooLong = true
        entry = []
      }
      if isComplete { break }
      guard try fill() else { return .broken(.cut) }
    }
    return isTooLong ? .tooLong : .entry(entry)
  }
}

/// Finds the end of one entry.
private struct EntryCut {
  private var depth = 0
  private var isString = false
  private var isEscaped = false

  /// Moves `position` to the end of the entry, or of the chunk; true when the entry is complete.
  mutating func scan(_ chunk: [UInt8], _ position: inout Int) -> Bool {
    while position < chunk.count {
      let byte = chunk[position]
      if isString {
        position += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // The bracket that closes the array itself is not the entry's.
        guard depth > 0 else { return true }
        depth -= 1
      case UInt8(ascii: ","): guard depth > 0 else { return true }
      default: break
      }
      position += 1
      // An object or array ends with its bracket, so that what follows is not taken for a part.
      if depth == 0, byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { return true }
    }
    return false
  }
}
