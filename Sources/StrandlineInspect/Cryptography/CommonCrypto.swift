#if canImport(CommonCrypto)
  import CommonCrypto

  /// The system's cryptography: CommonCrypto, which every Apple system has.
  package final class SystemCryptography {
    package static let libraryNames: [String] = []

    package init(libraryNames: [String] = libraryNames) throws(ToolFailure) {}

    /// PBKDF2 with HMAC-SHA-512.
    package func derivedKey(
      passphrase: [UInt8], salt: [UInt8], rounds: Int32, byteCount: Int
    ) throws(ToolFailure) -> [UInt8] {
      var key = [UInt8](repeating: 0, count: byteCount)
      let password = passphrase.map { CChar(bitPattern: $0) }
      let result = unsafe CCKeyDerivationPBKDF(
        CCPBKDFAlgorithm(kCCPBKDF2), password, password.count, salt, salt.count,
        CCPseudoRandomAlgorithm(kCCPRFHmacAlgSHA512), UInt32(rounds), &key, byteCount)
      guard result == kCCSuccess else { throw Self.failure("derive a key") }
      return key
    }

    /// HMAC-SHA-256 of a short message.
    package func authenticationCode(
      of message: [UInt8], key: [UInt8]
    ) throws(ToolFailure) -> [UInt8] {
      var code = [UInt8](repeating: 0, count: 32)
      unsafe CCHmac(
        CCHmacAlgorithm(kCCHmacAlgSHA256), key, key.count, message, message.count, &code)
      return code
    }

    static func failure(_ what: String) -> ToolFailure {
      ToolFailure(.inputOutput, "the system's cryptography failed to \(what)")
    }
  }

  /// HMAC-SHA-256 of what comes piece by piece.
  @safe package final class Authenticator {
    private var context = CCHmacContext()

    package init(_ system: SystemCryptography, key: [UInt8]) throws(ToolFailure) {
      unsafe CCHmacInit(&context, CCHmacAlgorithm(kCCHmacAlgSHA256), key, key.count)
    }

    package func update(_ bytes: ArraySlice<UInt8>) throws(ToolFailure) {
      unsafe bytes.withUnsafeBytes { unsafe CCHmacUpdate(&context, $0.baseAddress, $0.count) }
    }

    /// The code over everything so far; nothing may follow.
    package func finish() throws(ToolFailure) -> [UInt8] {
      var code = [UInt8](repeating: 0, count: 32)
      unsafe CCHmacFinal(&context, &code)
      return code
    }
  }

  /// AES-256 in counter mode, the counter 128 bits wide and big-endian.
  @safe package final class Decryptor {
    private let cryptor: CCCryptorRef?

    package init(_ system: SystemCryptography, key: [UInt8], counter: [UInt8]) throws(ToolFailure) {
      precondition(key.count == 32 && counter.count == 16, "AES-256 takes 32 and 16 bytes")
      var made: CCCryptorRef?
      let result = unsafe CCCryptorCreateWithMode(
        CCOperation(kCCDecrypt), CCMode(kCCModeCTR), CCAlgorithm(kCCAlgorithmAES),
        CCPadding(ccNoPadding), counter, key, key.count, nil, 0, 0,
        CCModeOptions(kCCModeOptionCTR_BE), &made)
      guard result == kCCSuccess else { throw SystemCryptography.failure("decrypt") }
      unsafe cryptor = unsafe made
    }

    deinit { if let cryptor = unsafe cryptor { unsafe CCCryptorRelease(cryptor) } }

    package func decrypt(_ bytes: ArraySlice<UInt8>) throws(ToolFailure) -> [UInt8] {
      var plain = [UInt8](repeating: 0, count: bytes.count)
      guard !bytes.isEmpty, let cryptor = unsafe cryptor else { return plain }
      var count = 0
      let result = unsafe plain.withUnsafeMutableBytes { plain in
        unsafe bytes.withUnsafeBytes { bytes in
          unsafe CCCryptorUpdate(
            cryptor, bytes.baseAddress, bytes.count, plain.baseAddress, plain.count, &count)
        }
      }
      guard result == kCCSuccess, count == bytes.count else {
        throw SystemCryptography.failure("decrypt")
      }
      return plain
    }
  }
#endif
