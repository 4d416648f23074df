import Foundation

/// A disk and the system's cache before it, in memory: what processes see, what is durable, and
/// the operations between the two.
///
/// Deterministic: the same seed and the same calls in the same order give the same bytes, names,
/// errors and crash images. One lock guards everything, also the nodes and the processes' state.
package final class SimulatedDisk: @unchecked Sendable {
  /// What space is counted in.
  package static let blockSize = 4096
  /// No file grows beyond this, so that a wrong offset is an error and not the end of the test.
  package static let fileSizeMax = 1 << 30

  package let seed: UInt64
  package let personality: DiskPersonality

  private let lock = NSLock()
  let root: DirectoryNode
  var nextNodeID = 1
  var nextSequence = 0
  var nextHandleID = 0
  var nextProcessID: Int32 = 100
  /// Barriers that syncs have made, under `barrierOnly`.
  var barrierCount = 0
  var bootCount: UInt64 = 0
  var pendingNames: [NameOperation] = []
  /// Operations on contents and lengths that are pending, in all files.
  var pendingContentCount = 0
  /// Files whose cache differs from what is durable.
  var dirtyFiles: [Int: FileNode] = [:]
  var openHandles: [Int: OpenHandle] = [:]
  /// Directories by path, as processes see them; forgotten when a directory changes its name.
  var directoryCache: [String: DirectoryNode] = [:]
  var usedBlockCount = 0
  var capacityByteCount: Int?
  var knowsBootIdentity = true
  var allocates = true
  var falseSyncs = 0
  /// Told of every call, if there is one.
  package var siteRegistry: SiteRegistry?
  /// Bytes of files that were deleted, the newest last.
  var staleBytes: [[UInt8]] = []

  /// - Parameters:
  ///   - seed: Decides what the image of a crash and the machine's identity look like.
  ///   - personality: What survives a crash without having been synced.
  ///   - capacity: Bytes the disk holds; nil for no limit.
  package init(
    seed: UInt64, personality: DiskPersonality = .adversarial, capacity: Int? = nil
  ) {
    self.seed = seed
    self.personality = personality
    capacityByteCount = capacity
    root = DirectoryNode(id: 0)
    root.linkCount = 1
    root.durableLinkCount = 1
  }

  /// An open file of a process.
  struct OpenHandle {
    let file: FileNode
    let processID: Int32
  }

  func locked<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body()
  }

  func takeSequence() -> Int {
    defer { nextSequence += 1 }
    return nextSequence
  }

  func takeNodeID() -> Int {
    defer { nextNodeID += 1 }
    return nextNodeID
  }
}

extension SimulatedDisk {
  /// Bytes the disk can hold, in whole blocks, reservations included; nil: no limit.
  ///
  /// May change at any time; below what is in use, nothing more can be taken.
  package var capacity: Int? {
    get { locked { capacityByteCount } }
    set { locked { capacityByteCount = newValue } }
  }

  /// Bytes in use, in whole blocks, reservations included.
  package var usedByteCount: Int { locked { usedBlockCount * Self.blockSize } }

  /// Whether processes can ask which boot of the machine this is.
  package var reportsBootIdentity: Bool {
    get { locked { knowsBootIdentity } }
    set { locked { knowsBootIdentity = newValue } }
  }

  /// Whether `allocate` is supported.
  package var supportsAllocation: Bool {
    get { locked { allocates } }
    set { locked { allocates = newValue } }
  }

  /// How many operations a power cut would decide about: the indices of `CrashImage`.
  package var pendingOperationCount: Int {
    locked { pendingContentCount + pendingNames.count }
  }

  /// How often the disk answered success and lied: late sync failures, lost and misplaced writes.
  ///
  /// While it is 0, what was synced is durable (or, under `barrierOnly`, ordered).
  package var falseSyncCount: Int { locked { falseSyncs } }

  /// A new process, which sees what is visible at the moment.
  package func process() -> SimulatedProcess {
    locked {
      defer { nextProcessID += 1 }
      return SimulatedProcess(disk: self, processID: nextProcessID, bootCount: bootCount)
    }
  }

  /// kill -9: locks are dropped and every later call of the process throws.
  ///
  /// What it wrote stays visible to other processes and to the next one, and is as durable as it
  /// was.
  package func kill(_ process: SimulatedProcess) {
    locked {
      process.isStopped = true
      let ids = openHandles.filter { $0.value.processID == process.processID }.keys
      for id in ids.sorted() { dropHandle(id) }
    }
  }

  /// Everything pending becomes durable, as after a long quiet time.
  ///
  /// Lost bytes stay lost.
  package func settle() {
    locked {
      for file in dirtyFiles.values { applyPending(of: file) }
      applyNames { _ in true }
    }
  }

  /// The cache forgets what it shows although the disk never got it, as under memory pressure.
  package func evictCleanPages() {
    locked {
      for file in dirtyFiles.values where file.hasLostBytes {
        var content = file.durable
        for operation in file.pending { Self.apply(operation.change, to: &content) }
        file.content = content
        file.hasLostBytes = false
        if file.linkCount + file.handleCount > 0 {
          chargeBlocks(of: file, end: Self.blockAligned(content.count))
        }
        forgetIfClean(file)
      }
    }
  }

  func addHandle(to file: FileNode, of process: SimulatedProcess) -> Int {
    defer { nextHandleID += 1 }
    openHandles[nextHandleID] = OpenHandle(file: file, processID: process.processID)
    file.handleCount += 1
    return nextHandleID
  }

  /// Closes a handle and drops its lock; does nothing when that has happened.
  func dropHandle(_ id: Int) {
    guard let handle = openHandles.removeValue(forKey: id) else { return }
    if handle.file.lockHolder == id { handle.file.lockHolder = nil }
    handle.file.handleCount -= 1
    retireIfGone(handle.file)
  }
}
