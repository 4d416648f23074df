/// A room-key export as clients write it: encrypted under a passphrase.
///
/// It is read twice: once to authenticate all of it, before anything in it is believed, and once
/// to decrypt it. Both times it streams.
package struct EncryptedExport {
  /// More rounds than this are refused; 500,000 is the most that clients are known to write.
  package static let roundsMax: UInt32 = 10_000_000

  /// The keys of one export.
  package struct Keys {
    let cipher: [UInt8]
    let authentication: [UInt8]
  }

  private static let headByteCount = 1 + 16 + 16 + 4
  private static let keyByteCount = 32

  let name: String
  private let source: LineSource
  private let salt: [UInt8]
  private let counter: [UInt8]
  private let rounds: Int32

  /// Reads what stands in the open; more than `roundsMax` rounds are refused.
  package init(
    _ source: LineSource, name: String, roundsMax: UInt32 = Self.roundsMax
  ) throws(ToolFailure) {
    self.source = source
    self.name = name
    let bytes = try Self.body(of: source, name)
    var head: [UInt8] = []
    while head.count < Self.headByteCount, let more = try bytes.nextBytes() { head += more }
    guard head.count >= Self.headByteCount else {
      throw ToolFailure(.damage, "\(name) is cut off: it is too short for an export")
    }
    guard head[0] == 1 else {
      throw ToolFailure(.damage, "\(name) is an export of version \(head[0]), which is not known")
    }
    let rounds = head[33..<37].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard (1...roundsMax).contains(rounds) else {
      throw ToolFailure(
        .damage, "\(name) asks for \(Quantity.count(UInt64(rounds))) rounds of key derivation",
        hint: "1 to \(Quantity.count(UInt64(roundsMax))) are done")
    }
    salt = Array(head[1..<17])
    counter = Array(head[17..<33])
    self.rounds = Int32(rounds)
  }

  /// Derives the keys and authenticates the whole file with them.
  ///
  /// One client encodes its passphrase in Latin-1: where UTF-8 fails, that is tried, once.
  package func unlock(
    _ passphrase: [UInt8], _ system: SystemCryptography, _ console: Console
  ) throws(ToolFailure) -> Keys {
    for attempt in [passphrase] + Passphrase.latin1(passphrase) {
      console.progress("deriving the key, rounds", Int(rounds), of: 0)
      let derived = try system.derivedKey(
        passphrase: attempt, salt: salt, rounds: rounds, byteCount: 2 * Self.keyByteCount)
      let keys = Keys(
        cipher: Array(derived.prefix(Self.keyByteCount)),
        authentication: Array(derived.suffix(Self.keyByteCount)))
      if try isAuthentic(keys, system, console) { return keys }
    }
    throw ToolFailure(
      .damage, "the passphrase is not that of \(name), or the file is damaged; nothing was imported"
    )
  }

  private func isAuthentic(
    _ keys: Keys, _ system: SystemCryptography, _ console: Console
  ) throws(ToolFailure) -> Bool {
    let bytes = try Self.body(of: source, name)
    let authenticator = try Authenticator(system, key: keys.authentication)
    var byteCount = 0
    while let piece = try bytes.nextBytes() {
      try authenticator.update(piece[...])
      byteCount += piece.count
      console.progress("checking, kB", byteCount / 1_000, of: 0)
    }
    return try authenticator.finish() == bytes.code
  }

  /// The decrypted text, from its beginning.
  package func plaintext(
    _ keys: Keys, _ system: SystemCryptography
  ) throws(ToolFailure) -> any ByteStream {
    try DecryptedBytes(
      Self.body(of: source, name), name: name, passing: Self.headByteCount,
      decryptor: Decryptor(system, key: keys.cipher, counter: counter),
      authenticator: Authenticator(system, key: keys.authentication))
  }

  private static func body(
    of source: LineSource, _ name: String
  ) throws(ToolFailure) -> SealedBytes {
    try source.rewind()
    try ImportFile.skipToText(source)
    source.skip(ArmouredBytes.header.count)
    return SealedBytes(ArmouredBytes(source, name: name))
  }
}

/// The plaintext of an export that was authenticated before.
private final class DecryptedBytes: ByteStream {
  private let source: SealedBytes
  private let name: String
  private var headByteCount: Int
  private let decryptor: Decryptor
  private let authenticator: Authenticator

  init(
    _ source: SealedBytes, name: String, passing headByteCount: Int, decryptor: Decryptor,
    authenticator: Authenticator
  ) {
    self.source = source
    self.name = name
    self.headByteCount = headByteCount
    self.decryptor = decryptor
    self.authenticator = authenticator
  }

  func nextBytes() throws(ToolFailure) -> [UInt8]? {
    while let piece = try source.nextBytes() {
      try authenticator.update(piece[...])
      let body = piece.dropFirst(headByteCount)
      headByteCount -= piece.count - body.count
      if !body.isEmpty { return try decryptor.decrypt(body) }
    }
    guard try authenticator.finish() == source.code else {
      throw ToolFailure(.damage, "\(name) changed while it was read")
    }
    return nil
  }
}
