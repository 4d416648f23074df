/// The end of the machine: what was pending is decided, and what is durable becomes visible.
extension SimulatedDisk {
  /// Cuts the power.
  ///
  /// Every process ends; each pending operation survives or not as the image wishes and the
  /// personality allows. Then the durable state is what the next process sees.
  package func powerCut(_ image: CrashImage) {
    locked {
      var items: [CrashPlan.Item] = pendingNames.map { .name($0) }
      for file in dirtyFiles.values {
        for operation in file.pending { items.append(.file(file, operation)) }
      }
      items.sort { $0.sequence < $1.sequence }
      var plan = CrashPlan(image, of: items)
      plan.restrict(to: personality)
      for (item, fate) in zip(items, plan.fates) { settle(item, fate, plan) }
      restart()
    }
  }

  private func settle(_ item: CrashPlan.Item, _ fate: CrashPlan.Fate, _ plan: CrashPlan) {
    switch item {
    case .name(let operation):
      if fate.record { Self.applyDurably(operation.change) }
    case .file(let file, let operation):
      switch operation.change {
      case .setLength:
        if fate.record { Self.apply(operation.change, to: &file.durable) }
      case .write(let offset, let bytes, _):
        settle(bytes, at: offset, in: file, fate, plan)
      }
    }
  }

  private func settle(
    _ bytes: [UInt8], at offset: Int, in file: FileNode, _ fate: CrashPlan.Fate, _ plan: CrashPlan
  ) {
    var end = offset + bytes.count
    if case .cut(let count) = fate.data {
      if count == 0 { return }
      end = offset + count
    }
    if fate.record, end > file.durable.count {
      extend(&file.durable, to: end, plan.fill)
    }
    let last = min(end, file.durable.count)
    guard last > offset else { return }
    switch fate.data {
    case .lost: return
    case .whole, .cut:
      bytes.withUnsafeBytes {
        Self.put(
          UnsafeRawBufferPointer(rebasing: $0[..<(last - offset)]), at: offset, into: &file.durable)
      }
    case .scattered(let seed):
      var generator = SplitMix64(seed: seed)
      scatter(bytes, at: offset, until: last, over: &file.durable, plan, &generator)
    }
  }

  /// Each sector or page of the written range is new, old, or, if allowed, garbage.
  ///
  /// Bytes outside the written range are never touched: a sector half of which was synced keeps
  /// that half.
  private func scatter(
    _ bytes: [UInt8], at offset: Int, until last: Int, over image: inout [UInt8],
    _ plan: CrashPlan, _ generator: inout SplitMix64
  ) {
    let unit = plan.granularity.rawValue
    var start = offset
    while start < last {
      let end = min(last, (start / unit + 1) * unit)
      if generator.oneIn(2) {
        for place in start..<end { image[place] = bytes[place - offset] }
      } else if plan.allowsGarbage, generator.oneIn(6) {
        for place in start..<end { image[place] = UInt8(truncatingIfNeeded: generator.next()) }
      }
      start = end
    }
  }

  private func extend(_ image: inout [UInt8], to end: Int, _ fill: CrashFill) {
    let start = image.count
    image.append(contentsOf: repeatElement(0, count: end - start))
    guard fill == .stale, let stale = staleBytes.last, !stale.isEmpty else { return }
    // Blocks keep their alignment when they change hands.
    for place in start..<end { image[place] = stale[place % stale.count] }
  }

  /// The next boot: the cache is empty, so the durable state is what there is.
  func restart() {
    bootCount += 1
    pendingNames.removeAll()
    pendingContentCount = 0
    dirtyFiles.removeAll()
    openHandles.removeAll()
    directoryCache.removeAll()
    usedBlockCount = 0
    root.linkCount = 1
    root.durableLinkCount = 1
    var directories = [root]
    var seen: Set<Int> = []
    while let directory = directories.popLast() {
      directory.entries = directory.durableEntries
      for node in directory.entries.values {
        let isNew = seen.insert(node.id).inserted
        node.linkCount = isNew ? 1 : node.linkCount + 1
        node.durableLinkCount = node.linkCount
        node.pendingNameCount = 0
        if let next = node as? DirectoryNode {
          if isNew { directories.append(next) }
        } else if let file = node as? FileNode, isNew {
          restart(file)
        }
      }
    }
  }

  private func restart(_ file: FileNode) {
    file.content = file.durable
    file.pending.removeAll()
    file.issuedCount = 0
    file.handleCount = 0
    file.lockHolder = nil
    file.hasLostBytes = false
    file.owesSyncFailure = false
    file.blockEnd = max(Self.blockAligned(file.content.count), file.durableBlockEnd)
    usedBlockCount += file.blockEnd / Self.blockSize
  }

  /// 16 bytes that change with each boot and not with a process.
  func bootIdentity() -> [UInt8]? {
    locked {
      guard knowsBootIdentity else { return nil }
      var generator = SplitMix64(seed: SplitMix64.mixed(seed &+ 1) &+ bootCount)
      return (0..<2).flatMap { _ in
        let word = generator.next()
        return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
      }
    }
  }

  /// The names in an order that depends on nothing but the seed and the names.
  func shuffledNames(_ names: some Sequence<String>) -> [String] {
    let keyed = names.map { name in
      var hash = seed
      for byte in name.utf8 { hash = SplitMix64.mixed(hash ^ UInt64(byte) &+ 0x1_0000_01B3) }
      return (key: hash, name: name)
    }
    return keyed.sorted { ($0.key, $0.name) < ($1.key, $1.name) }.map(\.name)
  }
}
