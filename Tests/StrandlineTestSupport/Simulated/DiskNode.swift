/// A file or directory, whatever names it has.
///
/// The disk's lock guards all state of all nodes.
class DiskNode {
  /// Never reused.
  let id: Int
  /// Names that processes see.
  var linkCount = 0
  /// Names that are durable.
  var durableLinkCount = 0
  /// Operations on its names that are not durable yet.
  var pendingNameCount = 0

  init(id: Int) { self.id = id }
}

/// A directory: the entries that processes see and those that are durable.
final class DirectoryNode: DiskNode {
  var entries: [String: DiskNode] = [:]
  var durableEntries: [String: DiskNode] = [:]
}

/// A file: what processes see, what is durable, and the operations between the two.
final class FileNode: DiskNode {
  /// The cache: what processes read.
  ///
  /// Edited in place.
  var content: [UInt8] = []
  /// The disk: contents and length as of the last successful sync.
  var durable: [UInt8] = []
  /// Operations since then, oldest first.
  var pending: [FileOperation] = []
  /// How many of the pending operations come before some barrier.
  var issuedCount = 0
  /// End of the blocks that belong to the file, reservations included; a multiple of the block.
  var blockEnd = 0
  /// The same after a power cut.
  var durableBlockEnd = 0
  var handleCount = 0
  /// The open handle that holds the lock.
  var lockHolder: Int?
  /// Ranges that cannot be read.
  var unreadable: [Range<Int>] = []
  /// Whether the cache shows bytes that no pending operation will bring to the disk.
  var hasLostBytes = false
  /// Whether the next sync reports the failure of an earlier one.
  var owesSyncFailure = false

  /// Whether neither a name nor a handle leads to it, now or after any crash.
  var isGone: Bool {
    linkCount == 0 && handleCount == 0 && durableLinkCount == 0 && pendingNameCount == 0
  }
}
