/// Counts the frames of a commit against what its header says.
///
/// Pure.
struct CommitTally {
  private let header: CommitHeader
  private var frameCount: UInt32 = 0
  private var byteCount: UInt64 = 0
  private var checksum: UInt32 = 0

  init(_ header: CommitHeader) { self.header = header }

  var isComplete: Bool { frameCount == header.frameCount }

  /// Whether a complete commit is what its header says.
  var isGood: Bool {
    isComplete && byteCount == UInt64(header.byteCount) && checksum == header.headersChecksum
  }

  /// Takes the next frame in.
  mutating func add(
    byteCount: Int, extending extend: (UInt32) throws(StoreError) -> UInt32
  ) throws(StoreError) {
    frameCount += 1
    self.byteCount += UInt64(byteCount)
    checksum = try extend(checksum)
  }
}
