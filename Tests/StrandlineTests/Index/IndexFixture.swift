import Strandline
import StrandlineTestSupport
import Testing

/// Makes and opens derived files in memory.
enum IndexFixture {
  static let storeID = StoreID(high: 0xFEED_FACE_0BAD_F00D, low: 0x0123_4567_89AB_CDEF)
  static let id = FileID(exactly: 77) ?? .first
  static let counts = [0, 1, 254, 255, 256, 510, 511, 765, 100_000]

  /// Distinct sorted entries whose `high`s repeat now and then.
  static func entries(
    _ count: Int, _ family: RunFamily = .key, seed: UInt64 = 1, highMask: UInt64 = .max
  ) -> [IndexEntry] {
    var random = SplitMix64(seed: seed)
    var entries: [IndexEntry] = []
    if family == .places {
      var revision: UInt64 = 0
      for _ in 0..<count {
        revision += 1 + random.next() % 5
        entries.append(IndexEntry(high: revision, low: random.next()))
      }
      return entries
    }
    for number in 0..<count {
      let isRepeated = number > 0 && random.next() % 8 == 0
      let high = isRepeated ? entries[number - 1].high : random.next() & highMask
      entries.append(IndexEntry(high: high, low: UInt64(number) << 16))
    }
    return entries.sorted()
  }

  static func run(
    _ entries: [IndexEntry], _ family: RunFamily = .key
  ) throws(StoreError) -> MemoryFile {
    let file = MemoryFile()
    let writer = RunWriter(file, id: id, storeID: storeID, family: family)
    for entry in entries { try writer.append(entry) }
    let length = try writer.finish()
    #expect(length == (try file.size()))
    #expect(file.state.withLock { $0.writeByteCountMax } <= 64 << 10)
    return file
  }

  static func open(
    _ file: MemoryFile, mapped: Bool = false, cache: PageCache = PageCache(pageCountMax: 16)
  ) throws(StoreError) -> RunFile? {
    let mapping = mapped ? try file.map(byteCount: try file.size()) : nil
    return try RunFile.open(file, id: id, storeID: storeID, cache: cache, mapping: mapping)
  }

  static func map(_ places: [UInt64], first: UInt64) throws(StoreError) -> MemoryFile {
    let file = MemoryFile()
    let writer = MapWriter(file, id: id, storeID: storeID, first: first)
    for place in places { try writer.append(place) }
    let length = try writer.finish()
    #expect(length == (try file.size()))
    return file
  }

  static func openMap(_ file: MemoryFile, mapped: Bool = false) throws(StoreError) -> MapFile? {
    let mapping = mapped ? try file.map(byteCount: try file.size()) : nil
    return try MapFile.open(
      file, id: id, storeID: storeID, cache: PageCache(pageCountMax: 16), mapping: mapping)
  }

  /// Everything a source gives.
  static func all(_ source: some EntrySource) throws(StoreError) -> [IndexEntry] {
    var source = source
    var entries: [IndexEntry] = []
    while let entry = try source.next() { entries.append(entry) }
    return entries
  }

  /// The error that `body` throws.
  static func error(of body: () throws(StoreError) -> Void) -> StoreError? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }
}
