import Strandline

/// An open file of a simulated process.
final class SimulatedFile: File, @unchecked Sendable {
  private let file: FileNode
  private let id: Int
  private let path: String
  private let isWritable: Bool
  private let process: SimulatedProcess
  /// Guarded by the disk's lock.
  private var isClosed = false

  init(_ file: FileNode, id: Int, path: String, isWritable: Bool, of process: SimulatedProcess) {
    self.file = file
    self.id = id
    self.path = path
    self.isWritable = isWritable
    self.process = process
  }

  deinit {
    let disk = process.disk
    disk.locked { disk.dropHandle(id) }
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    try call(.read, offset, buffer.count) { strike throws(StoreError) in
      guard let start = Int(exactly: offset), start < file.content.count else { return 0 }
      var count = min(buffer.count, file.content.count - start)
      if case .fault(.shortRead(let limit)) = strike { count = min(count, max(1, limit)) }
      if file.unreadable.contains(where: { $0.overlaps(start..<start + count) }) {
        throw .simulated(.inputOutput, .read, path, offset: offset)
      }
      guard count > 0 else { return 0 }
      file.content.withUnsafeBytes { content in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: content[start..<start + count]))
      }
      return count
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    try call(.write, offset, bytes.count) { strike throws(StoreError) in
      try requireWritable(.write)
      let start = try place(offset, bytes.count, .write)
      guard !bytes.isEmpty else { return 0 }
      var count = process.disk.fittingCount(of: bytes.count, at: start, in: file)
      guard count > 0 else { throw .simulated(.noSpace, .write, path, offset: offset) }
      var route = SimulatedDisk.WriteRoute.whole
      var failure: SystemError?
      switch strike {
      case .none, .stopAfter: break
      case .stopPartway: count = min(count, bytes.count / 2)
      case .fault(.shortWrite(let limit)): count = min(count, max(1, limit))
      case .fault(.partialWrite(let limit, let error)):
        count = min(count, max(0, limit))
        failure = error
      case .fault(.lostWrite): route = .lost
      case .fault(.misplacedWrite(let distance)): route = .misplaced(Int(clamping: distance))
      case .fault: break
      }
      if count > 0 {
        let taken = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        process.disk.write(taken, at: start, to: file, route: route)
      }
      if let failure { throw .simulated(failure, .write, path, offset: offset) }
      return count
    }
  }

  func sync() throws(StoreError) {
    try call(.sync) { strike throws(StoreError) in
      if file.owesSyncFailure {
        file.owesSyncFailure = false
        process.disk.dropPending(of: file)
        throw .simulated(.inputOutput, .sync, path)
      }
      if case .fault(.syncFailure(let failure)) = strike {
        if process.disk.failSync(file, failure) {
          throw .simulated(.inputOutput, .sync, path)
        }
      } else {
        process.disk.sync(file)
      }
    }
  }

  func beginWriteback(from offset: UInt64, byteCount: UInt64) {
    // A hint: what it would write is as pending as before, so every crash image stays possible.
    process.silentCall(.beginWriteback, path) {}
  }

  func size() throws(StoreError) -> UInt64 {
    try call(.size) { _ throws(StoreError) in UInt64(file.content.count) }
  }

  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool {
    try call(.allocate, offset, Int(clamping: byteCount)) { _ throws(StoreError) in
      try requireWritable(.allocate)
      let disk = process.disk
      guard disk.allocates else { return false }
      let count = Int(clamping: byteCount)
      let end = SimulatedDisk.blockAligned(try place(offset, count, .allocate) + count)
      guard end > file.blockEnd else { return true }
      guard (end - file.blockEnd) / SimulatedDisk.blockSize <= disk.freeBlockCount else {
        throw .simulated(.noSpace, .allocate, path, offset: offset)
      }
      disk.chargeBlocks(of: file, end: end)
      return true
    }
  }

  func truncate(to byteCount: UInt64) throws(StoreError) {
    try call(.truncate, byteCount) { _ throws(StoreError) in
      try requireWritable(.truncate)
      let length = try place(byteCount, 0, .truncate)
      let disk = process.disk
      let added = SimulatedDisk.blockAligned(length) - file.blockEnd
      if added > 0, added / SimulatedDisk.blockSize > disk.freeBlockCount {
        throw .simulated(.noSpace, .truncate, path)
      }
      disk.setLength(of: file, to: length)
    }
  }

  func map(byteCount: UInt64) throws(StoreError) -> FileMapping? {
    try call(.map, 0, Int(clamping: byteCount)) { _ throws(StoreError) in
      guard let count = Int(exactly: byteCount), count > 0, count <= file.content.count else {
        return nil
      }
      // A copy: only files that are not changed any more are mapped.
      return FileMapping(upTo: count) { space in
        file.content.withUnsafeBytes { space.copyMemory(from: .init(rebasing: $0[..<count])) }
        return count
      }
    }
  }

  func tryLock() throws(StoreError) -> Bool {
    try call(.tryLock) { _ throws(StoreError) in
      if let holder = file.lockHolder { return holder == id }
      file.lockHolder = id
      return true
    }
  }

  func unlock() {
    process.silentCall(.unlock, path) {
      if file.lockHolder == id { file.lockHolder = nil }
    }
  }

  func close() {
    process.silentCall(.close, path) {
      isClosed = true
      process.disk.dropHandle(id)
    }
  }

  private func call<Result>(
    _ kind: CallKind, _ offset: UInt64 = 0, _ count: Int = 0,
    _ body: (SimulatedProcess.Strike) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try process.call(kind, path, offset: offset, count: count) { strike throws(StoreError) in
      guard !isClosed else { throw .refused("the file is closed", kind, path, number: 9) }
      return try body(strike)
    }
  }

  private func requireWritable(_ kind: CallKind) throws(StoreError) {
    guard isWritable else {
      throw .refused("the file is open for reading only", kind, path, number: 9)
    }
  }

  /// The offset as a number that a file can have, so that a wrong one is an error and no trap.
  private func place(
    _ offset: UInt64, _ count: Int, _ kind: CallKind
  ) throws(StoreError) -> Int {
    guard offset <= SimulatedDisk.fileSizeMax, count <= SimulatedDisk.fileSizeMax - Int(offset)
    else { throw .refused("the file would be too large", kind, path, number: 27) }
    return Int(offset)
  }
}
