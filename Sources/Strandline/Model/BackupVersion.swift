/// A server-side key backup: its version string and, where known, its public key.
///
/// Compared byte for byte over UTF-8, never ordered, parsed or normalised. Equal strings with
/// different public keys, or with and without one, are different backups. The string is 1…255
/// bytes, the public key at most 255.
public struct BackupVersion: Hashable, Sendable {
  /// The version string as the server gave it.
  public let version: String
  /// The backup's public key, empty when unknown.
  public let publicKey: [UInt8]

  /// Makes a version; limits are checked by the calls that take it.
  public init(_ version: String, publicKey: [UInt8] = []) {
    self.version = version
    self.publicKey = publicKey
  }

  /// Whether both strings have the same UTF-8 bytes and both keys the same bytes.
  public static func == (left: BackupVersion, right: BackupVersion) -> Bool {
    left.version.utf8.elementsEqual(right.version.utf8) && left.publicKey == right.publicKey
  }

  /// Feeds the bytes of both parts to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(version.utf8.count)
    for byte in version.utf8 { hasher.combine(byte) }
    hasher.combine(publicKey)
  }
}
