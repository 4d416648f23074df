/// The calls a process can make.
package enum CallKind: String, Sendable, Hashable, CaseIterable {
  case open, create, createDirectory, syncDirectory, rename, link, unlink, removeDirectory, list
  case kind
  case read, write, sync, beginWriteback, size, allocate, truncate, map, tryLock, unlock, close

  /// Whether the call changes what a crash would leave: those are the crash points.
  package var isMutating: Bool {
    switch self {
    case .create, .createDirectory, .syncDirectory, .rename, .link, .unlink, .removeDirectory,
      .write, .sync, .allocate, .truncate:
      true
    case .open, .list, .kind, .read, .beginWriteback, .size, .map, .tryLock, .unlock, .close: false
    }
  }
}

/// One call of a process, for failure reports.
package struct CallRecord: Sendable, Hashable, CustomStringConvertible {
  /// Counted from 1 over all calls of the process.
  package var number: Int
  package var kind: CallKind
  /// The last part of the path.
  package var name: String
  /// Bytes from the start of the file; 0 where the call has none.
  package var offset: UInt64
  /// Bytes asked for; 0 where the call has none.
  package var byteCount: Int
  /// Whether a fault or a crash point struck it.
  package var wasStruck: Bool

  package var description: String {
    let mark = wasStruck ? " *" : ""
    return "#\(number) \(kind.rawValue) \(name) at \(offset), \(byteCount) bytes\(mark)"
  }
}
