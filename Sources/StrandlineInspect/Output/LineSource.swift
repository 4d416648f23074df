#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Bytes that come piece by piece.
package protocol ByteStream: AnyObject {
  /// The next bytes, as many as come at once; nil at the end.
  func nextBytes() throws(ToolFailure) -> [UInt8]?
}

/// Bytes read from a descriptor, a file or memory, line by line or piece by piece.
package final class LineSource: ByteStream {
  /// What some editors put before UTF-8.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Lines longer than this are no lines of ours.
  private static let lineByteCountMax = 1 << 20

  /// Signals that are held back meanwhile: with them, one that comes ends the waiting for input.
  var signals: DeferredSignals?

  /// What it is called in messages.
  let name: String

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  /// Where the descriptor stood when it came; negative where it is no file.
  private let origin: off_t
  private var buffer: [UInt8]
  private var start = 0
  private var atEnd: Bool

  /// A source over an open descriptor, which stays the caller's.
  package init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    ownsDescriptor = false
    origin = lseek(descriptor, 0, SEEK_CUR)
    buffer = []
    atEnd = false
  }

  /// A source over bytes in memory.
  package init(_ bytes: [UInt8]) {
    descriptor = -1
    name = "memory"
    ownsDescriptor = false
    origin = -1
    buffer = bytes
    atEnd = true
  }

  /// A source over a file, which it opens and closes.
  package init(path: String) throws(ToolFailure) {
    let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      let number = errno
      throw ToolFailure(
        number == ENOENT || number == ENOTDIR ? .missing : .inputOutput,
        "cannot open \(path): \(SystemText.error(number))")
    }
    descriptor = opened
    name = path
    ownsDescriptor = true
    origin = lseek(opened, 0, SEEK_CUR)
    buffer = []
    atEnd = false
  }

  deinit { if ownsDescriptor { close(descriptor) } }

  /// The next line without its end; nil behind the last one.
  package func nextLine() throws(ToolFailure) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      guard !atEnd else {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      guard buffer.count <= Self.lineByteCountMax else {
        throw ToolFailure(.damage, "\(name) has a line of more than \(Self.lineByteCountMax) bytes")
      }
      try fill()
    }
  }

  /// Everything up to the end, as long as it is at most `byteCountMax`.
  package func all(upTo byteCountMax: Int) throws(ToolFailure) -> [UInt8] {
    while !atEnd, buffer.count - start <= byteCountMax { try fill() }
    guard buffer.count - start <= byteCountMax else {
      throw ToolFailure(.damage, "\(name) is longer than \(byteCountMax) bytes")
    }
    defer { start = buffer.count }
    return Array(buffer[start...])
  }

  package func nextBytes() throws(ToolFailure) -> [UInt8]? {
    if start == buffer.count, !atEnd {
      buffer = []
      start = 0
      try fill()
    }
    guard start < buffer.count else { return nil }
    defer {
      buffer = []
      start = 0
    }
    return start == 0 ? buffer : Array(buffer[start...])
  }

  /// The first bytes of what is left, which stay where they are; fewer only at the end.
  package func peek(_ count: Int) throws(ToolFailure) -> ArraySlice<UInt8> {
    while !atEnd, buffer.count - start < count { try fill() }
    return buffer[start...].prefix(count)
  }

  /// Passes over bytes that `peek` showed.
  package func skip(_ count: Int) { start = min(start + count, buffer.count) }

  /// Goes back to the beginning of a file, which standard input may be as well.
  package func rewind() throws(ToolFailure) {
    guard origin >= 0, lseek(descriptor, origin, SEEK_SET) == origin else {
      throw ToolFailure(
        .usage, "\(name) has to be read twice, and is no file that allows it",
        hint: "copy it to a file first")
    }
    buffer = []
    start = 0
    atEnd = false
  }

  private func fill() throws(ToolFailure) {
    if let signals { try waitForInput(signals) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var count: Int
    repeat {
      count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      throw ToolFailure(.inputOutput, "cannot read \(name): \(SystemText.error(errno))")
    }
    atEnd = count == 0
    buffer += chunk.prefix(count)
  }

  /// A held signal ends no read, so it is looked for ten times a second while nothing comes.
  private func waitForInput(_ signals: DeferredSignals) throws(ToolFailure) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = unsafe poll(&request, 1, 100)
      // What else may be wrong with the descriptor is for the read to say.
      if count > 0 || count < 0 && errno != EINTR { return }
      if signals.isPending { throw ToolFailure(.inputOutput, "interrupted") }
    }
  }
}
