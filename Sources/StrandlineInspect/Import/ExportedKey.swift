/// A Megolm session as clients export it: 165 bytes that open it from one message on.
package struct ExportedKey: Hashable, Sendable {
  /// Version 1, index (4, big-endian), ratchet (128), public key (32).
  package static let byteCount = 165
  static let ratchetByteCount = 128

  package let bytes: [UInt8]

  /// Nil where the bytes are of another length or version.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount, bytes.first == 1 else { return nil }
    self.bytes = bytes
  }

  /// The first message the key opens.
  package var index: UInt32 { bytes[1..<5].reduce(0) { $0 << 8 | UInt32($1) } }

  var ratchet: ArraySlice<UInt8> { bytes[5..<5 + Self.ratchetByteCount] }

  var publicKey: ArraySlice<UInt8> { bytes[(5 + Self.ratchetByteCount)...] }

  /// The session's id: the public key in base64 without padding.
  package var sessionID: [UInt8] { Base64Text.encodeUnpadded(Array(publicKey)) }
}
