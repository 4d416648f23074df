/// What the store found damaged, since it was opened.
public struct DamageReport: Sendable, Hashable {
  /// One damaged place.
  public struct Finding: Sendable, Hashable {
    /// What is damaged.
    @nonexhaustive
    public enum Kind: String, Sendable, Hashable {
      /// A frame with an intact header whose key or payload fails its checksum.
      case record
      /// A range of bytes in which no frame could be found.
      case range
      /// A file that is shorter than the manifest says.
      case shortened
      /// A file the manifest names that is not there.
      case missingFile
      /// A file whose header or contents could not be used as a whole.
      case file
      /// A control frame (acknowledgement, forget, reset, legacy) that could not be read.
      case control
      /// An index file that is damaged or says something else than the log; it can be written anew.
      case index
      /// Evidence or counts that do not hold together.
      case evidence
    }
    /// What is damaged.
    public let kind: Kind
    /// The file's name inside the store.
    public let file: String
    /// Byte offset from the start of the file.
    public let offset: UInt64
    /// Bytes concerned; 0 when unknown.
    public let byteCount: UInt64
    /// The session's name, where it could be read.
    public let key: SessionKey?

    package init(
      kind: Kind, file: String, offset: UInt64, byteCount: UInt64, key: SessionKey? = nil
    ) {
      self.kind = kind
      self.file = file
      self.offset = offset
      self.byteCount = byteCount
      self.key = key
    }
  }

  /// Damaged places, in the order they were found.
  public package(set) var findings: [Finding] = []
  /// Bytes behind the last commit of an unclean end that were not kept: a commit that was being
  /// written, or, if its rot can be told from that by nothing, the last one acknowledged.
  ///
  /// Possibly lost, and not damage by itself.
  public package(set) var tornByteCount: UInt64 = 0
  /// Complete commits behind a gap in an unclean end, written but never made durable.
  public package(set) var reorderedCommitCount: Int = 0
  /// Whether all evidence was dropped at this open because control frames may be missing: every
  /// session is pending for every version.
  public package(set) var evidenceDropped: Bool = false
  /// Index files that were missing or damaged: what they said was computed from the log again, and
  /// nothing of it is lost.
  public package(set) var rebuiltFiles: [String] = []
  /// Files in the directory that do not belong to the store; they are left alone.
  public package(set) var unknownFiles: [String] = []

  /// Makes an empty report.
  package init() {}

  /// Whether nothing is damaged.
  public var isEmpty: Bool { findings.isEmpty && !evidenceDropped }
}
