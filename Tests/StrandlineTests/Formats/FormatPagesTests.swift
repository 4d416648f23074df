import Foundation
import Strandline
import Testing

@Suite("The specification says what the code does")
struct FormatPagesTests {
  @Test("file header: every field lies where the page says, the example decodes and encodes")
  func fileHeader() throws {
    let page = try FormatPage("file-header")
    let fields = try page.table("Layout", byteCount: FileHeader.byteCount)
    let bytes = FormatExamples.fileHeader()
    #expect(page.examples["Example"] == bytes)
    #expect(Array(bytes[0..<8]) == FileHeader.magic)
    #expect(try bytes.value(fields["kind"]) == 1)
    #expect(try bytes.value(fields["format version"]) == UInt64(FileHeader.formatVersion))
    #expect(try bytes.value(fields["file id"]) == 3)
    #expect(try bytes.value(fields["read-only-compatible flags"]) == 0x0A)
    #expect(try bytes.value(fields["compatible flags"]) == 0x0B)
    let checksum = try #require(fields["checksum"])
    #expect(try bytes.value(checksum) == UInt64(Checksum.of(Array(bytes[0..<checksum.offset]))))
    let header = try bytes.withUnsafeBytes { try FileHeader(decoding: $0) }
    #expect(header.storeID == FormatExamples.storeID && header.fileID == FormatExamples.fileID)
    let again = ByteBuffer()
    header.encode(into: again)
    #expect(again.array() == bytes)
  }

  @Test("segment header")
  func segmentHeader() throws {
    let page = try FormatPage("segment")
    let fields = try page.table(
      "Layout of the segment header", byteCount: SegmentHeader.byteCount)
    let bytes = FormatExamples.segmentHeader()
    #expect(page.examples["Example"] == bytes)
    #expect(try bytes.value(fields["predecessor"]) == 1)
    #expect(try bytes.value(fields["predecessor end"]) == 4096)
    #expect(try bytes.value(fields["first sequence"]) == 77)
    let header = try bytes.withUnsafeBytes {
      try SegmentHeader(decoding: $0, seed: FormatExamples.seed)
    }
    let again = ByteBuffer()
    header.encode(into: again, seed: FormatExamples.seed)
    #expect(again.array() == bytes)
    #expect(
      SegmentHeader.firstCommitOffset
        == UInt64(FileHeader.byteCount + SegmentHeader.byteCount))
  }

  @Test("frame header and name: fields of a session's frame")
  func frame() throws {
    let page = try FormatPage("frame")
    let header = try page.table("Header", byteCount: FrameHeader.byteCount)
    let name = try page.table("Name", byteCount: FrameName.fixedByteCount)
    let frame = Array(FormatExamples.commit().dropFirst(CommitHeader.frameByteCount))
    #expect(try frame.value(header["kind"]) == UInt64(FrameKind.session.rawValue))
    #expect(try frame.value(header["name length"]) == 0x38)
    #expect(try frame.value(header["payload length"]) == 4)
    #expect(try frame.value(header["sequence"]) == 77)
    #expect(try frame.value(header["revision"]) == 42)
    let nameBytes = Array(frame[32..<32 + 0x38])
    #expect(try frame.value(header["name checksum"]) == UInt64(Checksum.of(nameBytes)))
    #expect(
      try frame.value(header["payload checksum"]) == UInt64(Checksum.of([0xDE, 0xAD, 0xBE, 0xEF])))
    #expect(try nameBytes.value(name["first length"]) == 14)
    #expect(try nameBytes.value(name["second length"]) == 2)
    #expect(try nameBytes.value(name["third length"]) == 32)
    #expect(try nameBytes.value(name["sender data kind"]) == 2)
    #expect(try nameBytes.value(name["first known index"]) == 5)
    #expect(FrameHeader.nameByteCountMax == 550)
  }

  @Test("the seed of a header checksum is computed as the page says")
  func seed() throws {
    var bytes: [UInt8] = []
    for value in [FormatExamples.storeID.high, FormatExamples.storeID.low, 3, 184] {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    let frame = Array(FormatExamples.commit().dropFirst(CommitHeader.frameByteCount))
    let covered = Array(frame[4..<32])
    let expected = covered.withUnsafeBytes { Checksum.extend(Checksum.of(bytes), over: $0) }
    #expect(frame.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == expected)
  }

  @Test("every kind is on the page, and no other")
  func kinds() throws {
    let url = FormatPage.folder.appendingPathComponent("frame.md")
    let text = try String(contentsOf: url, encoding: .utf8)
    let table =
      try #require(text.components(separatedBy: "## Kinds").last)
      .components(separatedBy: "##").first ?? ""
    let listed = table.split(separator: "\n").compactMap { line -> UInt8? in
      UInt8(line.split(separator: "|").first?.trimmingCharacters(in: .whitespaces) ?? "")
    }
    #expect(listed == FrameKind.allCases.map(\.rawValue).sorted())
  }

  @Test("commit: the example is a whole commit with its session")
  func commit() throws {
    let page = try FormatPage("commit")
    let fields = try page.table("Payload of the commit frame", byteCount: CommitHeader.byteCount)
    let bytes = FormatExamples.commit()
    #expect(page.examples["Example"] == bytes)
    let payload = Array(bytes[FrameHeader.byteCount..<CommitHeader.frameByteCount])
    #expect(try payload.value(fields["frame count"]) == 1)
    #expect(try payload.value(fields["byte count"]) == 0x60)
    #expect(try payload.value(fields["synced through"]) == 128)
    let headers = Array(bytes[CommitHeader.frameByteCount..<CommitHeader.frameByteCount + 32])
    #expect(try payload.value(fields["headers checksum"]) == UInt64(Checksum.of(headers)))
    let check = bytes.withUnsafeBytes {
      CommitCheck(
        SegmentBytes($0, seed: FormatExamples.seed, baseOffset: 128), at: 128,
        limit: 128 + UInt64(bytes.count))
    }
    let commit = try #require(check)
    #expect(commit.isIntact && commit.sequenceMax == 77 && commit.revisionMax == 42)
  }

  @Test("control frames: ranges, the clean mark, the distance of twins")
  func controlFrames() throws {
    let page = try FormatPage("control-frames")
    _ = try page.table("Range", byteCount: RevisionRanges.rangeByteCount)
    _ = try page.table("Clean mark (20)", byteCount: CleanMark.incarnationByteCount)
    #expect(page.examples["Acknowledge example"] == FormatExamples.acknowledge())
    #expect(page.examples["Clean mark example"] == FormatExamples.clean())
    let offset = 128 + UInt64(CommitHeader.frameByteCount)
    try FormatExamples.acknowledge().withUnsafeBytes { bytes in
      let frame = try FrameView(bytes, seed: FormatExamples.seed, fileOffset: offset)
      #expect(frame.checkBody() == .intact && frame.header.kind == .acknowledge)
      #expect(frame.name()?.version == FormatExamples.version)
      let ranges = try RevisionRanges(decoding: frame.payload)
      #expect(ranges.ranges == [1...3, 42...42])
    }
    for name in [0, 8, 9, 300, 479, 480, 518] {
      let frame = FrameHeader.byteCount + name + TwinPadding.payloadByteCount(nameByteCount: name)
      #expect(frame >= TwinPadding.distance)
    }
  }

  @Test("compaction output: what it replaces, its end")
  func compactionOutput() throws {
    let page = try FormatPage("compaction-output")
    let replaces = try page.table("Replaces (kind 21)", byteCount: ReplacedSegment.byteCount)
    let end = try page.table("Output end (22)", byteCount: OutputEnd.byteCount)
    let file = try FormatExamples.output()
    let first = FrameHeader.byteCount + ReplacedSegment.byteCount
    let frames = Array(file.dropFirst(Int(SegmentHeader.firstCommitOffset)))
    #expect(page.examples["Replaces example"] == Array(frames[..<first]))
    #expect(page.examples["Output end example"] == Array(frames[first...]))
    let payload = Array(frames[FrameHeader.byteCount..<first])
    #expect(try payload.value(replaces["file id"]) == 1)
    #expect(try payload.value(replaces["end"]) == 4096)
    #expect(try payload.value(replaces["first sequence"]) == 1)
    #expect(try frames.suffix(OutputEnd.byteCount).map { $0 }.value(end["frame count"]) == 1)
    let check = file.withUnsafeBytes {
      OutputCheck(SegmentBytes($0, seed: FormatExamples.seed), file: FormatExamples.fileID)
    }
    #expect(check?.isWhole == true && check?.replaced == FormatExamples.replaced())
    // Cut anywhere behind its first frame it says what it replaces, and is not whole.
    for count in stride(from: Int(SegmentHeader.firstCommitOffset) + first, to: file.count, by: 8) {
      let cut = file[..<count].withUnsafeBytes {
        OutputCheck(SegmentBytes($0, seed: FormatExamples.seed), file: FormatExamples.fileID)
      }
      #expect(cut?.isWhole == false && cut?.replaced.count == 1)
    }
    let header = try file[64..<128].withUnsafeBytes {
      try SegmentHeader(decoding: $0, seed: FormatExamples.seed)
    }
    #expect(header.isOutput && header.predecessor == nil)
  }

  @Test("records: the lease")
  func records() throws {
    let page = try FormatPage("records")
    let fields = try page.table("Lease (8)", byteCount: LeaseBody.byteCount)
    let bytes = FormatExamples.lease()
    #expect(page.examples["Example"] == bytes)
    #expect(try bytes.value(fields["generation"]) == 3)
    #expect(try bytes.value(fields["taken at"]) == 1_700_000_000_000)
    #expect(try bytes.value(fields["milliseconds"]) == 30_000)
    let body = try bytes.withUnsafeBytes { try LeaseBody(decoding: $0) }
    #expect(body.array() == bytes)
  }

  @Test("manifest: body, entry, the example")
  func manifest() throws {
    let page = try FormatPage("manifest")
    let body = try page.table("Body", byteCount: ManifestSnapshot.bodyByteCount)
    let entry = try page.table("Entry", byteCount: ManifestSnapshot.Entry.byteCount)
    let file = FormatExamples.manifest().encode().array()
    #expect(page.examples["Example"] == file)
    let bytes = Array(file.dropFirst(FileHeader.byteCount))
    #expect(try bytes.value(body["hash key 0"]) == 0x0706_0504_0302_0100)
    #expect(try bytes.value(body["basis sequence"]) == 70)
    #expect(try bytes.value(body["basis offset"]) == 4096)
    #expect(try bytes.value(body["basis file"]) == 1)
    #expect(try bytes.value(body["next file id"]) == 5)
    #expect(try bytes.value(body["next sequence"]) == 78)
    #expect(try bytes.value(body["next revision"]) == 43)
    #expect(try bytes.value(body["entry count"]) == 1)
    let first = Array(bytes.dropFirst(ManifestSnapshot.bodyByteCount))
    #expect(try first.value(entry["file id"]) == 3)
    #expect(try first.value(entry["kind"]) == 1)
    #expect(try first.value(entry["sealed"]) == 1)
    #expect(try first.value(entry["byte count"]) == 8192)
    #expect(try first.value(entry["live byte count"]) == 8000)
    #expect(try first.value(entry["dead byte count"]) == 64)
    #expect(try first.value(entry["first sequence"]) == 77)
    let decoded = try file.withUnsafeBytes { try ManifestSnapshot(decoding: $0) }
    #expect(decoded == FormatExamples.manifest())
    #expect(decoded.encode().array() == file)
  }

  @Test("watermarks: header, version, set, chunk, the example")
  func watermarks() throws {
    let page = try FormatPage("watermarks")
    let header = try page.table("Header", byteCount: WatermarksSnapshot.headerByteCount)
    let version = try page.table("Version", byteCount: WatermarksSnapshot.versionByteCount)
    _ = try page.table("Set", byteCount: ChunkForm.setHeaderByteCount)
    let chunk = try page.table("Chunk", byteCount: ChunkForm.headerByteCount)
    _ = try page.table("Range", byteCount: ChunkForm.rangeByteCount)
    let liveBytes = try page.table(
      "Live bytes", byteCount: WatermarksSnapshot.fileBytesByteCount)
    let file = FormatExamples.watermarksFile()
    #expect(page.examples["Example"] == file)
    let bytes = Array(file.dropFirst(FileHeader.byteCount))
    #expect(try bytes.value(header["basis sequence"]) == 70)
    #expect(try bytes.value(header["next revision"]) == 131_072)
    #expect(try bytes.value(header["floor"]) == 0)
    #expect(try bytes.value(header["byte count"]) == UInt64(file.count))
    #expect(try bytes.value(header["live count"]) == 39 + 65_536)
    #expect(try bytes.value(header["live neighbour count"]) == 2)
    #expect(try bytes.value(header["nameless count"]) == 1)
    #expect(try bytes.value(header["segment count"]) == 1)
    #expect(try bytes.value(header["version count"]) == 1)
    #expect(try bytes.value(header["flags"]) == 0)
    // Sets: two ranges and a full chunk; two ranges; two ranges.
    let first = Array(bytes.dropFirst(WatermarksSnapshot.headerByteCount + 8))
    #expect(try first.value(chunk["index"]) == 0)
    #expect(try first.value(chunk["form"]) == UInt64(ChunkForm.ranges.rawValue))
    #expect(try first.value(chunk["range count"]) == 2)
    let state = Array(bytes.dropFirst(WatermarksSnapshot.headerByteCount + 32 + 24 + 24))
    #expect(try state.value(version["watermark"]) == 20)
    #expect(try state.value(version["count"]) == 18 + 2 + 65_536)
    #expect(try state.value(version["legacy overlap"]) == 1)
    #expect(try state.value(version["epoch"]) == 0)
    #expect(try state.value(version["last use"]) == 60)
    #expect(try state.value(version["version length"]) == 1)
    #expect(try state.value(version["public key length"]) == 2)
    let last = Array(file.suffix(WatermarksSnapshot.trailerByteCount + 16))
    #expect(try last.value(liveBytes["file id"]) == 3)
    #expect(try last.value(liveBytes["byte count"]) == 8000)
    let again = try file.withUnsafeBytes {
      try WatermarksSnapshot(
        decoding: $0, storeID: FormatExamples.storeID, fileID: FormatExamples.fileID)
    }
    #expect(
      again.encode(storeID: FormatExamples.storeID, fileID: FormatExamples.fileID).array() == file)
    #expect(ChunkForm.rangeCountMax == 256 && ChunkForm.bitmapByteCount == 8192)
  }

  @Test("LOCK")
  func lock() throws {
    let page = try FormatPage("lock")
    let fields = try page.table("Layout", byteCount: LockNote.byteCount)
    let bytes = FormatExamples.lockNote()
    #expect(page.examples["Example"] == bytes)
    #expect(Array(bytes[0..<8]) == LockNote.magic)
    #expect(try bytes.value(fields["process id"]) == 4711)
    #expect(try bytes.value(fields["has boot identity"]) == 1)
    let note = try bytes.withUnsafeBytes { try LockNote(decoding: $0) }
    #expect(note.encode().array() == bytes)
  }

  @Test("links between pages lead somewhere")
  func links() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: FormatPage.folder.path)
    for name in names where name.hasSuffix(".md") {
      let url = FormatPage.folder.appendingPathComponent(name)
      let text = try String(contentsOf: url, encoding: .utf8)
      for part in text.components(separatedBy: "](").dropFirst() {
        let target = part.prefix { $0 != ")" }
        let path = FormatPage.folder.appendingPathComponent(String(target)).path
        #expect(FileManager.default.fileExists(atPath: path), "\(name) links to \(target)")
      }
    }
  }
}
