/// The limits of everything a store holds, in bytes unless said otherwise.
public enum Limits {
  /// A room id or a session id is 1…255 bytes.
  public static let idByteCountMax = 255
  /// A sender key is absent or exactly this long.
  public static let senderKeyByteCount = 32
  /// A payload is 0…16 MiB.
  public static let payloadByteCountMax = 16 << 20
  /// Keys and payloads of one batch: up to this, plus one payload.
  public static let batchByteCountMax = 16 << 20
  /// A backup version string is 1…255 bytes.
  public static let versionByteCountMax = 255
  /// A backup public key is 0…255 bytes.
  public static let publicKeyByteCountMax = 255
  /// A setting name, a lease name or a lease holder is 1…255 bytes.
  public static let nameByteCountMax = 255
  /// A setting's value or withheld information is 0 bytes…1 MiB.
  public static let valueByteCountMax = 1 << 20
  /// Backup versions kept; at the next one the longest unused is forgotten.
  public static let versionCountMax = 64
  /// Payload bytes after which a pending page ends early (at least one session is in it).
  public static let pageByteCountMax = 16 << 20
}
