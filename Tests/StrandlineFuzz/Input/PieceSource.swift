import StrandlineInspect

/// Bytes that come in pieces of a given length.
final class PieceSource: ByteStream {
  private var rest: ArraySlice<UInt8>
  private let byteCount: Int

  init(_ bytes: some Sequence<UInt8>, by byteCount: Int) {
    rest = Array(bytes)[...]
    self.byteCount = max(1, byteCount)
  }

  func nextBytes() -> [UInt8]? {
    guard !rest.isEmpty else { return nil }
    defer { rest = rest.dropFirst(byteCount) }
    return Array(rest.prefix(byteCount))
  }
}
