/// What a medium does to files, and what a test wants to know of them.
///
/// Damage is done to files at rest: what is pending in a damaged file becomes durable first, and
/// the damage is in the cache and on the disk at once. A path without a file is left alone by all
/// but `setContents`.
extension SimulatedDisk {
  /// The names in a directory, sorted: the visible ones, or those that are durable.
  package func listFiles(_ directory: String, durable: Bool = false) -> [String] {
    locked {
      let found = node(at: directory, durable: durable) as? DirectoryNode
      return (durable ? found?.durableEntries : found?.entries)?.keys.sorted() ?? []
    }
  }

  /// What a file holds: its visible bytes under its visible name, or the durable bytes under the
  /// durable name.
  ///
  /// nil when there is no such file.
  package func contents(of path: String, durable: Bool = false) -> [UInt8]? {
    locked {
      let file = node(at: path, durable: durable) as? FileNode
      return durable ? file?.durable : file?.content
    }
  }

  /// Gives a file other contents, durable at once; makes the file, with a durable name, if there
  /// is none and its directory exists.
  package func setContents(of path: String, to bytes: [UInt8]) {
    locked {
      let (parentPath, name) = Self.split(path)
      guard let parent = directory(at: parentPath) else { return }
      if parent.entries[name] == nil {
        addName(name, in: parent, to: FileNode(id: takeNodeID()))
        applyNames { _ in true }
      }
      damage(path) { file in
        file.content = bytes
        file.durable = bytes
      }
    }
  }

  /// Flips one bit, 0…7, of one byte.
  package func flipBit(of path: String, atByte offset: Int, bit: Int) {
    locked {
      damage(path) { file in
        let mask = UInt8(1) << UInt8(truncatingIfNeeded: bit & 7)
        if file.content.indices.contains(offset) { file.content[offset] ^= mask }
        if file.durable.indices.contains(offset) { file.durable[offset] ^= mask }
      }
    }
  }

  /// Sets a range of bytes to zero; what lies outside the file is left out.
  package func zero(_ range: Range<Int>, of path: String) {
    locked {
      damage(path) { file in
        for place in range.clamped(to: 0..<file.content.count) { file.content[place] = 0 }
        for place in range.clamped(to: 0..<file.durable.count) { file.durable[place] = 0 }
      }
    }
  }

  /// Cuts a file off, or lengthens it with zeros.
  package func truncateFile(_ path: String, to byteCount: Int) {
    locked {
      let length = min(max(0, byteCount), Self.fileSizeMax)
      damage(path) { file in
        Self.apply(.setLength(length), to: &file.content)
        Self.apply(.setLength(length), to: &file.durable)
      }
    }
  }

  /// Removes a file's name, durably.
  package func remove(_ path: String) {
    locked {
      let (parentPath, name) = Self.split(path)
      guard let parent = directory(at: parentPath), let file = parent.entries[name] as? FileNode
      else { return }
      removeName(name, in: parent, of: file)
      applyNames { _ in true }
    }
  }

  /// Reads that meet the range fail from now on, also after a power cut.
  package func failReads(of path: String, in range: Range<Int>) {
    locked { (node(at: path, durable: false) as? FileNode)?.unreadable.append(range) }
  }

  /// Ends all read failures of a file.
  package func healReads(of path: String) {
    locked { (node(at: path, durable: false) as? FileNode)?.unreadable.removeAll() }
  }

  private func damage(_ path: String, _ change: (FileNode) -> Void) {
    guard let file = node(at: path, durable: false) as? FileNode else { return }
    applyPending(of: file)
    change(file)
    let end = Self.blockAligned(file.content.count)
    chargeBlocks(of: file, end: end)
    file.durableBlockEnd = end
  }

  private func node(at path: String, durable: Bool) -> DiskNode? {
    var node: DiskNode = root
    for part in path.split(separator: "/") {
      guard let directory = node as? DirectoryNode,
        let next = (durable ? directory.durableEntries : directory.entries)[String(part)]
      else { return nil }
      node = next
    }
    return node
  }
}
