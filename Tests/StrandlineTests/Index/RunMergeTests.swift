import Strandline
import StrandlineTestSupport
import Testing

@Suite("Merges against sets")
struct RunMergeTests {
  @Test("equal entries come once", arguments: 0..<20 as Range<UInt64>)
  func entries(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let lists = (0..<Int(seed % 6)).map { _ in
      Set(
        (0..<Int(random.next() % 700)).map { _ in
          IndexEntry(high: random.next() % 50, low: random.next() % 30)
        }
      ).sorted()
    }
    let merge = RunMerge(try sources(lists, .room), family: .room)
    #expect(try IndexFixture.all(merge) == Set(lists.joined()).sorted())
  }

  @Test("of places the newest counts", arguments: 0..<20 as Range<UInt64>)
  func places(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var newest: [UInt64: UInt64] = [:]
    let lists = (0..<Int(1 + seed % 6)).map { _ in
      var list: [UInt64: UInt64] = [:]
      for _ in 0..<random.next() % 400 { list[random.next() % 500] = random.next() }
      newest.merge(list) { $1 }
      return list.map { IndexEntry(high: $0.key, low: $0.value) }.sorted()
    }
    let merge = RunMerge(try sources(lists, .places), family: .places)
    let expected = newest.map { IndexEntry(high: $0.key, low: $0.value) }.sorted()
    #expect(try IndexFixture.all(merge) == expected)
  }

  @Test("an error of one source can be asked again, and nothing is lost")
  func errors() throws {
    let entries = IndexFixture.entries(600)
    let file = try IndexFixture.run(entries)
    let run = try #require(try IndexFixture.open(file))
    let other = IndexFixture.entries(300, seed: 2)
    let start = IndexEntry(high: 0, low: 0)
    var merge = RunMerge(
      [.run(RunCursor(run, from: start)), .array(ArrayCursor(other))] as [AnyEntrySource],
      family: .key)
    file.state.withLock { $0.unreadable = 2 * 4096..<2 * 4096 + 1 }
    var merged: [IndexEntry] = []
    let error = IndexFixture.error { () throws(StoreError) in
      while let entry = try merge.next() { merged.append(entry) }
    }
    #expect(error?.code == .io && !merged.isEmpty)
    file.state.withLock { $0.unreadable = nil }
    while let entry = try merge.next() { merged.append(entry) }
    #expect(merged == Set(entries + other).sorted())
  }

  /// Runs, stacks and arrays by turns.
  private func sources(
    _ lists: [[IndexEntry]], _ family: RunFamily
  ) throws(StoreError) -> [AnyEntrySource] {
    var sources: [AnyEntrySource] = []
    for (number, list) in lists.enumerated() {
      switch number % 3 {
      case 0:
        guard let run = try IndexFixture.open(try IndexFixture.run(list, family)) else { break }
        sources.append(.run(RunCursor(all: run)))
      case 1:
        var stack = EntryStack()
        stack.add(list)
        sources.append(.stack(try EntryCursor([stack], from: IndexEntry(high: 0, low: 0))))
      default: sources.append(.array(ArrayCursor(list)))
      }
    }
    #expect(sources.count == lists.count)
    return sources
  }
}
