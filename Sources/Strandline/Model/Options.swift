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
  /// Bytes of index entries kept in memory before they are written out to index files, clamped to
  /// 4 KiB…256 MiB.
  ///
  /// While they are written out as many again may gather. An open after an unclean end reads the
  /// part of the log that they stand for.
  public var deltaByteCountMax: Int = 2 << 20
  /// How stored bytes are read.
  public var reading: Reading = .positional
  /// Whether what was replaced and deleted is compacted beside the calls, at up to 64 MB a second.
  ///
  /// Without it `SessionStore.compact(progress:)` does so when it is called.
  public var backgroundCompaction: Bool = true
  /// Whether to open for reading only: no lock is taken and nothing is written.
  public var readOnly: Bool = false

  /// Makes the default options.
  public init() {}

  /// For an extension of an app, or another process that must do with a few megabytes: small bounds
  /// on memory, and no compaction beside the calls.
  ///
  /// The store is the same; the app that opens it with the default options compacts it.
  public static var appExtension: Options {
    var options = Options()
    options.deltaByteCountMax = 256 << 10
    options.segmentByteCountMax = 4 << 20
    options.backgroundCompaction = false
    return options
  }

  /// Pages of the index files kept in memory once they are verified: four times as many bytes as the
  /// delta may have, 8 MiB by default.
  ///
  /// Of mapped files only where they lie is kept, and eight times as many cost less.
  package var indexPageCountMax: Int {
    let count = min(max(deltaByteCountMax, 256 << 10), 4 << 20) / 1024
    return reading == .mapped ? 8 * count : count
  }
}

/// How stored bytes are read.
@nonexhaustive
public enum Reading: Sendable, Hashable {
  /// By positioned reads: an error of the medium stays an error.
  case positional
  /// Index files and sealed log segments, which never change, are mapped into memory: an error of
  /// their medium is then a signal that ends the process (`SIGBUS`) instead of an error that is
  /// thrown, and so is a file that another program cuts short while the store is open.
  ///
  /// Records are verified where they lie, without a call to the system and without a copy. What is
  /// damaged gives the same errors and reports as by position. The segment that is written to is read
  /// by position, and so is every file that cannot be mapped or is shorter than it was, and all that
  /// recovery, verification, compaction, snapshots and repair read. Not for media that may be removed.
  case mapped
}
