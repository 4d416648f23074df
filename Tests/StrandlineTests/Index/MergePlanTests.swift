import Strandline
import StrandlineTestSupport
import Testing

@Suite("Which kind of index file is merged next")
struct MergePlanTests {
  /// An index with so many small runs of each family, and patches that are due at once.
  private func index(_ counts: [RunFamily: Int], maps: Int = 1) throws -> DiskIndex {
    var runs: [RunFile] = []
    for (family, count) in counts {
      for _ in 0..<count {
        let file = try IndexFixture.run(IndexFixture.entries(200, family), family)
        runs.append(try #require(try IndexFixture.open(file)))
      }
    }
    let files = try (0..<maps).map { number in
      let map = try IndexFixture.map([1, 2, 3, 4], first: UInt64(number) * 8)
      return try #require(try IndexFixture.openMap(map))
    }
    return DiskIndex(runs: runs, maps: files)
  }

  private func kind(_ plan: MergePlan?) -> RunFamily? {
    switch plan {
    case .runs(let family, _): family
    case .patches: .places
    case .maps, nil: nil
    }
  }

  @Test("the one with most files, so that patches, due again and again, keep nothing waiting")
  func most() throws {
    let two = try index([.places: 1, .key: 5, .room: 12, .sender: 11])
    #expect(kind(MergePlan.choose(two)) == .room)
    #expect(kind(MergePlan.choose(try index([.places: 1, .key: 4, .room: 3]))) == .key)
    #expect(kind(MergePlan.choose(try index([.places: 2, .key: 3, .room: 3]))) == .places)
    guard case .maps(let maps) = MergePlan.choose(try index([.places: 1, .key: 5], maps: 9)) else {
      Issue.record("the map's files go first")
      return
    }
    #expect(maps.count > 5)
  }

  @Test("nothing where nothing is due")
  func nothing() throws {
    #expect(MergePlan.choose(try index([.key: 3, .room: 3, .sender: 3])) == nil)
    #expect(MergePlan.choose(.empty) == nil)
  }
}
