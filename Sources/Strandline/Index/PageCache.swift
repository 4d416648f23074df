/// The verified pages that were read last, of all derived files together.
///
/// A page may lie in one of four places, so a hit is a few comparisons and allocates nothing.
package final class PageCache: Sendable {
  /// Without places until a page is put there: many a process opens a store and reads no page.
  private struct Shard {
    /// Which page is in each place; 0: none.
    var tags: [UInt64] = []
    var pages: [IndexPage?] = []
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
    wayCount = min(4, pageCountMax)
    let setCount = wayCount == 0 ? 0 : pageCountMax / wayCount
    let shardCount = setCount == 0 ? 0 : min(8, setCount)
    setCountPerShard = shardCount == 0 ? 0 : setCount / shardCount
    shards = (0..<shardCount).map { _ in Lock(Shard()) }
  }

  /// The page `index` of a file, if it is here.
  package func get(_ file: FileID, _ index: Int) -> IndexPage? {
    guard !shards.isEmpty else { return nil }
    let tag = tag(file, index)
    let (shard, start) = position(tag)
    let wayCount = wayCount
    return shards[shard].withLock { shard in
      guard !shard.tags.isEmpty else { return nil }
      for way in start..<start + wayCount where shard.tags[way] == tag {
        // One place nearer to the front: what is used stays longer.
        if way > start {
          shard.tags.swapAt(way, way - 1)
          shard.pages.swapAt(way, way - 1)
          return shard.pages[way - 1]
        }
        return shard.pages[way]
      }
      return nil
    }
  }

  /// Keeps a page; the last one in its set goes.
  package func put(_ file: FileID, _ index: Int, _ page: IndexPage) {
    guard !shards.isEmpty else { return }
    let tag = tag(file, index)
    let (shard, start) = position(tag)
    let wayCount = wayCount
    let placeCount = setCountPerShard * wayCount
    // Handed out, so that what is displaced is freed outside the lock.
    let displaced = shards[shard].withLock { shard -> IndexPage? in
      if shard.tags.isEmpty {
        shard.tags = [UInt64](repeating: 0, count: placeCount)
        shard.pages = [IndexPage?](repeating: nil, count: placeCount)
      }
      let ways = start..<start + wayCount
      // The page itself before a free place: it must not lie in two, of which one would be forgotten.
      let end =
        ways.first { shard.tags[$0] == tag } ?? ways.first { shard.tags[$0] == 0 }
        ?? ways.upperBound - 1
      let displaced = shard.pages[end]
      var way = end
      while way > start {
        shard.tags.swapAt(way, way - 1)
        shard.pages.swapAt(way, way - 1)
        way -= 1
      }
      shard.tags[start] = tag
      shard.pages[start] = page
      return displaced
    }
    extendLifetime(displaced)
  }

  /// Forgets the pages of a file that is closed.
  ///
  /// A page of a mapping would keep it, and with it the blocks of a file whose name is gone.
  package func remove(_ file: FileID, pageCount: Int) {
    guard !shards.isEmpty else { return }
    for index in 0..<pageCount {
      let tag = tag(file, index)
      let (shard, start) = position(tag)
      let wayCount = wayCount
      // Handed out for the same reason as above.
      let removed = shards[shard].withLock { shard -> IndexPage? in
        guard !shard.tags.isEmpty else { return nil }
        for way in start..<start + wayCount where shard.tags[way] == tag {
          shard.tags[way] = 0
          let page = shard.pages[way]
          shard.pages[way] = nil
          return page
        }
        return nil
      }
      extendLifetime(removed)
    }
  }

  /// File numbers begin at 1, so that no tag is 0.
  private func tag(_ file: FileID, _ index: Int) -> UInt64 {
    UInt64(file.rawValue) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
  }

  private func position(_ tag: UInt64) -> (shard: Int, start: Int) {
    // Neighbouring pages lie in different shards; files begin at different sets.
    let mixed = tag &* 0x9E37_79B9_7F4A_7C15
    let set = Int(mixed.multipliedFullWidth(by: UInt64(shards.count * setCountPerShard)).high)
    return (set / setCountPerShard, set % setCountPerShard * wayCount)
  }
}
