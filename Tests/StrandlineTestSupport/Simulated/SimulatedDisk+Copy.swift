/// Copies of a whole disk, so that many crash images of one moment can be tried.
extension SimulatedDisk {
  /// A disk in the same state, without processes: what was open is closed.
  package func copy() -> SimulatedDisk {
    locked {
      let copy = SimulatedDisk(seed: seed, personality: personality, capacity: capacityByteCount)
      var twins: [Int: DiskNode] = [0: copy.root]
      copyState(to: copy)
      copyDirectory(root, to: copy.root, &twins, copy)
      copy.pendingNames = pendingNames.map { operation in
        var operation = operation
        operation.change = copied(operation.change, &twins, copy)
        return operation
      }
      copy.restoreCounts(twins.values.map { $0 })
      return copy
    }
  }

  /// A copy of the disk whose power was cut: this disk goes on.
  package func afterPowerCut(_ image: CrashImage) -> SimulatedDisk {
    let copy = copy()
    copy.powerCut(image)
    return copy
  }

  private func copyState(to copy: SimulatedDisk) {
    copy.nextNodeID = nextNodeID
    copy.nextSequence = nextSequence
    copy.nextProcessID = nextProcessID
    copy.barrierCount = barrierCount
    copy.bootCount = bootCount
    copy.knowsBootIdentity = knowsBootIdentity
    copy.allocates = allocates
    copy.falseSyncs = falseSyncs
    copy.staleBytes = staleBytes
  }

  private func copyDirectory(
    _ directory: DirectoryNode, to twin: DirectoryNode, _ twins: inout [Int: DiskNode],
    _ copy: SimulatedDisk
  ) {
    for (name, node) in directory.entries { twin.entries[name] = twinNode(node, &twins, copy) }
    for (name, node) in directory.durableEntries {
      twin.durableEntries[name] = twinNode(node, &twins, copy)
    }
  }

  private func twinNode(
    _ node: DiskNode, _ twins: inout [Int: DiskNode], _ copy: SimulatedDisk
  ) -> DiskNode {
    if let twin = twins[node.id] { return twin }
    if let directory = node as? DirectoryNode {
      let twin = DirectoryNode(id: node.id)
      twins[node.id] = twin
      copyDirectory(directory, to: twin, &twins, copy)
      return twin
    }
    let twin = FileNode(id: node.id)
    twins[node.id] = twin
    if let file = node as? FileNode { copyFile(file, to: twin, copy) }
    return twin
  }

  private func copyFile(_ file: FileNode, to twin: FileNode, _ copy: SimulatedDisk) {
    twin.content = file.content
    twin.durable = file.durable
    twin.pending = file.pending
    twin.issuedCount = file.issuedCount
    twin.durableBlockEnd = file.durableBlockEnd
    twin.blockEnd = file.blockEnd
    twin.unreadable = file.unreadable
    twin.hasLostBytes = file.hasLostBytes
    twin.owesSyncFailure = file.owesSyncFailure
    copy.pendingContentCount += file.pending.count
    copy.usedBlockCount += file.blockEnd / Self.blockSize
    if dirtyFiles[file.id] != nil { copy.dirtyFiles[file.id] = twin }
  }

  private func copied(
    _ change: NameOperation.Change, _ twins: inout [Int: DiskNode], _ copy: SimulatedDisk
  ) -> NameOperation.Change {
    func directory(_ node: DirectoryNode) -> DirectoryNode {
      (twinNode(node, &twins, copy) as? DirectoryNode) ?? copy.root
    }
    switch change {
    case .link(let parent, let name, let node):
      return .link(directory(parent), name, twinNode(node, &twins, copy))
    case .unlink(let parent, let name, let node):
      return .unlink(directory(parent), name, twinNode(node, &twins, copy))
    case .rename(let source, let name, let target, let newName, let node):
      return .rename(
        from: directory(source), name, to: directory(target), newName,
        twinNode(node, &twins, copy))
    }
  }

  /// Counts names anew from what leads to the nodes.
  private func restoreCounts(_ nodes: [DiskNode]) {
    for case let directory as DirectoryNode in nodes {
      for node in directory.entries.values { node.linkCount += 1 }
      for node in directory.durableEntries.values { node.durableLinkCount += 1 }
    }
    for operation in pendingNames { operation.node.pendingNameCount += 1 }
    for node in nodes.sorted(by: { $0.id < $1.id }) { retireIfGone(node) }
  }
}
