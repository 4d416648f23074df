#if !canImport(CommonCrypto)
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// The system's cryptography: libcrypto, looked for when it is needed and not before.
  ///
  /// It is loaded at run time, so that the tool runs where it is missing and has no part of it. The
  /// functions used are the same in versions 1.1 and 3.
  @safe package final class SystemCryptography {
    /// The names libcrypto goes by, the newest first.
    package static let libraryNames = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"]

    typealias GetType = @convention(c) () -> OpaquePointer?
    typealias Release = @convention(c) (OpaquePointer?) -> Void
    typealias Derive =
      @convention(c) (
        UnsafeRawPointer?, Int32, UnsafeRawPointer?, Int32, Int32, OpaquePointer?, Int32,
        UnsafeMutableRawPointer?
      ) -> Int32
    typealias Authenticate =
      @convention(c) (
        OpaquePointer?, UnsafeRawPointer?, Int32, UnsafeRawPointer?, Int,
        UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt32>?
      ) -> UnsafeMutableRawPointer?
    typealias BeginCode =
      @convention(c) (
        OpaquePointer?, UnsafeRawPointer?, Int32, OpaquePointer?, OpaquePointer?
      ) -> Int32
    typealias UpdateCode = @convention(c) (OpaquePointer?, UnsafeRawPointer?, Int) -> Int32
    typealias EndCode =
      @convention(c) (
        OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt32>?
      ) -> Int32
    typealias BeginDecryption =
      @convention(c) (
        OpaquePointer?, OpaquePointer?, OpaquePointer?, UnsafeRawPointer?, UnsafeRawPointer?
      ) -> Int32
    typealias UpdateDecryption =
      @convention(c) (
        OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?,
        UnsafeRawPointer?, Int32
      ) -> Int32

    let sha256: GetType
    let sha512: GetType
    let aes256Counter: GetType
    let derive: Derive
    let authenticate: Authenticate
    let newCode: GetType
    let beginCode: BeginCode
    let updateCode: UpdateCode
    let endCode: EndCode
    let freeCode: Release
    let newCipher: GetType
    let beginDecryption: BeginDecryption
    let updateDecryption: UpdateDecryption
    let freeCipher: Release

    /// Loads the first library that is there.
    package init(libraryNames: [String] = libraryNames) throws(ToolFailure) {
      let library = try Library(names: libraryNames)
      unsafe sha256 = try unsafe library.function("EVP_sha256")
      unsafe sha512 = try unsafe library.function("EVP_sha512")
      unsafe aes256Counter = try unsafe library.function("EVP_aes_256_ctr")
      unsafe derive = try unsafe library.function("PKCS5_PBKDF2_HMAC")
      unsafe authenticate = try unsafe library.function("HMAC")
      unsafe newCode = try unsafe library.function("HMAC_CTX_new")
      unsafe beginCode = try unsafe library.function("HMAC_Init_ex")
      unsafe updateCode = try unsafe library.function("HMAC_Update")
      unsafe endCode = try unsafe library.function("HMAC_Final")
      unsafe freeCode = try unsafe library.function("HMAC_CTX_free")
      unsafe newCipher = try unsafe library.function("EVP_CIPHER_CTX_new")
      unsafe beginDecryption = try unsafe library.function("EVP_DecryptInit_ex")
      unsafe updateDecryption = try unsafe library.function("EVP_DecryptUpdate")
      unsafe freeCipher = try unsafe library.function("EVP_CIPHER_CTX_free")
    }

    /// A loaded library, which stays loaded.
    @safe private struct Library {
      private let handle: UnsafeMutableRawPointer
      private let name: String

      init(names: [String]) throws(ToolFailure) {
        for name in names {
          guard let handle = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
          unsafe self.handle = handle
          self.name = name
          return
        }
        throw ToolFailure(
          .inputOutput,
          "libcrypto, which does the cryptography, is not on this system "
            + "(looked for \(names.joined(separator: ", ")))",
          hint: "install OpenSSL, or decrypt the export elsewhere and import the JSON array")
      }

      /// A function of the type that the caller asks for, which has to be the library's own.
      @unsafe func function<Function>(_ symbol: String) throws(ToolFailure) -> Function {
        guard let address = unsafe dlsym(handle, symbol) else {
          throw ToolFailure(.inputOutput, "\(name) has no function \(symbol)")
        }
        return unsafe unsafeBitCast(address, to: Function.self)
      }
    }
  }
#endif
