/// Binds a frame header's checksum to the store, the file and the offset, so that a stale, foreign
/// or misplaced block fails.
package struct FrameSeed: Sendable, Hashable {
  private let fileChecksum: UInt32

  package init(storeID: StoreID, fileID: FileID) {
    var checksum = Checksum.extend(0, overInteger: storeID.high)
    checksum = Checksum.extend(checksum, overInteger: storeID.low)
    fileChecksum = Checksum.extend(checksum, overInteger: UInt64(fileID.rawValue))
  }

  /// The checksum a frame header at `offset` continues from.
  package func checksum(at offset: UInt64) -> UInt32 {
    Checksum.extend(fileChecksum, overInteger: offset)
  }
}
