/// Blocks: what is in use and what is left.
extension SimulatedDisk {
  static func blockAligned(_ byteCount: Int) -> Int {
    (byteCount + blockSize - 1) / blockSize * blockSize
  }

  /// Blocks that can still be taken.
  var freeBlockCount: Int {
    guard let capacityByteCount else { return .max }
    return max(0, capacityByteCount / Self.blockSize - usedBlockCount)
  }

  /// How many bytes of a write fit; 0 when the disk is full.
  func fittingCount(of byteCount: Int, at offset: Int, in file: FileNode) -> Int {
    guard capacityByteCount != nil else { return byteCount }
    // Overwriting takes new blocks where nothing is written in place.
    if personality == .copyOnWrite, offset < file.durable.count {
      let end = min(offset + byteCount, file.durable.count)
      let touched = Self.blockAligned(end) / Self.blockSize - offset / Self.blockSize
      if touched > freeBlockCount { return 0 }
    }
    let end = Self.blockAligned(offset + byteCount)
    guard end > file.blockEnd else { return byteCount }
    let wanted = (end - file.blockEnd) / Self.blockSize
    let free = freeBlockCount
    if wanted <= free { return byteCount }
    return max(0, min(byteCount, file.blockEnd + free * Self.blockSize - offset))
  }

  /// Gives the file the blocks up to `end`, no more and no fewer.
  func chargeBlocks(of file: FileNode, end: Int) {
    usedBlockCount += (end - file.blockEnd) / Self.blockSize
    file.blockEnd = end
  }

  /// Frees what nothing leads to any more, and keeps some of its bytes as stale ones.
  func retireIfGone(_ node: DiskNode) {
    guard let file = node as? FileNode else { return }
    if file.linkCount == 0 && file.handleCount == 0 && file.blockEnd > 0 {
      chargeBlocks(of: file, end: 0)
    }
    guard file.isGone else { return }
    if !file.durable.isEmpty {
      if staleBytes.count == 4 { staleBytes.removeFirst() }
      staleBytes.append(file.durable)
    }
    pendingContentCount -= file.pending.count
    file.pending.removeAll()
    file.issuedCount = 0
    dirtyFiles[file.id] = nil
  }
}
