import Strandline

/// How far a scrub has come: what its state file holds, on one line.
struct ScrubPosition: Equatable {
  /// The store's identity, with a file's name behind it when that alone is read: a position means
  /// nothing in another one.
  var store: String
  /// The file it is in; those that come before it in order are done.
  var file = "-"
  /// Bytes of the file before this were read.
  var offset: UInt64 = 0
  /// Bytes read and damaged places met since the scrub began.
  var byteCount: UInt64 = 0
  var findingCount: UInt64 = 0

  private static let mark = "strandline-scrub-1"

  init(store: String) { self.store = store }

  /// What a state file says; nil for any other file.
  init?(_ text: String) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
    guard words.count == 6, words[0] == Self.mark, let offset = UInt64(words[3]),
      let byteCount = UInt64(words[4]), let findingCount = UInt64(words[5])
    else { return nil }
    store = String(words[1])
    file = String(words[2])
    self.offset = offset
    self.byteCount = byteCount
    self.findingCount = findingCount
  }

  var text: String { "\(Self.mark) \(store) \(file) \(offset) \(byteCount) \(findingCount)\n" }

  /// Whether it is the beginning.
  var isStart: Bool { byteCount == 0 }

  /// Reads a state file; a new position where there is none.
  static func read(
    _ path: String, store: String, _ fileSystem: any FileSystem
  ) throws(ToolFailure) -> ScrubPosition {
    guard try engine({ () throws(StoreError) in try fileSystem.kind(of: path) }) != nil else {
      return ScrubPosition(store: store)
    }
    let file = try engine { () throws(StoreError) in try fileSystem.open(path, for: .reading) }
    defer { file.close() }
    let bytes = try engine { () throws(StoreError) in
      try file.contents(byteCountMax: 4096).array()
    }
    guard let position = ScrubPosition(String(decoding: bytes, as: UTF8.self)) else {
      throw ToolFailure(.damage, "\(path) is not a state that `scrub` has written")
    }
    guard position.store == store else {
      throw ToolFailure(.damage, "\(path) is the state of a scrub of another store or file")
    }
    return position
  }

  /// Puts the state in the place of the one before, whole or not at all.
  func write(to path: String, _ fileSystem: any FileSystem) throws(ToolFailure) {
    let temporary = path + ".new"
    let bytes = Array(text.utf8)
    try engine { () throws(StoreError) in
      if try fileSystem.kind(of: temporary) != nil { try fileSystem.unlink(temporary) }
      let file = try fileSystem.create(temporary)
      defer { file.close() }
      let buffer = ByteBuffer(capacity: bytes.count)
      defer { extendLifetime(buffer) }
      buffer.append(bytes)
      try unsafe file.writeFully(buffer.bytes, at: 0)
      try file.sync()
      try fileSystem.rename(temporary, to: path)
    }
  }
}
