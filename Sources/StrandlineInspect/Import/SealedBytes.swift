/// The decoded bytes of an export without the authentication code at their end.
final class SealedBytes: ByteStream {
  static let codeByteCount = 32

  private let source: any ByteStream
  private var held: [UInt8] = []

  init(_ source: any ByteStream) { self.source = source }

  func nextBytes() throws(ToolFailure) -> [UInt8]? {
    while let bytes = try source.nextBytes() {
      held += bytes
      guard held.count > Self.codeByteCount else { continue }
      let body = Array(held.dropLast(Self.codeByteCount))
      held.removeFirst(body.count)
      return body
    }
    return nil
  }

  /// The code, once everything before it has been read; shorter where the file is.
  var code: [UInt8] { held }
}
