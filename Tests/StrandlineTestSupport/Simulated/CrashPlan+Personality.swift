/// What each personality takes back from an image that it would never show.
extension CrashPlan {
  mutating func restrict(to personality: DiskPersonality) {
    switch personality {
    case .ordered:
      restrictAppends()
      restrictToJournal(lengthsNeedData: true)
    case .writeback:
      restrictToJournal(lengthsNeedData: false)
    case .copyOnWrite:
      restrictToPrefixPerFile()
      restrictNames()
    case .barrierOnly:
      restrictToJournal(lengthsNeedData: false)
      // Drops an end of the sequence, so the journal stays a prefix.
      restrictToBarriers()
    case .adversarial: return
    }
    fill = .zeros
    allowsGarbage = false
  }

  /// Appends come from their start, and their length covers what came and no more.
  private mutating func restrictAppends() {
    var endOfAppends: Set<Int> = []
    for index in items.indices {
      guard case .file(let file, let operation) = items[index],
        case .write(let offset, let bytes, let lengthBefore) = operation.change,
        offset + bytes.count > lengthBefore
      else { continue }
      if endOfAppends.contains(file.id) {
        fates[index] = .lost
      } else if fates[index] != .whole {
        fates[index] = prefix(of: fates[index], byteCount: bytes.count, offset: offset)
        endOfAppends.insert(file.id)
      }
    }
  }

  /// The part of a write that a file system shows which writes in order.
  private func prefix(of fate: Fate, byteCount: Int, offset: Int) -> Fate {
    let kept: Int
    switch fate.data {
    case .lost: return .lost
    case .whole: kept = fate.record ? byteCount : 0
    case .cut(let count): kept = min(count, byteCount)
    case .scattered(let seed):
      var generator = SplitMix64(seed: seed)
      kept = generator.below(byteCount + 1)
    }
    // Cut at the end of a sector or page of the file.
    let unit = granularity.rawValue
    let end = (offset + kept) / unit * unit
    return kept == byteCount ? .whole : Fate(data: .cut(max(0, end - offset)), record: true)
  }

  private mutating func restrictToPrefixPerFile() {
    var ended: Set<Int> = []
    for index in items.indices {
      guard case .file(let file, let operation) = items[index] else { continue }
      if ended.contains(file.id) {
        fates[index] = .lost
      } else if fates[index] != .whole {
        ended.insert(file.id)
        if case .write(let offset, let bytes, _) = operation.change {
          fates[index] = prefix(of: fates[index], byteCount: bytes.count, offset: offset)
        } else {
          fates[index] = .lost
        }
      }
    }
  }

  /// Names and lengths are records of one journal: behind one that is lost, none survives.
  ///
  /// New lengths of appends are written late, so losing one of them ends only its own file's
  /// appends; a lost truncation also takes with it what was written to the file behind it.
  private mutating func restrictToJournal(lengthsNeedData: Bool) {
    var journalEnded = false
    var truncationLost: Set<Int> = []
    for index in items.indices {
      switch items[index] {
      case .name:
        if journalEnded { fates[index] = .lost }
        if !fates[index].record { journalEnded = true }
      case .file(let file, let operation):
        if truncationLost.contains(file.id) { fates[index] = .lost }
        switch operation.change {
        case .setLength:
          if journalEnded { fates[index] = .lost }
          if !fates[index].record {
            journalEnded = true
            truncationLost.insert(file.id)
          }
        case .write(let offset, let bytes, let lengthBefore):
          guard journalEnded, offset + bytes.count > lengthBefore else { continue }
          if lengthsNeedData { fates[index] = .lost } else { fates[index].record = false }
        }
      }
    }
  }

  /// Names survive in their order.
  private mutating func restrictNames() {
    var ended = false
    for index in items.indices {
      guard case .name = items[index] else { continue }
      if ended { fates[index] = .lost }
      if !fates[index].record { ended = true }
    }
  }

  /// When something before a barrier is lost, that barrier did not take place, and nothing made
  /// after it survives.
  private mutating func restrictToBarriers() {
    var firstMissing = Int.max
    for index in items.indices where fates[index] != .whole {
      if let barrier = items[index].issuedBarrier { firstMissing = min(firstMissing, barrier) }
    }
    for index in items.indices where items[index].barrier >= firstMissing {
      fates[index] = .lost
    }
  }
}
