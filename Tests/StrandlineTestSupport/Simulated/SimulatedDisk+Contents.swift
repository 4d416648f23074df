import Strandline

/// Contents of files: the cache, the disk, and how one becomes the other.
extension SimulatedDisk {
  /// Where a write really goes, and whether the disk will ever get it.
  enum WriteRoute { case whole, lost, misplaced(Int) }

  /// Writes what the caller has made sure fits.
  func write(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, to file: FileNode, route: WriteRoute = .whole
  ) {
    let lengthBefore = file.content.count
    Self.put(bytes, at: offset, into: &file.content)
    let end = Self.blockAligned(offset + bytes.count)
    if end > file.blockEnd { chargeBlocks(of: file, end: end) }
    switch route {
    case .whole:
      note(
        .write(offset: offset, bytes: [UInt8](bytes), lengthBefore: lengthBefore), of: file)
    case .lost:
      file.hasLostBytes = true
      falseSyncs += 1
      dirtyFiles[file.id] = file
    case .misplaced(let distance):
      file.hasLostBytes = true
      falseSyncs += 1
      let place = min(offset + distance, Self.fileSizeMax)
      note(.write(offset: place, bytes: [UInt8](bytes), lengthBefore: lengthBefore), of: file)
    }
  }

  func setLength(of file: FileNode, to byteCount: Int) {
    Self.apply(.setLength(byteCount), to: &file.content)
    chargeBlocks(of: file, end: Self.blockAligned(byteCount))
    note(.setLength(byteCount), of: file)
  }

  private func note(_ change: FileOperation.Change, of file: FileNode) {
    file.pending.append(
      FileOperation(
        sequence: takeSequence(), barrier: barrierCount, issuedBarrier: nil, change: change))
    pendingContentCount += 1
    if file.pending.count == 1 { dirtyFiles[file.id] = file }
  }

  /// A sync that works.
  func sync(_ file: FileNode) {
    if personality == .barrierOnly {
      barrierCount += 1
      for index in file.issuedCount..<file.pending.count {
        file.pending[index].issuedBarrier = barrierCount
      }
      file.issuedCount = file.pending.count
      return
    }
    applyPending(of: file)
    file.durableBlockEnd = file.blockEnd
    syncOwnName(of: file)
  }

  /// A sync that fails; gives whether it says so.
  func failSync(_ file: FileNode, _ failure: SyncFailure) -> Bool {
    switch failure {
    case .markClean:
      dropPending(of: file)
      return true
    case .revert:
      dropPending(of: file)
      file.content = file.durable
      file.hasLostBytes = false
      chargeBlocks(of: file, end: Self.blockAligned(file.content.count))
      forgetIfClean(file)
      return true
    case .late:
      dropPending(of: file)
      file.owesSyncFailure = true
      falseSyncs += 1
      return false
    }
  }

  /// The file's operations count as written although they were not.
  func dropPending(of file: FileNode) {
    guard !file.pending.isEmpty else { return }
    pendingContentCount -= file.pending.count
    file.pending.removeAll(keepingCapacity: true)
    file.issuedCount = 0
    file.hasLostBytes = true
    dirtyFiles[file.id] = file
  }

  /// Makes the file's pending operations durable.
  func applyPending(of file: FileNode) {
    guard !file.pending.isEmpty else { return }
    for operation in file.pending { Self.apply(operation.change, to: &file.durable) }
    pendingContentCount -= file.pending.count
    file.pending.removeAll(keepingCapacity: true)
    file.issuedCount = 0
    forgetIfClean(file)
  }

  func forgetIfClean(_ file: FileNode) {
    if file.pending.isEmpty && !file.hasLostBytes { dirtyFiles[file.id] = nil }
  }

  static func apply(_ change: FileOperation.Change, to image: inout [UInt8]) {
    switch change {
    case .write(let offset, let bytes, _):
      bytes.withUnsafeBytes { put($0, at: offset, into: &image) }
    case .setLength(let byteCount):
      if byteCount < image.count {
        image.removeLast(image.count - byteCount)
      } else {
        image.append(contentsOf: repeatElement(0, count: byteCount - image.count))
      }
    }
  }

  /// Puts bytes into an image; a gap before them is zeros.
  static func put(_ bytes: UnsafeRawBufferPointer, at offset: Int, into image: inout [UInt8]) {
    if offset > image.count {
      image.append(contentsOf: repeatElement(0, count: offset - image.count))
    }
    let inside = min(bytes.count, image.count - offset)
    if inside > 0 {
      image.withUnsafeMutableBytes { target in
        UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + inside])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<inside]))
      }
    }
    if inside < bytes.count {
      image.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[inside...]))
    }
  }
}
