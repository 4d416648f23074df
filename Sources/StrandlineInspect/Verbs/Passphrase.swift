#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Where the passphrase of an encrypted export comes from.
enum Passphrase {
  /// No passphrase that a person or a program chose is longer.
  private static let byteCountMax = 1 << 16

  /// The contents of a file without one line end, and nothing else taken away.
  static func contents(of path: String) throws(ToolFailure) -> [UInt8] {
    var bytes = try LineSource(path: path).all(upTo: byteCountMax)
    if bytes.last == UInt8(ascii: "\n") {
      bytes.removeLast()
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    }
    return bytes
  }

  /// The passphrase as one client encodes it, in Latin-1: one other spelling, or none where there
  /// is none or it is the same.
  static func latin1(_ passphrase: [UInt8]) -> [[UInt8]] {
    guard let text = String(validating: passphrase, as: UTF8.self) else { return [] }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return [] }
      bytes.append(byte)
    }
    return bytes == passphrase ? [] : [bytes]
  }

  /// What a person types on the terminal, which does not show it.
  ///
  /// The terminal is put back before a signal ends the process: signals are held meanwhile and
  /// looked for ten times a second, because the terminal hands over what it has at that pace.
  static func ask(for name: String) throws(ToolFailure) -> [UInt8] {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      throw .usage(
        "the file is encrypted and there is no terminal to ask for its passphrase",
        hint: "--passphrase-file FILE names a file that holds it")
    }
    defer { close(terminal) }
    var signals = DeferredSignals()
    defer { signals.release() }
    var former = termios()
    guard unsafe tcgetattr(terminal, &former) == 0 else {
      throw ToolFailure(.inputOutput, "cannot read the terminal's settings")
    }
    var silent = former
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON)
    unsafe withUnsafeMutableBytes(of: &silent.c_cc) { characters in
      unsafe characters[Int(VMIN)] = 0
      unsafe characters[Int(VTIME)] = 1
    }
    guard unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else {
      throw ToolFailure(.inputOutput, "cannot change the terminal's settings")
    }
    defer { _ = unsafe tcsetattr(terminal, TCSAFLUSH, &former) }
    try show("Passphrase of \(Printable.escaping(name)): ", on: terminal)
    let line = try typedLine(from: terminal, signals)
    try show("\n", on: terminal)
    return line
  }

  private static func typedLine(
    from terminal: Int32, _ signals: DeferredSignals
  ) throws(ToolFailure) -> [UInt8] {
    var line = PassphraseLine()
    while true {
      var byte: UInt8 = 0
      let count = unsafe read(terminal, &byte, 1)
      let errorNumber = errno
      if signals.isPending { throw ToolFailure(.inputOutput, "interrupted") }
      guard count > 0 else {
        // Nothing typed within a tenth of a second looks like a terminal that has gone away.
        guard count == 0 ? isatty(terminal) == 1 : errorNumber == EINTR else {
          throw ToolFailure(.inputOutput, "cannot read the terminal")
        }
        continue
      }
      guard line.bytes.count < byteCountMax else {
        throw ToolFailure(.damage, "the passphrase is too long")
      }
      if line.take(byte) { return line.bytes }
    }
  }

  private static func show(_ text: String, on terminal: Int32) throws(ToolFailure) {
    let output = Output(descriptor: terminal, name: "the terminal")
    try output.write(text)
    try output.flush()
  }
}

/// A line typed into a terminal that leaves its editing to us.
package struct PassphraseLine {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Takes the next byte and says whether the line is complete.
  package mutating func take(_ byte: UInt8) -> Bool {
    switch byte {
    // Return, line feed, and control-D, which ends input.
    case 0x0D, 0x0A, 0x04: return true
    case 0x08, 0x7F: eraseCharacter()
    // Control-U takes the line back.
    case 0x15: bytes = []
    default: bytes.append(byte)
    }
    return false
  }

  /// Takes a whole character away, which may be up to four bytes.
  private mutating func eraseCharacter() {
    while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
  }
}
