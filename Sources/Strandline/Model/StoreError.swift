/// What went wrong in a store, where, and what can be done about it.
///
/// Every throwing function of the module throws this type and no other. No text in it holds
/// payload bytes or a session key.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure, for programs to decide on.
  @nonexhaustive
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The store was closed; `reopen()` makes it usable again.
    case closed
    /// Bytes on disk fail their checksum; everything else stays readable.
    case corrupt
    /// The path holds something that is not a store.
    case notAStore
    /// The store was written by a newer format than this library reads.
    case unsupportedVersion
    /// Another writer has the store open.
    case busy
    /// There is no store at the path.
    case notFound
    /// The disk is full: the call did not happen.
    case noSpace
    /// A payload, a value or a batch is over its limit, or the store has given out its revisions.
    case tooLarge
    /// An argument is outside its documented range.
    case invalidArgument
    /// The store was opened for reading, or turned read-only after a failed sync.
    case readOnly
    /// The system protects the files at the moment (a locked device).
    case protectedData
    /// The system reported an input or output error.
    case io
    /// The caller cancelled the call.
    case cancelled
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence: what happened and what to do.
  public let message: String
  /// The file or directory concerned, if one is.
  public let path: String?
  /// Byte offset from the start of the file, if one is concerned.
  public let offset: UInt64?
  /// The system call that failed, if one did.
  public let systemCall: String?
  /// The system's error number (`errno`), if a system call failed.
  public let systemErrorNumber: Int32?
  /// Whether it is an index file that is damaged: derived from the log, so it can be written anew.
  package var isIndexDamage: Bool = false

  package init(
    _ code: Code, _ message: String, path: String? = nil, offset: UInt64? = nil,
    systemCall: String? = nil, systemErrorNumber: Int32? = nil
  ) {
    self.code = code
    self.message = message
    self.path = path
    self.offset = offset
    self.systemCall = systemCall
    self.systemErrorNumber = systemErrorNumber
  }

  /// The message followed by the place and the system call, on one line.
  public var description: String {
    var text = "\(code.rawValue): \(message)"
    if let path { text += " [\(path)" + (offset.map { " at offset \($0)" } ?? "") + "]" }
    if let systemCall {
      text += " (\(systemCall)" + (systemErrorNumber.map { ", error \($0)" } ?? "") + ")"
    }
    return text
  }
}
