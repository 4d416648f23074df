import Strandline
import StrandlineTestSupport
import Testing

@Suite("Damaged index files are noticed")
struct RunDamageTests {
  private let entries = IndexFixture.entries(1000)
  private let places = (1...1200).map { UInt64($0) << 8 }

  /// Everything in the file was read; nil when the open refused it.
  private func readRun(_ bytes: [UInt8], mapped: Bool = false) throws(StoreError) -> [IndexEntry]? {
    guard let run = try IndexFixture.open(MemoryFile(bytes), mapped: mapped) else { return nil }
    if mapped {
      return try IndexFixture.all(RunCursor(run, from: IndexEntry(high: 0, low: 0)))
    }
    return try IndexFixture.all(RunCursor(all: run))
  }

  private func readMap(_ bytes: [UInt8], mapped: Bool = false) throws(StoreError) -> [UInt64]? {
    guard let map = try IndexFixture.openMap(MemoryFile(bytes), mapped: mapped) else { return nil }
    var places: [UInt64] = []
    for revision in map.first..<map.first + map.count {
      places.append(try map.place(of: revision))
    }
    return places
  }

  @Test("one bit anywhere in a run", arguments: [false, true])
  func flippedRun(mapped: Bool) throws {
    let bytes = try IndexFixture.run(entries).bytes
    #expect(bytes.count == 6 * 4096)
    for offset in [0, 4, 6, 7, 8, 15] + Array(stride(from: 0, to: bytes.count, by: 29)) {
      for page in 0..<6 where offset < 16 || page == offset / 4096 {
        let place = page * 4096 + offset % 4096
        var damaged = bytes
        damaged[place] ^= 1 << UInt8(place % 8)
        var isRefused = false
        let error = IndexFixture.error { () throws(StoreError) in
          isRefused = try readRun(damaged, mapped: mapped) == nil
        }
        // The header and the fences are read at the open, entries later.
        if page == 0 || page == 5 {
          #expect(isRefused && error == nil)
        } else {
          #expect(error?.code == .corrupt && error?.isIndexDamage == true)
          #expect(error?.offset == UInt64(page * 4096) && error?.path == "0000004d.run")
        }
      }
    }
  }

  @Test("entries out of order, or twice, under a right checksum", arguments: [1, 2])
  func order(_ from: Int) throws {
    var bytes = try IndexFixture.run(entries).bytes
    func place(_ entry: Int) -> Range<Int> { 4096 + 16 + entry * 16..<4096 + 32 + entry * 16 }
    bytes.replaceSubrange(place(2), with: Array(bytes[place(from == 1 ? 4 : 1)]))
    let checksum = bytes[4100..<8192].withUnsafeBytes {
      Checksum.extend(
        FrameSeed(storeID: IndexFixture.storeID, fileID: IndexFixture.id).checksum(at: 4096),
        over: $0)
    }
    for byte in 0..<4 { bytes[4096 + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
    for mapped in [false, true] {
      let error = IndexFixture.error { () throws(StoreError) in
        _ = try readRun(bytes, mapped: mapped)
      }
      #expect(error?.isIndexDamage == true && error?.offset == 4096)
    }
  }

  @Test("one bit anywhere in a map", arguments: [false, true])
  func flippedMap(mapped: Bool) throws {
    let bytes = try IndexFixture.map(places, first: 1).bytes
    #expect(bytes.count == 4 * 4096)
    for place in stride(from: 0, to: bytes.count, by: 61) {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      var isRefused = false
      let error = IndexFixture.error { () throws(StoreError) in
        isRefused = try readMap(damaged, mapped: mapped) == nil
      }
      if place < 4096 {
        #expect(isRefused && error == nil)
      } else {
        #expect(error?.code == .corrupt && error?.isIndexDamage == true)
        #expect(error?.offset == UInt64(place / 4096 * 4096))
      }
    }
  }

  @Test("a bit in every byte of the header page")
  func header() throws {
    let run = try IndexFixture.run(entries).bytes
    let map = try IndexFixture.map(places, first: 1).bytes
    for place in Array(0..<160) + Array(stride(from: 160, to: 4096, by: 17)) + [4095] {
      for bit in place < 128 ? Array(0..<8) : [place % 8] {
        var damaged = run
        damaged[place] ^= 1 << UInt8(bit)
        #expect(try IndexFixture.open(MemoryFile(damaged)) == nil)
        damaged = map
        damaged[place] ^= 1 << UInt8(bit)
        #expect(try IndexFixture.openMap(MemoryFile(damaged)) == nil)
      }
    }
  }

  @Test("another length")
  func lengths() throws {
    let run = try IndexFixture.run(entries).bytes
    let map = try IndexFixture.map(places, first: 1).bytes
    for length in Array(stride(from: 0, to: run.count, by: 512)) + [1, 63, 4095, run.count - 1] {
      #expect(try IndexFixture.open(MemoryFile(Array(run.prefix(length)))) == nil)
    }
    for length in Array(stride(from: 0, to: map.count, by: 512)) + [1, 63, 4095, map.count - 1] {
      #expect(try IndexFixture.openMap(MemoryFile(Array(map.prefix(length)))) == nil)
    }
    for added in [1, 4096] {
      let zeros = [UInt8](repeating: 0, count: added)
      #expect(try IndexFixture.open(MemoryFile(run + zeros)) == nil)
      #expect(try IndexFixture.openMap(MemoryFile(map + zeros)) == nil)
    }
  }

  @Test("a file that got shorter while it was open is damage, not an end")
  func cutWhileOpen() throws {
    let file = try IndexFixture.run(entries)
    let run = try #require(try IndexFixture.open(file))
    try file.truncate(to: 2 * 4096 + 100)
    let error = IndexFixture.error { () throws(StoreError) in
      _ = try IndexFixture.all(RunCursor(all: run))
    }
    #expect(error?.isIndexDamage == true && error?.offset == 2 * 4096)
  }

  @Test("pages that changed their places")
  func swapped() throws {
    let run = try IndexFixture.run(entries).bytes
    let map = try IndexFixture.map(places, first: 1).bytes
    for (left, right) in [(1, 2), (1, 4), (3, 4), (4, 5), (0, 5)] {
      let error = IndexFixture.error { () throws(StoreError) in
        let read = try readRun(swapping(run, left, right))
        #expect(read == nil)
      }
      #expect(error == nil || error?.isIndexDamage == true)
    }
    let error = IndexFixture.error { () throws(StoreError) in
      _ = try readMap(swapping(map, 1, 2))
    }
    #expect(error?.isIndexDamage == true)
    let large = try IndexFixture.run(IndexFixture.entries(140_000, .places), .places).bytes
    let fences = large.count / 4096 - 2
    #expect(try IndexFixture.open(MemoryFile(swapping(large, fences, fences + 1))) == nil)
  }

  @Test("a file of another store, under another id, or of another kind")
  func foreign() throws {
    let bytes = try IndexFixture.run(entries).bytes
    let cache = PageCache(pageCountMax: 0)
    let otherStore = StoreID(high: 1, low: 2)
    #expect(
      try RunFile.open(
        MemoryFile(bytes), id: IndexFixture.id, storeID: otherStore, cache: cache, mapping: nil)
        == nil)
    #expect(
      try RunFile.open(
        MemoryFile(bytes), id: .first, storeID: IndexFixture.storeID, cache: cache, mapping: nil)
        == nil)
    #expect(try IndexFixture.openMap(MemoryFile(bytes)) == nil)
    #expect(try IndexFixture.open(try IndexFixture.map(places, first: 1)) == nil)
  }

  @Test("what the system cannot read is an error of its own")
  func unreadable() throws {
    let bytes = try IndexFixture.run(entries).bytes
    for page in 0..<6 {
      let file = MemoryFile(bytes, unreadable: page * 4096 + 5..<page * 4096 + 6)
      let error = IndexFixture.error { () throws(StoreError) in
        guard let run = try IndexFixture.open(file) else { return }
        _ = try IndexFixture.all(RunCursor(run, from: IndexEntry(high: 0, low: 0)))
      }
      #expect(error?.code == .io && error?.isIndexDamage == false)
    }
  }

  private func swapping(_ bytes: [UInt8], _ left: Int, _ right: Int) -> [UInt8] {
    var pages = stride(from: 0, to: bytes.count, by: 4096).map { Array(bytes[$0..<$0 + 4096]) }
    pages.swapAt(left, right)
    return Array(pages.joined())
  }
}
