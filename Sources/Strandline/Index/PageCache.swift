/// The verified pages that were read last, of all derived files together.
///
/// A page may lie in one of two places, so a hit is two comparisons and allocates nothing.
package final class PageCache: Sendable {
  private struct Slot {
    var file: FileID
    var index: Int
    var page: IndexPage
  }

  /// Tables under locks of their own, so that readers rarely meet.
  private let shards: [Lock<[Slot?]>]
  private let wayCount: Int
  private let setCountPerShard: Int

  /// The most pages that are kept; 0: none.
  package let pageCountMax: Int

  package init(pageCountMax: Int) {
    precondition(pageCountMax >= 0, "a cache of a negative size")
    self.pageCountMax = pageCountMax
    wayCount = min(2, pageCountMax)
    let setCount = wayCount == 0 ? 0 : pageCountMax / wayCount
    let shardCount = setCount == 0 ? 0 : min(8, setCount)
    setCountPerShard = shardCount == 0 ? 0 : setCount / shardCount
    let slots = [Slot?](repeating: nil, count: setCountPerShard * wayCount)
    shards = (0..<shardCount).map { _ in Lock(slots) }
  }

  /// The page `index` of a file, if it is here.
  package func get(_ file: FileID, _ index: Int) -> IndexPage? {
    guard !shards.isEmpty else { return nil }
    let (shard, start) = position(file, index)
    return shards[shard].withLock { slots in
      for way in start..<start + wayCount {
        guard let slot = slots[way], slot.file == file, slot.index == index else { continue }
        // The front of the two is the one used last, the other goes first.
        if way != start { slots.swapAt(way, start) }
        return slot.page
      }
      return nil
    }
  }

  /// Keeps a page; the older of two in its place goes.
  package func put(_ file: FileID, _ index: Int, _ page: IndexPage) {
    guard !shards.isEmpty else { return }
    let (shard, start) = position(file, index)
    // Handed out, so that what is displaced is freed outside the lock.
    let displaced = shards[shard].withLock { slots -> Slot? in
      let front = slots[start]
      let isSame = front.map { $0.file == file && $0.index == index } ?? false
      slots[start] = Slot(file: file, index: index, page: page)
      guard wayCount == 2, !isSame else { return front }
      let back = slots[start + 1]
      slots[start + 1] = front
      return back
    }
    extendLifetime(displaced)
  }

  /// Forgets the pages of a file that is closed.
  ///
  /// A page of a mapping would keep it, and with it the blocks of a file whose name is gone.
  package func remove(_ file: FileID) {
    for shard in shards {
      // Handed out for the same reason as above.
      let removed = shard.withLock { slots -> [Slot] in
        var removed: [Slot] = []
        for index in slots.indices {
          guard let slot = slots[index], slot.file == file else { continue }
          removed.append(slot)
          slots[index] = nil
        }
        return removed
      }
      extendLifetime(removed)
    }
  }

  private func position(_ file: FileID, _ index: Int) -> (shard: Int, start: Int) {
    // Neighbouring pages lie in different shards; files begin at different sets.
    let mixed = (UInt64(file.rawValue) << 32 ^ UInt64(index)) &* 0x9E37_79B9_7F4A_7C15
    let set = Int(mixed.multipliedFullWidth(by: UInt64(shards.count * setCountPerShard)).high)
    return (set / setCountPerShard, set % setCountPerShard * wayCount)
  }
}
