import Strandline
import Testing

@Suite("Damaged bytes are refused by every codec, never followed")
struct CodecDamageTests {
  /// A structure's bytes and whether a decoder accepts some bytes as that very structure.
  struct Codec: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let accepts: @Sendable ([UInt8]) -> Bool
  }

  static let codecs: [Codec] = [
    Codec(testDescription: "file header", bytes: FormatExamples.fileHeader()) { bytes in
      (try? bytes.withUnsafeBytes { try FileHeader(decoding: $0) }) != nil
    },
    Codec(testDescription: "segment header", bytes: FormatExamples.segmentHeader()) { bytes in
      (try? bytes.withUnsafeBytes {
        try SegmentHeader(decoding: $0, seed: FormatExamples.seed)
      }) != nil
    },
    Codec(testDescription: "manifest", bytes: FormatExamples.manifest().encode().array()) { bytes in
      (try? bytes.withUnsafeBytes { try ManifestSnapshot(decoding: $0) }) != nil
    },
    Codec(testDescription: "watermarks", bytes: FormatExamples.watermarksFile()) { bytes in
      (try? bytes.withUnsafeBytes {
        try WatermarksSnapshot(
          decoding: $0, storeID: FormatExamples.storeID, fileID: FormatExamples.fileID)
      }) != nil
    },
    Codec(testDescription: "commit", bytes: FormatExamples.commit()) { bytes in
      bytes.withUnsafeBytes {
        let segment = SegmentBytes($0, seed: FormatExamples.seed, baseOffset: 128)
        return CommitCheck(segment, at: 128, limit: .max)?.isIntact ?? false
      }
    },
  ]

  @Test("every single flipped bit is noticed", arguments: codecs)
  func flips(_ codec: Codec) {
    #expect(codec.accepts(codec.bytes))
    for bit in 0..<codec.bytes.count * 8 {
      var damaged = codec.bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      #expect(!codec.accepts(damaged), "bit \(bit)")
    }
  }

  @Test("every truncation is noticed", arguments: codecs)
  func truncations(_ codec: Codec) {
    for count in 0..<codec.bytes.count {
      #expect(!codec.accepts(Array(codec.bytes.prefix(count))), "cut to \(count)")
    }
  }

  @Test("a manifest whose basis lies in a file that cannot be is refused under a right checksum")
  func impossibleBasis() throws {
    var bytes = FormatExamples.manifest().encode().array()
    let basisFile = 64 + 32
    #expect(bytes[basisFile + 3] == 0)
    bytes[basisFile + 3] = 0x3A
    let manifest = try bytes.withUnsafeBytes { try FileHeader(decoding: $0) }
    let seed = FrameSeed(storeID: manifest.storeID, fileID: manifest.fileID)
    let end = bytes.count - 8
    let checksum = bytes[64..<end].withUnsafeBytes {
      Checksum.extend(seed.checksum(at: 64), over: $0)
    }
    for byte in 0..<4 { bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
    #expect(throws: FormatError.badField("basis file")) {
      try bytes.withUnsafeBytes { try ManifestSnapshot(decoding: $0) }
    }
  }

  @Test("random bytes are refused, whatever their length")
  func garbage() {
    var random = SplitMix(state: 0x5EED)
    for codec in Self.codecs {
      for _ in 0..<2000 {
        let count = Int(random.next() % 300)
        #expect(!codec.accepts((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }))
      }
    }
  }

  @Test("a frame is valid at its own place only")
  func misplaced() {
    let commit = FormatExamples.commit()
    commit.withUnsafeBytes { bytes in
      let elsewhere = SegmentBytes(bytes, seed: FormatExamples.seed, baseOffset: 136)
      #expect(CommitCheck(elsewhere, at: 136, limit: .max) == nil)
      let otherFile = FrameSeed(
        storeID: FormatExamples.storeID, fileID: FileID(exactly: 4) ?? .first)
      let foreign = SegmentBytes(bytes, seed: otherFile, baseOffset: 128)
      #expect(CommitCheck(foreign, at: 128, limit: .max) == nil)
    }
  }

  @Test("another version, or an unknown incompatible flag, is an error of its own")
  func unsupported() throws {
    var flagged = FileHeader(
      kind: .segment, storeID: FormatExamples.storeID, fileID: FormatExamples.fileID)
    flagged.incompatibleFlags = 4
    let buffer = ByteBuffer()
    flagged.encode(into: buffer)
    #expect(throws: FormatError.unsupported(version: 1, incompatibleFlags: 4)) {
      try buffer.array().withUnsafeBytes { try FileHeader(decoding: $0) }
    }
    var newer = FormatExamples.fileHeader()
    newer[10] = 2
    let checksum = Checksum.of(Array(newer[0..<60]))
    withUnsafeBytes(of: checksum.littleEndian) { newer.replaceSubrange(60..<64, with: $0) }
    #expect(throws: FormatError.unsupported(version: 2, incompatibleFlags: 0)) {
      try newer.withUnsafeBytes { try FileHeader(decoding: $0) }
    }
  }

  @Test("ranges out of order, empty ranges and zero are refused")
  func ranges() {
    let refused: [[(UInt64, UInt64)]] = [
      [(5, 4)], [(0, 3)], [(1, 4), (4, 9)], [(7, 9), (1, 2)], [(1, 1 << 48)],
    ]
    for pairs in refused {
      let buffer = ByteBuffer()
      for (lower, upper) in pairs {
        let start = buffer.appendZeros(16)
        buffer.store(lower, at: start)
        buffer.store(upper, at: start + 8)
      }
      #expect(throws: FormatError.self) {
        try buffer.array().withUnsafeBytes { try RevisionRanges(decoding: $0) }
      }
    }
    #expect(RevisionRanges([9, 1, 2, 2, 3, 8]).ranges == [1...3, 8...9])
  }

  @Test("file names: written and read back, anything else is not one")
  func fileNames() throws {
    let id = try #require(FileID(exactly: 0xAB))
    #expect(FileName(id: id, kind: .segment).text == "000000ab.segment")
    for kind in FileHeader.Kind.allCases {
      #expect(FileName(FileName(id: id, kind: kind).text) == FileName(id: id, kind: kind))
    }
    for text in [
      "", "LOCK", "000000AB.segment", "0000000.segment", "+00000ab.segment", "000000ab.segments",
      "000000ab", "00000000.segment", "f0000000.segment", "000000ab.segment.new", ".segment",
    ] {
      #expect(FileName(text) == nil, "\(text)")
    }
  }

  @Test("the length of a frame in one byte: rounded up, by little, in order")
  func sizeCodes() {
    var random = SplitMix(state: 8)
    var last = 0
    var lengths = Array(stride(from: 32, through: 6000, by: 8))
    for _ in 0..<20_000 { lengths.append(32 + Int(random.next() % (16 << 20))) }
    lengths.append((16 << 20) + 600)
    for length in lengths.sorted() {
      let code = SizeCode(length)
      #expect(code.byteCount >= length && code.byteCount >= last)
      let slack = length < 500_000 ? length / 16 : length / 8
      #expect(code.byteCount <= length + slack + 16, "\(length)")
      last = code.byteCount
    }
    for length in stride(from: 32, through: 248, by: 8) {
      #expect(SizeCode(length).byteCount == length)
    }
  }

  @Test("places: file and offset come back, to the ends of their ranges")
  func places() throws {
    let last = try #require(FileID(exactly: FileID.valueMax))
    for (file, offset) in [(FileID.first, 0), (last, ((1 << 28) - 1) * 8)] as [(FileID, UInt64)] {
      let place = Place(file: file, offset: offset, byteCount: 1136)
      #expect(place.file == file && place.offset == offset && place.byteCountMax >= 1136)
    }
  }
}

/// SplitMix64, for tests that want the same numbers every time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
