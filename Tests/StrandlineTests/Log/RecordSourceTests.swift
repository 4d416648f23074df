import Strandline
import StrandlineTestSupport
import Testing

@Suite("Reading a record by its place")
struct RecordSourceTests {
  static let file = FileID.first
  static let storeID = IndexFixture.storeID

  /// A file with records of these payload lengths, with revisions from 1 on, and where they lie.
  static func segment(_ byteCounts: [Int]) -> (file: MemoryFile, places: [Place]) {
    let encoder = CommitEncoder(
      seed: FrameSeed(storeID: storeID, fileID: file), file: file,
      fileOffset: SegmentHeader.firstCommitOffset)
    encoder.begin()
    var places: [Place] = []
    for (index, byteCount) in byteCounts.enumerated() {
      let number = UInt64(index + 1)
      let record = session(index, byteCount: byteCount)
      places.append(
        encoder.append(
          .session, name: FrameName(record), payload: record.payload,
          sequence: Sequence48(number), revision: number))
    }
    _ = encoder.end(syncedThrough: 0, nextRevision: UInt64(byteCounts.count + 1))
    let header = [UInt8](repeating: 0, count: Int(SegmentHeader.firstCommitOffset))
    return (MemoryFile(header + encoder.buffer.array()), places)
  }

  private func source(_ file: MemoryFile) -> RecordSource {
    var table = SegmentTable()
    table.add(SegmentFile(id: Self.file, file: file, storeID: Self.storeID))
    return RecordSource(table)
  }

  /// The length of the payload at a place, and how many reads that took.
  private func read(_ place: Place, _ revision: UInt64, _ file: MemoryFile) throws -> (Int, Int) {
    let before = file.state.withLock { $0.readCount }
    let byteCount = try source(file).withFrame(at: place, revision: revision) {
      frame throws(StoreError) in
      #expect(frame.checkBody() == .intact)
      return frame.payload.count
    }
    return (byteCount, file.state.withLock { $0.readCount } - before)
  }

  @Test("one read of the length that the place tells, whatever that is")
  func oneRead() throws {
    let byteCounts = [0, 40, 200, 1000, 4000, 5000, 70_000, 300_000, 10]
    let (file, places) = Self.segment(byteCounts + [100_000])
    for (index, byteCount) in byteCounts.enumerated() {
      let wanted = session(index, byteCount: byteCount).payload.count
      #expect(try read(places[index], UInt64(index + 1), file) == (wanted, 1))
    }
  }

  @Test("behind the frame and its rounding nothing is read")
  func exactly() throws {
    let (file, places) = Self.segment([40, 40, 40])
    file.state.withLock {
      $0.unreadable = Int(places[1].offset) + places[1].byteCountMax..<$0.bytes.count
    }
    #expect(try read(places[1], 2, file).1 == 1)
    #expect(errorCode { _ = try read(places[2], 3, file) } == .io)
  }

  @Test("a place that tells a wrong length leads to the record", arguments: [0, 8, 40, 1 << 20])
  func wrongLength(claimed: Int) throws {
    let (file, places) = Self.segment([100, 5000, 100])
    for (index, place) in places.enumerated() {
      let wrong = Place(file: Self.file, offset: place.offset, byteCount: claimed)
      let (_, count) = try read(wrong, UInt64(index + 1), file)
      #expect(count <= 2)
    }
  }
}
