/// Why bytes are not what they should be.
///
/// Codecs throw this; the caller adds the place.
package enum FormatError: Error, Hashable, Sendable {
  /// Fewer bytes than the structure has.
  case tooShort
  /// The file does not begin with the magic bytes.
  case badMagic
  /// A checksum does not match.
  case badChecksum
  /// A field has a value that is never written; the text names the field.
  case badField(String)
  /// The format version, or an incompatible flag, is unknown to this library.
  case unsupported(version: UInt16, incompatibleFlags: UInt32)
}
