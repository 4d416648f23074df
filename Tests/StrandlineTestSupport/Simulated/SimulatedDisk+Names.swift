import Strandline

/// Directories: what processes see, and what of it is durable.
extension SimulatedDisk {
  /// The directory that a path's last part is in, and that last part.
  func parent(
    of path: String, _ kind: CallKind
  ) throws(StoreError) -> (directory: DirectoryNode, name: String) {
    let (parentPath, name) = Self.split(path)
    guard !name.isEmpty else { throw .refused("the path has no name", kind, path, number: 22) }
    guard let directory = directory(at: parentPath) else {
      throw .simulated(.notFound, kind, path)
    }
    return (directory, name)
  }

  /// The directory at a path, as processes see it.
  func directory(at path: String) -> DirectoryNode? {
    if let known = directoryCache[path] { return known }
    var directory = root
    for part in path.utf8.split(separator: UInt8(ascii: "/")) {
      guard let next = directory.entries[String(Substring(part))] as? DirectoryNode else {
        return nil
      }
      directory = next
    }
    directoryCache[path] = directory
    return directory
  }

  /// Cuts a path at its last slash; slashes at the end do not count.
  static func split(_ path: String) -> (parent: String, name: String) {
    let slash = UInt8(ascii: "/")
    var bytes = path.utf8[...]
    while bytes.last == slash { bytes.removeLast() }
    guard let cut = bytes.lastIndex(of: slash) else { return ("", String(Substring(bytes))) }
    return (
      String(Substring(bytes[..<cut])), String(Substring(bytes[bytes.index(after: cut)...]))
    )
  }

  func addName(_ name: String, in directory: DirectoryNode, to node: DiskNode) {
    directory.entries[name] = node
    node.linkCount += 1
    note(.link(directory, name, node))
  }

  func removeName(_ name: String, in directory: DirectoryNode, of node: DiskNode) {
    directory.entries[name] = nil
    node.linkCount -= 1
    note(.unlink(directory, name, node))
    if node is DirectoryNode { directoryCache.removeAll(keepingCapacity: true) }
    retireIfGone(node)
  }

  func moveName(
    _ name: String, in source: DirectoryNode, to newName: String, in target: DirectoryNode,
    of node: DiskNode
  ) {
    source.entries[name] = nil
    let replaced = target.entries.updateValue(node, forKey: newName)
    note(.rename(from: source, name, to: target, newName, node))
    if node is DirectoryNode { directoryCache.removeAll(keepingCapacity: true) }
    guard let replaced else { return }
    replaced.linkCount -= 1
    retireIfGone(replaced)
  }

  private func note(_ change: NameOperation.Change) {
    let operation = NameOperation(
      sequence: takeSequence(), barrier: barrierCount, issuedBarrier: nil, change: change)
    operation.node.pendingNameCount += 1
    pendingNames.append(operation)
  }

  func syncNames(of directory: DirectoryNode) {
    switch personality {
    case .ordered, .writeback, .copyOnWrite:
      // One journal: what came earlier on the whole disk is durable, too.
      guard let last = pendingNames.last(where: { $0.touches(directory) }) else { return }
      applyNames { $0.sequence <= last.sequence }
    case .adversarial:
      applyNames { $0.touches(directory) }
    case .barrierOnly:
      barrierCount += 1
      for index in pendingNames.indices
      where pendingNames[index].issuedBarrier == nil && pendingNames[index].touches(directory) {
        pendingNames[index].issuedBarrier = barrierCount
      }
    }
  }

  /// Under `ordered`, a synced file's own name goes to disk with everything before it.
  func syncOwnName(of file: FileNode) {
    guard personality == .ordered, file.pendingNameCount > 0,
      let last = pendingNames.last(where: { $0.node === file })
    else { return }
    applyNames { $0.sequence <= last.sequence }
  }

  /// Makes pending operations durable, in their order.
  func applyNames(where isChosen: (NameOperation) -> Bool) {
    guard !pendingNames.isEmpty else { return }
    var left: [NameOperation] = []
    var touched: [DiskNode] = []
    for operation in pendingNames {
      guard isChosen(operation) else {
        left.append(operation)
        continue
      }
      operation.node.pendingNameCount -= 1
      touched.append(operation.node)
      if let replaced = Self.applyDurably(operation.change) { touched.append(replaced) }
    }
    pendingNames = left
    for node in touched { retireIfGone(node) }
  }

  /// Changes the durable entries; gives the node whose durable name was replaced.
  @discardableResult
  static func applyDurably(_ change: NameOperation.Change) -> DiskNode? {
    switch change {
    case .link(let directory, let name, let node):
      return setDurably(directory, name, node)
    case .unlink(let directory, let name, let node):
      clearDurably(directory, name, node)
      return nil
    case .rename(let source, let name, let target, let newName, let node):
      clearDurably(source, name, node)
      return setDurably(target, newName, node)
    }
  }

  private static func setDurably(
    _ directory: DirectoryNode, _ name: String, _ node: DiskNode
  ) -> DiskNode? {
    let replaced = directory.durableEntries.updateValue(node, forKey: name)
    node.durableLinkCount += 1
    replaced?.durableLinkCount -= 1
    return replaced
  }

  private static func clearDurably(_ directory: DirectoryNode, _ name: String, _ node: DiskNode) {
    guard directory.durableEntries[name] === node else { return }
    directory.durableEntries[name] = nil
    node.durableLinkCount -= 1
  }
}
