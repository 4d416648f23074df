import Strandline
import StrandlineTestSupport

/// An index file that an input describes.
///
/// The first byte: 1 makes the checksums right, 2 reads through a mapping. Behind it stand sparse
/// pages.
struct IndexFile {
  let file: MemoryFile
  let mapping: FileMapping?
  let storeID: StoreID
  let id: FileID

  init?(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let flags = input.byte()
    var image = SparsePages.expand(&input)
    if flags & 1 != 0 { ChecksumRepair.repair(&image) }
    guard let header = image.withUnsafeBytes({ try? FileHeader(decoding: $0) }) else { return nil }
    file = MemoryFile(image)
    mapping = flags & 2 == 0 ? nil : (try? file.map(byteCount: UInt64(image.count))) ?? nil
    storeID = header.storeID
    id = header.fileID
  }

  /// Nil where the body meets a damaged page; whatever else it meets is a finding.
  static func reading<Result>(
    _ body: () throws(StoreError) -> Result?
  ) throws(FuzzFinding) -> Result? {
    do {
      return try body()
    } catch {
      try require(
        error.code == .corrupt && error.isIndexDamage, "an error of another kind: \(error)")
      return nil
    }
  }
}
