package import Strandline

/// One process's view of a simulated disk, with its crash point and its faults.
///
/// Once it has stopped, by its crash point, by `SimulatedDisk.kill` or by a power cut, every call
/// through it and its files throws. A crash point alone leaves its locks in place until the disk
/// is told what ended the process.
package final class SimulatedProcess: FileSystem, @unchecked Sendable {
  package let disk: SimulatedDisk
  package let processID: Int32
  /// The boot of the machine that the process lives in.
  let bootCount: UInt64

  // Guarded by the disk's lock.
  var isStopped = false
  var calls = 0
  var mutatingCalls = 0
  var crashPoint: CrashPoint?
  var faults: [ActiveFault] = []
  var struckFaults = 0
  /// Where they have struck.
  package let struckSites = SiteRegistry()
  var log = CallLog()
  /// What another thread does before the next read, outside the lock.
  var interruption: (() -> Void)?

  init(disk: SimulatedDisk, processID: Int32, bootCount: UInt64) {
    self.disk = disk
    self.processID = processID
    self.bootCount = bootCount
  }

  package func open(_ path: String, for access: FileAccess) throws(StoreError) -> any File {
    let (file, id) = try call(.open, path) { _ throws(StoreError) in
      let (directory, name) = try disk.parent(of: path, .open)
      guard let node = directory.entries[name] else { throw .simulated(.notFound, .open, path) }
      guard let file = node as? FileNode else {
        throw .refused(
          "this is not a regular file", .open, path, number: 21,
          code: access == .reading ? .notAStore : .io)
      }
      return (file, disk.addHandle(to: file, of: self))
    }
    // Outside the lock, because the end of a handle takes it.
    return SimulatedFile(file, id: id, path: path, isWritable: access == .writing, of: self)
  }

  package func create(_ path: String) throws(StoreError) -> any File {
    let (file, id) = try call(.create, path) { _ throws(StoreError) in
      let (directory, name) = try freshName(path, .create)
      let file = FileNode(id: disk.takeNodeID())
      disk.addName(name, in: directory, to: file)
      return (file, disk.addHandle(to: file, of: self))
    }
    return SimulatedFile(file, id: id, path: path, isWritable: true, of: self)
  }

  package func createDirectory(_ path: String) throws(StoreError) {
    try call(.createDirectory, path) { _ throws(StoreError) in
      let (directory, name) = try freshName(path, .createDirectory)
      disk.addName(name, in: directory, to: DirectoryNode(id: disk.takeNodeID()))
    }
  }

  package func syncDirectory(_ path: String) throws(StoreError) {
    try call(.syncDirectory, path) { _ throws(StoreError) in
      disk.syncNames(of: try directory(path, .syncDirectory))
    }
  }

  package func rename(_ path: String, to newPath: String) throws(StoreError) {
    try call(.rename, path) { _ throws(StoreError) in
      let (source, name) = try disk.parent(of: path, .rename)
      let (target, newName) = try disk.parent(of: newPath, .rename)
      guard let node = source.entries[name] else { throw .simulated(.notFound, .rename, path) }
      if let replaced = target.entries[newName] {
        if replaced === node { return }
        try checkReplacing(replaced, by: node, newPath)
      }
      disk.moveName(name, in: source, to: newName, in: target, of: node)
    }
  }

  package func link(_ path: String, to newPath: String) throws(StoreError) {
    try call(.link, path) { _ throws(StoreError) in
      let (source, name) = try disk.parent(of: path, .link)
      guard let node = source.entries[name] else { throw .simulated(.notFound, .link, path) }
      guard node is FileNode else {
        throw .refused("this is a directory", .link, path, number: 1)
      }
      let (target, newName) = try freshName(newPath, .link)
      disk.addName(newName, in: target, to: node)
    }
  }

  package func unlink(_ path: String) throws(StoreError) {
    try call(.unlink, path) { _ throws(StoreError) in
      let (directory, name) = try disk.parent(of: path, .unlink)
      guard let node = directory.entries[name] else { throw .simulated(.notFound, .unlink, path) }
      guard node is FileNode else {
        throw .refused("this is a directory", .unlink, path, number: 21)
      }
      disk.removeName(name, in: directory, of: node)
    }
  }

  package func removeDirectory(_ path: String) throws(StoreError) {
    try call(.removeDirectory, path) { _ throws(StoreError) in
      let (parent, name) = try disk.parent(of: path, .removeDirectory)
      let removed = try directory(path, .removeDirectory)
      guard removed.entries.isEmpty else {
        throw .refused("the directory is not empty", .removeDirectory, path, number: 39)
      }
      disk.removeName(name, in: parent, of: removed)
    }
  }

  package func list(_ path: String) throws(StoreError) -> [String] {
    try call(.list, path) { _ throws(StoreError) in
      disk.shuffledNames(try directory(path, .list).entries.keys)
    }
  }

  package func kind(of path: String) throws(StoreError) -> FileKind? {
    try call(.kind, path) { _ throws(StoreError) in
      let (parentPath, name) = SimulatedDisk.split(path)
      if name.isEmpty { return .directory }
      switch disk.directory(at: parentPath)?.entries[name] {
      case nil: return nil
      case is DirectoryNode: return .directory
      default: return .file
      }
    }
  }

  package func bootIdentity() -> [UInt8]? { disk.bootIdentity() }
}

extension SimulatedProcess {
  /// The place of a name that must not exist yet, on a disk that has room for it.
  private func freshName(
    _ path: String, _ kind: CallKind
  ) throws(StoreError) -> (DirectoryNode, String) {
    let (directory, name) = try disk.parent(of: path, kind)
    guard directory.entries[name] == nil else {
      throw .refused("something exists at this path already", kind, path, number: 17)
    }
    guard disk.freeBlockCount > 0 else { throw .simulated(.noSpace, kind, path) }
    return (directory, name)
  }

  private func directory(
    _ path: String, _ kind: CallKind
  ) throws(StoreError) -> DirectoryNode {
    guard let directory = disk.directory(at: path) else {
      throw .simulated(.notFound, kind, path)
    }
    return directory
  }

  private func checkReplacing(
    _ replaced: DiskNode, by node: DiskNode, _ path: String
  ) throws(StoreError) {
    if let directory = replaced as? DirectoryNode {
      guard node is DirectoryNode else {
        throw .refused("a directory has this name", .rename, path, number: 21)
      }
      guard directory.entries.isEmpty else {
        throw .refused("the directory is not empty", .rename, path, number: 39)
      }
    } else if node is DirectoryNode {
      throw .refused("a file has this name", .rename, path, number: 20)
    }
  }
}
