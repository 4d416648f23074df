/// The verified pages that were read last, of all derived files together.
///
/// A page may lie in one of four places, so a hit is a few comparisons and allocates nothing. Which
/// of four goes is the clock's choice: a page that was used since the hand passed it stays once more.
package final class PageCache: Sendable {
  private static let wayCountMax = 4

  /// Without places until a page is put there: many a process opens a store and reads no page.
  private struct Shard {
    /// Which page is in each place; 0: none.
    var tags: [UInt64] = []
    var pages: [IndexPage?] = []
    /// Whether the page in each place was used since the hand passed it.
    var isUsed: [Bool] = []
    /// The way of each set that is looked at first when one has to go.
    var hands: [UInt8] = []

    /// The way of a set that is to be given up, the hand behind it.
    mutating func evict(_ set: Int, of wayCount: Int) -> Int {
      let start = set * wayCount
      var way = Int(hands[set])
      while isUsed[start + way] {
        isUsed[start + way] = false
        way = (way + 1) % wayCount
      }
      hands[set] = UInt8((way + 1) % wayCount)
      return start + way
    }
  }

  /// Tables under locks of their own, so that readers rarely meet.
  private let shards: [Lock<Shard>]
  private let wayCount: Int
  private let setCountPerShard: Int

  /// The most pages that are kept; 0: none.
  package let pageCountMax: Int

  package init(pageCountMax: Int) {
    precondition(pageCountMax >= 0, "a cache of a negative size")
    self.pageCountMax = pageCountMax
    wayCount = min(Self.wayCountMax, pageCountMax)
    let setCount = wayCount == 0 ? 0 : pageCountMax / wayCount
    let shardCount = setCount == 0 ? 0 : min(8, setCount)
    setCountPerShard = shardCount == 0 ? 0 : setCount / shardCount
    shards = (0..<shardCount).map { _ in Lock(Shard()) }
  }

  /// The page `index` of a file, if it is here.
  package func get(_ file: FileID, _ index: Int) -> IndexPage? {
    guard !shards.isEmpty else { return nil }
    let tag = tag(file, index)
    let (shard, set) = position(tag)
    let ways = set * wayCount..<(set + 1) * wayCount
    return shards[shard].withLock { shard in
      guard !shard.tags.isEmpty else { return nil }
      for way in ways where shard.tags[way] == tag {
        shard.isUsed[way] = true
        return shard.pages[way]
      }
      return nil
    }
  }

  /// Keeps a page, if need be in the place of another of its set.
  package func put(_ file: FileID, _ index: Int, _ page: IndexPage) {
    guard !shards.isEmpty else { return }
    let tag = tag(file, index)
    let (shard, set) = position(tag)
    let wayCount = wayCount
    let placeCount = setCountPerShard * wayCount
    let setCount = setCountPerShard
    // Handed out, so that what is displaced is freed outside the lock.
    let displaced = shards[shard].withLock { shard -> IndexPage? in
      if shard.tags.isEmpty {
        shard.tags = [UInt64](repeating: 0, count: placeCount)
        shard.pages = [IndexPage?](repeating: nil, count: placeCount)
        shard.isUsed = [Bool](repeating: false, count: placeCount)
        shard.hands = [UInt8](repeating: 0, count: setCount)
      }
      let ways = set * wayCount..<(set + 1) * wayCount
      // The page itself before a free place: it must not lie in two, of which one would be forgotten.
      let way =
        ways.first { shard.tags[$0] == tag } ?? ways.first { shard.tags[$0] == 0 }
        ?? shard.evict(set, of: wayCount)
      shard.tags[way] = tag
      shard.isUsed[way] = false
      // Moved, not copied: counting a reference of the page that goes would fetch its memory twice.
      var displaced: IndexPage? = page
      swap(&shard.pages[way], &displaced)
      return displaced
    }
    extendLifetime(displaced)
  }

  /// Forgets the pages of a file that is closed; O(`pageCountMax`).
  ///
  /// A page of a mapping would keep it, and with it the blocks of a file whose name is gone.
  package func remove(_ file: FileID) {
    for shard in shards {
      // Handed out for the same reason as above.
      let removed = shard.withLock { shard in
        var removed: [IndexPage] = []
        for way in shard.tags.indices where shard.tags[way] >> 32 == UInt64(file.rawValue) {
          if let page = shard.pages[way] { removed.append(page) }
          shard.tags[way] = 0
          shard.pages[way] = nil
        }
        return removed
      }
      extendLifetime(removed)
    }
  }

  /// File numbers begin at 1, so that no tag is 0.
  private func tag(_ file: FileID, _ index: Int) -> UInt64 {
    UInt64(file.rawValue) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
  }

  private func position(_ tag: UInt64) -> (shard: Int, set: Int) {
    // Neighbouring pages lie in different shards; files begin at different sets.
    let mixed = tag &* 0x9E37_79B9_7F4A_7C15
    let set = Int(mixed.multipliedFullWidth(by: UInt64(shards.count * setCountPerShard)).high)
    return (set / setCountPerShard, set % setCountPerShard)
  }
}
