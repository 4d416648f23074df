#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What all system calls share: retrying after an interruption, and errors with a sentence.
enum POSIXCall {
  /// Calls again while a signal interrupts; throws when the call answers -1.
  static func retrying<Value: SignedInteger & FixedWidthInteger>(
    _ name: String, _ path: String, _ call: () -> Value
  ) throws(StoreError) -> Value {
    while true {
      let value = call()
      if value != -1 { return value }
      let number = errno
      if number != EINTR { throw error(name, path, number) }
    }
  }

  static func error(_ name: String, _ path: String, _ number: Int32) -> StoreError {
    let (code, message): (StoreError.Code, String) =
      switch number {
      case ENOENT, ENOTDIR: (.notFound, "there is nothing at this path")
      case ENOSPC, EDQUOT:
        (.noSpace, "the disk is full and the call did not happen; free space, then go on")
      #if canImport(Darwin)
        case EPERM: (.protectedData, "the system protects this file; try again when unlocked")
      #else
        case EPERM: (.protectedData, "the system does not permit this")
      #endif
      case EACCES: (.io, "permission is missing; check the owner and mode of the path")
      case EEXIST, ENOTEMPTY: (.io, "something exists at this path already")
      case ELOOP: (.notAStore, "this is a symbolic link, which is not followed")
      case EROFS: (.io, "the file system is mounted for reading only")
      case EMFILE, ENFILE: (.io, "too many files are open; close some and try again")
      default: (.io, "the system reported an error")
      }
    return StoreError(
      code, message, path: path, systemCall: name, systemErrorNumber: number)
  }

  /// The text before the first zero byte.
  static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    let end = unsafe bytes.firstIndex(of: 0) ?? bytes.count
    return unsafe String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// The 16 bytes of a UUID in text form; nil when it is not one.
  static func bytes(ofUUID text: [UInt8]) -> [UInt8]? {
    let digits = text.filter { $0 != UInt8(ascii: "-") }
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 32, by: 2) {
      let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
