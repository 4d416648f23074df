/// Something that gives entries in ascending order.
package protocol EntrySource: Sendable {
  /// The next entry, or nil behind the last; after an error it can be asked again.
  mutating func next() throws(StoreError) -> IndexEntry?
}

extension EntryCursor: EntrySource {}
extension RunCursor: EntrySource {}

/// The entries of a sorted array.
package struct ArrayCursor: EntrySource {
  private let entries: [IndexEntry]
  private var index = 0

  package init(_ entries: [IndexEntry]) { self.entries = entries }

  package mutating func next() -> IndexEntry? {
    guard index < entries.count else { return nil }
    defer { index += 1 }
    return entries[index]
  }
}

/// Any of the sources, so that one merge takes runs and what is in memory.
package enum AnyEntrySource: EntrySource {
  case run(RunCursor)
  case stack(EntryCursor)
  case array(ArrayCursor)
  case merge(RunMerge<RunCursor>)
  /// While one of the others is being asked: so that it is not copied.
  case asked

  package mutating func next() throws(StoreError) -> IndexEntry? {
    let source = self
    self = .asked
    switch consume source {
    case .run(var cursor):
      defer { self = .run(cursor) }
      return try cursor.next()
    case .stack(var cursor):
      defer { self = .stack(cursor) }
      return try cursor.next()
    case .array(var cursor):
      defer { self = .array(cursor) }
      return cursor.next()
    case .merge(var merge):
      defer { self = .merge(merge) }
      return try merge.next()
    case .asked: return nil
    }
  }
}
