import Strandline
import StrandlineTestSupport
import Testing

/// The derived files that the pages show.
enum IndexExamples {
  static func run() throws(StoreError) -> [UInt8] {
    let file = MemoryFile()
    let writer = RunWriter(
      file, id: FormatExamples.fileID, storeID: FormatExamples.storeID, family: .key)
    try writer.append(.key(hash: 0x0123_4567_89AB_CDEF, revision: 42))
    try writer.append(.key(hash: 0xFEDC_BA98_7654_3210, revision: 7))
    let length = try writer.finish()
    #expect(length == 12_288)
    return file.bytes
  }

  static func map() throws(StoreError) -> [UInt8] {
    let file = MemoryFile()
    let writer = MapWriter(
      file, id: FormatExamples.fileID, storeID: FormatExamples.storeID, first: 41)
    try writer.append(Place(file: .first, offset: 128, byteCount: 0).rawValue)
    try writer.append(0)
    try writer.append(Place(file: FileID.first.next ?? .first, offset: 4096, byteCount: 0).rawValue)
    let length = try writer.finish()
    #expect(length == 8192)
    return file.bytes
  }
}
