/// How a store is opened.
///
/// Every default is meant to be kept.
public struct Options: Sendable, Hashable {
  /// The durability of calls that state none.
  public var durability: Durability = .durable
  /// Bytes after which a log segment is sealed; clamped to 4 KiB…256 MiB.
  ///
  /// The store takes smaller ones, down to 4 MiB, while it is small.
  public var segmentByteCountMax: Int = 64 << 20
  /// Bytes of index entries kept in memory before they are written out, clamped to 64 KiB…256 MiB.
  ///
  /// Without effect as yet: this version keeps the whole index in memory.
  public var deltaByteCountMax: Int = 8 << 20
  /// How stored bytes are read.
  public var reading: Reading = .positional
  /// Whether garbage is compacted in the background.
  ///
  /// Without effect as yet: this version does not compact.
  public var backgroundCompaction: Bool = true
  /// Whether to open for reading only: no lock is taken and nothing is written.
  public var readOnly: Bool = false

  /// Makes the default options.
  public init() {}

  /// Pages of the index files kept in memory once they are verified: 1 MiB.
  package var indexPageCountMax: Int { 256 }
}

/// How stored bytes are read.
@nonexhaustive
public enum Reading: Sendable, Hashable {
  /// By positioned reads: an error of the medium stays an error.
  case positional
  /// Sealed, immutable files are mapped into memory: faster, and an error of their medium is then
  /// a signal that ends the process (`SIGBUS`) instead of an error that is thrown.
  ///
  /// What is still written to is read by position, and so is everything where mapping is not
  /// supported. Not for media that may be removed.
  case mapped
}
