/// A change of a file that is not durable yet.
struct FileOperation {
  /// Where it stands among all operations of the disk.
  var sequence: Int
  /// How many barriers the disk had seen when it was made.
  var barrier: Int
  /// The barrier that it comes before, once its file was synced under `barrierOnly`.
  var issuedBarrier: Int?
  var change: Change

  enum Change {
    /// Bytes at an offset; `lengthBefore` is the file's visible length before the write.
    case write(offset: Int, bytes: [UInt8], lengthBefore: Int)
    case setLength(Int)
  }
}

/// A change of names that is not durable yet.
struct NameOperation {
  /// Where it stands among all operations of the disk.
  var sequence: Int
  /// How many barriers the disk had seen when it was made.
  var barrier: Int
  /// The barrier that it comes before, once its directory was synced under `barrierOnly`.
  var issuedBarrier: Int?
  var change: Change

  enum Change {
    case link(DirectoryNode, String, DiskNode)
    case unlink(DirectoryNode, String, DiskNode)
    /// Takes the place of whatever the new name leads to.
    case rename(from: DirectoryNode, String, to: DirectoryNode, String, DiskNode)
  }

  /// The node whose name changes.
  var node: DiskNode {
    switch change {
    case .link(_, _, let node), .unlink(_, _, let node), .rename(_, _, _, _, let node): node
    }
  }

  func touches(_ directory: DirectoryNode) -> Bool {
    switch change {
    case .link(let parent, _, _), .unlink(let parent, _, _): parent === directory
    case .rename(let source, _, let target, _, _): source === directory || target === directory
    }
  }
}
