#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A buffered stream of bytes to a descriptor, or into memory for a caller that looks at them.
///
/// When the reader of a pipe has gone, the stream swallows what follows and says so by `isClosed`:
/// a verb that only reads may stop, one that writes finishes its work.
package final class Output {
  private static let bufferByteCountMax = 1 << 16

  /// Whether there is nobody any more who reads.
  package private(set) var isClosed = false
  /// What was written, of a stream into memory.
  package private(set) var collected: [UInt8] = []

  private let descriptor: Int32?
  private let name: String
  private var buffer: [UInt8] = []

  /// A stream to an open descriptor, which stays the caller's.
  package init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// A stream into memory.
  package init() {
    descriptor = nil
    name = "memory"
  }

  /// Whether a person is looking at it.
  package var isTerminal: Bool { descriptor.map { isatty($0) == 1 } ?? false }

  /// How many characters a line of the terminal has; nil where that is not known.
  var columnCount: Int? {
    guard let descriptor else { return nil }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  package func write(_ text: String) throws(ToolFailure) { try write(Array(text.utf8)) }

  package func write(_ bytes: [UInt8]) throws(ToolFailure) {
    guard !isClosed else { return }
    guard descriptor != nil else {
      collected += bytes
      return
    }
    buffer += bytes
    if buffer.count >= Self.bufferByteCountMax { try flush() }
  }

  /// Writes one JSON object and ends the line.
  package func write(_ json: JSONOutput) throws(ToolFailure) {
    var line: [UInt8] = []
    json.append(to: &line)
    line.append(UInt8(ascii: "\n"))
    try write(line)
  }

  /// Hands everything buffered to the system.
  package func flush() throws(ToolFailure) {
    guard let descriptor, !buffer.isEmpty else { return }
    // Whatever happens, the bytes are not offered a second time.
    let bytes = buffer
    buffer = []
    var written = 0
    while written < bytes.count {
      let (count, errorNumber) = Self.write(bytes, from: written, to: descriptor)
      if count > 0 {
        written += count
      } else if errorNumber == EPIPE {
        isClosed = true
        return
      } else if errorNumber != EINTR {
        throw ToolFailure(
          .inputOutput, "cannot write to \(name): \(SystemText.error(errorNumber))")
      }
    }
  }

  private static func write(
    _ bytes: [UInt8], from start: Int, to descriptor: Int32
  ) -> (count: Int, errorNumber: Int32) {
    unsafe bytes.withUnsafeBytes { raw in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: raw[start...])
      #if canImport(Glibc)
        let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      #elseif canImport(Darwin)
        let count = unsafe Darwin.write(descriptor, rest.baseAddress, rest.count)
      #elseif canImport(Musl)
        let count = unsafe Musl.write(descriptor, rest.baseAddress, rest.count)
      #endif
      // A descriptor that takes nothing and names no error would be asked for ever.
      return (count, count > 0 ? 0 : (count == 0 ? EIO : errno))
    }
  }
}
