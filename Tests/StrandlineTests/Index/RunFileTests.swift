import Strandline
import StrandlineTestSupport
import Testing

@Suite("Runs against plain arrays")
struct RunFileTests {
  @Test("what is written is read", arguments: IndexFixture.counts, RunFamily.allCases)
  func roundTrip(_ count: Int, _ family: RunFamily) throws {
    let entries = IndexFixture.entries(count, family)
    let file = try IndexFixture.run(entries, family)
    for mapped in [false, true] {
      let run = try #require(try IndexFixture.open(file, mapped: mapped))
      #expect(run.family == family && run.entryCount == UInt64(count))
      #expect(run.byteCount == UInt64(file.bytes.count))
      #expect(run.fences == stride(from: 0, to: count, by: 255).map { entries[$0].high })
      #expect(try IndexFixture.all(RunCursor(all: run)) == entries)
      #expect(
        try IndexFixture.all(RunCursor(run, from: IndexEntry(high: 0, low: 0))) == entries)
    }
  }

  @Test(
    "a lookup finds what an array holds",
    arguments: [1, 255, 256, 511, 20_000], [UInt64.max, 0x3FF, 0])
  func lookups(_ count: Int, _ highMask: UInt64) throws {
    let entries = IndexFixture.entries(count, seed: 7, highMask: highMask)
    let naive = Dictionary(grouping: entries, by: \.high)
    let file = try IndexFixture.run(entries)
    for mapped in [false, true] {
      let run = try #require(try IndexFixture.open(file, mapped: mapped))
      var wanted = Array(naive.keys.sorted().prefix(2000))
      wanted += wanted.flatMap { [$0 &+ 1, $0 &- 1] } + [0, .max]
      for high in wanted {
        var found: [IndexEntry] = []
        try run.forEach(high: high) { (entry) throws(StoreError) in
          found.append(entry)
          return true
        }
        #expect(found == naive[high] ?? [])
        #expect(try run.first(high: high) == naive[high]?.first)
      }
    }
  }

  @Test("equal highs that span pages are all visited, and only until the body has enough")
  func spanning() throws {
    let middle = (0..<1000).map { IndexEntry(high: 500, low: UInt64($0)) }
    for before in [0, 1, 254, 255, 256] {
      let below = (0..<before).map { IndexEntry(high: UInt64($0), low: 3) }
      let file = try IndexFixture.run(below + middle + [IndexEntry(high: 501, low: 0)])
      let run = try #require(try IndexFixture.open(file))
      var found: [IndexEntry] = []
      try run.forEach(high: 500) { (entry) throws(StoreError) in
        found.append(entry)
        return true
      }
      #expect(found == middle)
      found = []
      try run.forEach(high: 500) { (entry) throws(StoreError) in
        found.append(entry)
        return found.count < 700
      }
      #expect(found.count == 700)
    }
  }

  @Test("a cursor begins at any bound", arguments: [UInt64.max, 0xF])
  func bounds(_ highMask: UInt64) throws {
    let entries = IndexFixture.entries(2000, seed: 3, highMask: highMask)
    let run = try #require(try IndexFixture.open(try IndexFixture.run(entries)))
    var bounds = stride(from: 0, to: entries.count, by: 37).flatMap { index in
      let entry = entries[index]
      return [
        entry, IndexEntry(high: entry.high, low: entry.low + 1),
        IndexEntry(high: entry.high, low: 0), IndexEntry(high: entry.high, low: .max),
      ]
    }
    bounds += [IndexEntry(high: 0, low: 0), IndexEntry(high: .max, low: .max)]
    for bound in bounds {
      let expected = entries.filter { $0 >= bound }
      for reading in [RunCursor.Reading.cached, .sequential] {
        let cursor = RunCursor(run, from: bound, reading: reading)
        #expect(try IndexFixture.all(cursor) == expected)
      }
    }
  }

  @Test("the fence search is a lower bound, however the fences are spread")
  func fenceSearch() {
    var random = SplitMix64(seed: 5)
    for round in 0..<400 {
      let shift = UInt64(round % 63)
      let values = (0..<round % 50).map { _ in random.next() >> shift }.sorted()
      let table = FenceTable(values)
      for value in values + [0, .max, random.next() >> shift] {
        for high in [value, value &+ 1, value &- 1] {
          let expected = values.firstIndex { $0 >= high } ?? values.count
          #expect(table.firstNotBelow(high) == expected)
        }
      }
    }
  }

  @Test("a lookup reads one page, two at a fence, and none the second time")
  func cost() throws {
    let entries = (0..<10_000).map { IndexEntry(high: UInt64($0) << 40, low: 1) }
    let file = try IndexFixture.run(entries)
    let run = try #require(try IndexFixture.open(file))
    let before = file.state.withLock { $0.readCount }
    _ = try run.first(high: 5 << 40)
    #expect(file.state.withLock { $0.readCount } == before + 1)
    _ = try run.first(high: 5 << 40)
    _ = try run.first(high: 6 << 40)
    #expect(file.state.withLock { $0.readCount } == before + 1)
    _ = try run.first(high: 510 << 40)
    #expect(file.state.withLock { $0.readCount } <= before + 3)
  }

  @Test("the handle closes with the last owner, also when the open fails")
  func handle() throws {
    let file = try IndexFixture.run(IndexFixture.entries(300))
    do {
      let run = try IndexFixture.open(file)
      #expect(!file.state.withLock { $0.isClosed })
      _ = run
    }
    #expect(file.state.withLock { $0.isClosed })
    let bad = MemoryFile([1, 2, 3])
    #expect(try IndexFixture.open(bad) == nil)
    #expect(bad.state.withLock { $0.isClosed })
  }
}
