import Strandline
import StrandlineTestSupport
import Testing

@Suite("The cache of pages")
struct PageCacheTests {
  private func page(_ value: UInt64) throws -> IndexPage {
    let seed = FrameSeed(storeID: IndexFixture.storeID, fileID: IndexFixture.id)
    let buffer = ByteBuffer()
    PageEncoder.append([value], kind: .fences, seed: seed, fileOffset: 0, to: buffer)
    let bytes = buffer.array()
    let read = try IndexPage.read(seed: seed, fileOffset: 0) { (space) throws(StoreError) in
      space.copyBytes(from: bytes)
      return bytes.count
    }
    return try #require(read)
  }

  @Test(
    "it gives what was put or nothing, and never more than it may keep",
    arguments: [0, 1, 2, 3, 7, 16, 100, 256])
  func bounded(_ size: Int) throws {
    let cache = PageCache(pageCountMax: size)
    let files = [FileID.first, IndexFixture.id]
    var values: [UInt64: UInt64] = [:]
    for number in 0..<600 as Range<UInt64> {
      let file = files[Int(number % 2)]
      cache.put(file, Int(number / 2), try page(number))
      values[number] = number
      #expect(size == 0 || cache.get(file, Int(number / 2))?.value(0) == number)
    }
    var kept = 0
    for number in 0..<600 as Range<UInt64> {
      guard let page = cache.get(files[Int(number % 2)], Int(number / 2)) else { continue }
      #expect(page.value(0) == number)
      kept += 1
    }
    #expect(kept <= size && kept >= size / 4)
  }

  @Test("of two in one place the one used last stays")
  func usedLast() throws {
    let cache = PageCache(pageCountMax: 2)
    for number in 0..<2 { cache.put(.first, number, try page(UInt64(number))) }
    #expect(cache.get(.first, 0) != nil)
    cache.put(.first, 2, try page(2))
    #expect(cache.get(.first, 0) != nil && cache.get(.first, 1) == nil)
    #expect(cache.get(.first, 2)?.value(0) == 2)
  }

  @Test("pages that are read once do not push one out that is used between them")
  func usedBetween() throws {
    let cache = PageCache(pageCountMax: 4)
    cache.put(.first, 0, try page(0))
    for number in 1..<100 {
      #expect(cache.get(.first, 0)?.value(0) == 0)
      cache.put(.first, number, try page(UInt64(number)))
    }
  }

  @Test("pages of a file that is closed are gone, others stay")
  func removed() throws {
    let cache = PageCache(pageCountMax: 64)
    let file = try IndexFixture.run(IndexFixture.entries(300))
    do {
      let run = try #require(try IndexFixture.open(file, mapped: true, cache: cache))
      _ = try run.first(high: run.fences[0])
      #expect(cache.get(IndexFixture.id, 1) != nil)
      cache.put(.first, 1, try page(5))
    }
    #expect(cache.get(IndexFixture.id, 1) == nil && cache.get(.first, 1)?.value(0) == 5)
  }

  @Test("a page put again behind a free place lies in one only, and is forgotten with its file")
  func onePlace() throws {
    let cache = PageCache(pageCountMax: 4)
    cache.put(IndexFixture.id, 0, try page(1))
    cache.put(.first, 0, try page(2))
    cache.put(.first, 1, try page(3))
    cache.remove(.first)
    // Two threads that missed it both put it.
    cache.put(.first, 2, try page(4))
    cache.put(IndexFixture.id, 0, try page(1))
    cache.remove(IndexFixture.id)
    #expect(cache.get(IndexFixture.id, 0) == nil && cache.get(.first, 2)?.value(0) == 4)
  }

  @Test("a page put again does not push its neighbour out")
  func again() throws {
    let cache = PageCache(pageCountMax: 2)
    for number in [0, 1, 1, 1] { cache.put(.first, number, try page(UInt64(number))) }
    #expect(cache.get(.first, 0) != nil && cache.get(.first, 1) != nil)
  }
}
