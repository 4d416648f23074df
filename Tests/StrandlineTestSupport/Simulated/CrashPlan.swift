/// What becomes of each pending operation in a power cut: an image's wish, then what the
/// personality allows of it.
struct CrashPlan {
  /// A pending operation, in the order of the whole disk.
  enum Item {
    case name(NameOperation)
    case file(FileNode, FileOperation)

    var isWrite: Bool {
      if case .file(_, let operation) = self, case .write = operation.change { return true }
      return false
    }

    var sequence: Int {
      switch self {
      case .name(let operation): operation.sequence
      case .file(_, let operation): operation.sequence
      }
    }

    var barrier: Int {
      switch self {
      case .name(let operation): operation.barrier
      case .file(_, let operation): operation.barrier
      }
    }

    var issuedBarrier: Int? {
      switch self {
      case .name(let operation): operation.issuedBarrier
      case .file(_, let operation): operation.issuedBarrier
      }
    }
  }

  /// What survives of an operation.
  struct Fate: Equatable {
    enum Data: Equatable {
      case lost
      case whole
      /// The first bytes of the write.
      case cut(Int)
      /// Some of its sectors or pages.
      case scattered(seed: UInt64)
    }

    /// Of a write; what else happens to contents has none.
    var data: Data
    /// The new length of a write or truncation; the change of a name.
    var record: Bool

    static let lost = Fate(data: .lost, record: false)
    static let whole = Fate(data: .whole, record: true)
    /// A length without what it covers.
    static let recordOnly = Fate(data: .lost, record: true)
  }

  let items: [Item]
  var fates: [Fate]
  var granularity = CrashGranularity.sector
  var fill = CrashFill.zeros
  /// Whether partly written sectors may show garbage.
  var allowsGarbage = false

  /// Items come in the order of their sequence.
  init(_ image: CrashImage, of items: [Item]) {
    self.items = items
    fates = Array(repeating: .lost, count: items.count)
    switch image {
    case .none: break
    case .all: keep(items.indices)
    case .prefix(let count): keep(0..<min(max(0, count), items.count))
    case .omit(let omitted):
      keep(items.indices)
      if fates.indices.contains(omitted) { fates[omitted] = .lost }
    case .torn(let index, let seed):
      keep(0..<min(max(0, index), items.count))
      guard fates.indices.contains(index) else { break }
      var generator = SplitMix64(seed: seed)
      granularity = generator.oneIn(2) ? .sector : .page
      fill = generator.oneIn(2) ? .zeros : .stale
      fates[index] = Self.torn(items[index], &generator)
      allowsGarbage = true
    case .random(let seed, let granularity):
      self.granularity = granularity
      chooseRandomly(seed)
    case .sizesWithoutData(let fill):
      self.fill = fill
      fates = items.map { $0.isWrite ? .recordOnly : .whole }
    case .entriesWithoutData:
      for index in items.indices { if case .name = items[index] { fates[index] = .whole } }
    case .dataWithoutEntries:
      for index in items.indices { if case .file = items[index] { fates[index] = .whole } }
    }
  }

  private mutating func keep(_ range: Range<Int>) {
    for index in range { fates[index] = .whole }
  }

  private mutating func chooseRandomly(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    allowsGarbage = true
    fill = generator.oneIn(2) ? .zeros : .stale
    // Few, half or most of the operations; sometimes nothing behind a point in time.
    let keptOfEight = [1, 4, 7][generator.below(3)]
    let end = generator.oneIn(3) ? generator.below(items.count + 1) : items.count
    for index in 0..<end {
      if generator.below(8) < keptOfEight {
        fates[index] = generator.oneIn(4) ? Self.torn(items[index], &generator) : .whole
      } else if generator.oneIn(3) {
        fates[index] = Self.torn(items[index], &generator)
      }
    }
  }

  /// Part of an operation: some or the first of its bytes, its length, or neither.
  private static func torn(_ item: Item, _ generator: inout SplitMix64) -> Fate {
    guard case .file(_, let operation) = item,
      case .write(_, let bytes, _) = operation.change
    else { return generator.oneIn(2) ? .whole : .lost }
    let record = !generator.oneIn(4)
    switch generator.below(4) {
    case 0: return Fate(data: .lost, record: record)
    case 1: return Fate(data: .cut(generator.below(bytes.count + 1)), record: record)
    default: return Fate(data: .scattered(seed: generator.next()), record: record)
    }
  }
}
