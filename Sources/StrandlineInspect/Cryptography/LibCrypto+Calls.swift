#if !canImport(CommonCrypto)
  extension SystemCryptography {
    /// PBKDF2 with HMAC-SHA-512.
    package func derivedKey(
      passphrase: [UInt8], salt: [UInt8], rounds: Int32, byteCount: Int
    ) throws(ToolFailure) -> [UInt8] {
      var key = [UInt8](repeating: 0, count: byteCount)
      let result = unsafe key.withUnsafeMutableBytes { key in
        unsafe passphrase.withUnsafeBytes { passphrase in
          unsafe salt.withUnsafeBytes { salt in
            unsafe derive(
              passphrase.baseAddress, Int32(passphrase.count), salt.baseAddress,
              Int32(salt.count), rounds, sha512(), Int32(key.count), key.baseAddress)
          }
        }
      }
      guard result == 1 else { throw Self.failure("derive a key") }
      return key
    }

    /// HMAC-SHA-256 of a short message.
    package func authenticationCode(
      of message: [UInt8], key: [UInt8]
    ) throws(ToolFailure) -> [UInt8] {
      var code = [UInt8](repeating: 0, count: 32)
      let isDone = unsafe code.withUnsafeMutableBytes { code in
        unsafe message.withUnsafeBytes { message in
          unsafe key.withUnsafeBytes { key in
            unsafe authenticate(
              sha256(), key.baseAddress, Int32(key.count), message.baseAddress, message.count,
              code.baseAddress, nil) != nil
          }
        }
      }
      guard isDone else { throw Self.failure("authenticate") }
      return code
    }

    static func failure(_ what: String) -> ToolFailure {
      ToolFailure(.inputOutput, "the system's cryptography failed to \(what)")
    }
  }

  /// HMAC-SHA-256 of what comes piece by piece.
  @safe package final class Authenticator {
    private let system: SystemCryptography
    private let context: OpaquePointer?

    package init(_ system: SystemCryptography, key: [UInt8]) throws(ToolFailure) {
      self.system = system
      unsafe context = unsafe system.newCode()
      let result = unsafe key.withUnsafeBytes {
        unsafe system.beginCode(
          context, $0.baseAddress, Int32($0.count), system.sha256(), nil)
      }
      guard unsafe context != nil, result == 1 else {
        throw SystemCryptography.failure("authenticate")
      }
    }

    deinit { unsafe system.freeCode(context) }

    package func update(_ bytes: ArraySlice<UInt8>) throws(ToolFailure) {
      let result = unsafe bytes.withUnsafeBytes {
        unsafe system.updateCode(context, $0.baseAddress, $0.count)
      }
      guard result == 1 else { throw SystemCryptography.failure("authenticate") }
    }

    /// The code over everything so far; nothing may follow.
    package func finish() throws(ToolFailure) -> [UInt8] {
      var code = [UInt8](repeating: 0, count: 32)
      let result = unsafe code.withUnsafeMutableBytes {
        unsafe system.endCode(context, $0.baseAddress, nil)
      }
      guard result == 1 else { throw SystemCryptography.failure("authenticate") }
      return code
    }
  }

  /// AES-256 in counter mode, the counter 128 bits wide and big-endian.
  @safe package final class Decryptor {
    private let system: SystemCryptography
    private let context: OpaquePointer?

    package init(_ system: SystemCryptography, key: [UInt8], counter: [UInt8]) throws(ToolFailure) {
      precondition(key.count == 32 && counter.count == 16, "AES-256 takes 32 and 16 bytes")
      self.system = system
      unsafe context = unsafe system.newCipher()
      let result = unsafe key.withUnsafeBytes { key in
        unsafe counter.withUnsafeBytes { counter in
          unsafe system.beginDecryption(
            context, system.aes256Counter(), nil, key.baseAddress, counter.baseAddress)
        }
      }
      guard unsafe context != nil, result == 1 else {
        throw SystemCryptography.failure("decrypt")
      }
    }

    deinit { unsafe system.freeCipher(context) }

    package func decrypt(_ bytes: ArraySlice<UInt8>) throws(ToolFailure) -> [UInt8] {
      var plain = [UInt8](repeating: 0, count: bytes.count)
      guard !bytes.isEmpty else { return plain }
      var count: Int32 = 0
      let result = unsafe plain.withUnsafeMutableBytes { plain in
        unsafe bytes.withUnsafeBytes { bytes in
          unsafe system.updateDecryption(
            context, plain.baseAddress, &count, bytes.baseAddress, Int32(bytes.count))
        }
      }
      guard result == 1, Int(count) == bytes.count else {
        throw SystemCryptography.failure("decrypt")
      }
      return plain
    }
  }
#endif
