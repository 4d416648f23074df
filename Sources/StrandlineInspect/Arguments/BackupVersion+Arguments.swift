import Strandline

extension Arguments {
  /// The backup version named by `--backup`, or what a verb calls it, and `--public-key`; nil
  /// without the first.
  func backupVersion(_ rule: OptionRule = .backup) throws(ToolFailure) -> BackupVersion? {
    guard let text = value(rule) else {
      guard value(.publicKey) == nil else {
        throw .usage("--public-key goes with \(rule.name)")
      }
      return nil
    }
    guard (1...Limits.versionByteCountMax).contains(text.utf8.count) else {
      throw .usage("a backup version is 1 to \(Limits.versionByteCountMax) bytes")
    }
    return try BackupVersion(text, publicKey: publicKey())
  }

  /// The backup version of a verb that requires `--backup`.
  func requiredBackupVersion() throws(ToolFailure) -> BackupVersion {
    guard let version = try backupVersion() else { throw .usage("--backup is missing") }
    return version
  }

  private func publicKey() throws(ToolFailure) -> [UInt8] {
    guard let text = value(.publicKey) else { return [] }
    // 64 hexadecimal digits are 32 bytes; the same text as base64 would be 48, which no key has.
    let key = Hexadecimal.decode32(text) ?? Base64Text.decode(Array(text.utf8))
    guard let key, (1...Limits.publicKeyByteCountMax).contains(key.count) else {
      throw .usage("--public-key takes 64 hexadecimal digits, or base64 of 1 to 255 bytes")
    }
    return key
  }
}
