/// How much a verification looks at.
@nonexhaustive
public enum VerifyDepth: Sendable, Hashable, CaseIterable {
  /// Headers, lengths, fences, watermarks, counts: O(files), and the live bits in memory.
  case quick
  /// Every byte of every file, and that they agree with one another.
  case full
}

/// What a verification found.
public struct VerifyReport: Sendable, Hashable {
  /// What a byte of a file is there for.
  @nonexhaustive
  public enum ByteClass: String, Sendable, Hashable, CaseIterable {
    /// The header that every file begins with.
    case fileHeader
    /// The header of a structure, with what is reserved in it.
    case structureHeader
    /// A frame that begins a commit.
    case commitHeader
    /// A record that lives: header, name, payload.
    case liveFrame
    /// A record that was replaced or deleted.
    case deadFrame
    /// A frame that ends a record.
    case tombstone
    /// Evidence, a reset, a forget, a clean mark, or a frame a newer library may skip.
    case controlFrame
    /// Zeros that align frames.
    case padding
    /// Sorted entries of a run, or places of a map.
    case indexPage
    /// Where lookups in a run begin.
    case fencePage
    /// Which revisions live, and the evidence of backup versions.
    case watermarks
    /// The files a manifest names.
    case fileList
    /// Who wrote last.
    case lockNote
    /// Behind the end of what the file holds, or in a file that nothing names: means nothing.
    case unused
    /// Fails its checksum, or is not what has to be there.
    case damaged
  }

  /// One file, every byte of it in one class.
  public struct File: Sendable, Hashable {
    /// The file's name inside the store.
    public let name: String
    /// Its length; the sum over all classes in a full verification.
    public let byteCount: UInt64
    /// Bytes by class; empty in a quick verification.
    public package(set) var byteCounts: [ByteClass: UInt64] = [:]
    /// Where the damaged bytes are, in offsets from the start of the file.
    public package(set) var damaged: [Range<UInt64>] = []
    /// Where the unused bytes are.
    public package(set) var unused: [Range<UInt64>] = []

    package init(name: String, byteCount: UInt64) {
      self.name = name
      self.byteCount = byteCount
    }
  }

  /// How much was looked at.
  public let depth: VerifyDepth
  /// What is wrong, at most 10,000 places.
  public package(set) var findings: [DamageReport.Finding] = []
  /// The files of the store, by name.
  public package(set) var files: [File] = []
  /// Files that no manifest names: being written at the moment, or left by a crash and removed by
  /// the next writer.
  public package(set) var unnamedFiles: [String] = []
  /// Files in the directory that do not belong to the store.
  public package(set) var unknownFiles: [String] = []
  /// Live sessions found where they have to be; 0 in a quick verification.
  public package(set) var sessionCount = 0

  /// Frames of kinds that this library does not know and may pass over: a newer one wrote them.
  ///
  /// 0 in a quick verification.
  public package(set) var skippedFrameCount = 0

  package init(depth: VerifyDepth) { self.depth = depth }

  /// Whether nothing is wrong.
  public var isClean: Bool { findings.isEmpty }

  /// Bytes of all files of the store.
  public var byteCount: UInt64 { files.reduce(0) { $0 + $1.byteCount } }

  /// Bytes of a class in all files.
  ///
  /// - Parameter byteClass: the class.
  /// - Returns: how many bytes are in it; 0 in a quick verification.
  public func byteCount(of byteClass: ByteClass) -> UInt64 {
    files.reduce(0) { $0 + ($1.byteCounts[byteClass] ?? 0) }
  }
}
