/// Walks the members of one group: live revisions by the order of their key's hash, and where these
/// are equal, to be ordered by the full key.
struct GroupWalk: Sendable {
  private var cursor: EntryCursor
  private let group: UInt64
  private var ahead: IndexEntry?

  init(_ cursor: EntryCursor, group: UInt64) throws(StoreError) {
    self.cursor = cursor
    self.group = group
    ahead = try self.cursor.next()
  }

  /// The revisions whose keys have the next hash; usually one.
  ///
  /// Nil at the end of the group. After an error nothing is lost.
  mutating func next() throws(StoreError) -> [UInt64]? {
    guard let first = ahead, first.high >> 24 == group >> 24 else { return nil }
    var revisions = [first.memberRevision]
    var cursor = cursor
    var ahead = try cursor.next()
    while let entry = ahead, entry.high >> 24 == group >> 24, entry.memberKey == first.memberKey {
      revisions.append(entry.memberRevision)
      ahead = try cursor.next()
    }
    self.cursor = cursor
    self.ahead = ahead
    return revisions
  }

  /// The same walk over another index of the same moment.
  func continued(over index: SessionIndex) throws(StoreError) -> GroupWalk {
    guard let ahead else { return self }
    return try GroupWalk(index.members(ofRoom: group, fromKey: ahead.memberKey << 24), group: group)
  }
}
