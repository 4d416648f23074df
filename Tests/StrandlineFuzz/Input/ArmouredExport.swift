import StrandlineInspect

/// Writes an encrypted export, in one of the ways that clients do.
struct ArmouredExport {
  let salt: [UInt8]
  let counter: [UInt8]
  let rounds: UInt8
  let plaintext: [UInt8]

  static let header = "-----BEGIN MEGOLM SESSION DATA-----"
  static let footer = "-----END MEGOLM SESSION DATA-----"

  /// Everything between the lines, authenticated.
  func body(
    _ passphrase: [UInt8], _ system: SystemCryptography
  ) throws(ToolFailure) -> [UInt8] {
    let keys = try system.derivedKey(
      passphrase: passphrase, salt: salt, rounds: Int32(rounds), byteCount: 64)
    // In counter mode both directions are one.
    let cipher = try Decryptor(system, key: Array(keys.prefix(32)), counter: counter)
    let body = [1] + salt + counter + [0, 0, 0, rounds] + (try cipher.decrypt(plaintext[...]))
    return body + (try system.authenticationCode(of: body, key: Array(keys.suffix(32))))
  }

  /// The text of a file: base64 in lines of `width`, or in one.
  static func text(
    _ body: [UInt8], width: Int, lineEnd: String, isPadded: Bool, hasLastEnd: Bool
  ) -> [UInt8] {
    let digits = isPadded ? Array(Base64Text.encode(body).utf8) : Base64Text.encodeUnpadded(body)
    var text = Array((header + lineEnd).utf8)
    var start = 0
    while start < digits.count {
      let end = width == 0 ? digits.count : min(digits.count, start + width)
      text += digits[start..<end] + Array(lineEnd.utf8)
      start = end
    }
    return text + Array((footer + (hasLastEnd ? lineEnd : "")).utf8)
  }
}
