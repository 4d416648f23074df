/// Index entries that records ask for, looked up many at a time by walking sorted files in order.
///
/// About 24 bytes an entry, of a little more than `recordCountMax` records at a time.
struct ExpectedNames {
  /// Records after which the entries are looked up.
  static let recordCountMax = 1 << 18

  struct Entry {
    let entry: IndexEntry
    let place: Place
  }

  private(set) var recordCount = 0
  private var keys: [Entry] = []
  private var rooms: [Entry] = []
  private var senders: [Entry] = []

  mutating func add(_ names: SessionIndex.Names, revision: UInt64, at place: Place) {
    recordCount += 1
    keys.append(Entry(entry: .key(hash: names.key, revision: revision), place: place))
    if let room = names.room {
      let entry = IndexEntry.member(group: room, key: names.key, revision: revision)
      rooms.append(Entry(entry: entry, place: place))
    }
    if let sender = names.sender {
      let entry = IndexEntry.member(group: sender, key: names.key, revision: revision)
      senders.append(Entry(entry: entry, place: place))
    }
  }

  /// Forgets the entries of a family and answers them, sorted.
  mutating func take(_ family: RunFamily) -> [Entry] {
    recordCount = 0
    var taken: [Entry] = []
    switch family {
    case .key: swap(&taken, &keys)
    case .room: swap(&taken, &rooms)
    case .sender: swap(&taken, &senders)
    // Places are not asked for by name.
    case .places: break
    }
    return Self.sorted(taken)
  }

  /// Deals the entries out by the first bits of their hashes and sorts each hand by itself: keys are
  /// spread evenly, so that takes few comparisons; members of one group lie in one hand.
  private static func sorted(_ entries: [Entry]) -> [Entry] {
    let bitCount = 12
    let hand = { (entry: Entry) in Int(entry.entry.high >> UInt64(64 - bitCount)) }
    var ends = [Int](repeating: 0, count: 1 << bitCount)
    for entry in entries { ends[hand(entry)] += 1 }
    var sum = 0
    for index in ends.indices {
      sum += ends[index]
      ends[index] = sum
    }
    var starts = ends
    var dealt = entries
    for entry in entries.reversed() {
      let index = hand(entry)
      starts[index] -= 1
      dealt[starts[index]] = entry
    }
    unsafe dealt.withUnsafeMutableBufferPointer { space in
      for index in ends.indices where ends[index] - starts[index] > 1 {
        var hand = unsafe UnsafeMutableBufferPointer(
          rebasing: space[starts[index]..<ends[index]])
        unsafe hand.sort { $0.entry < $1.entry }
      }
    }
    return dealt
  }
}

/// Marks which of some sorted entries occur in sorted sources, each walked once in order.
struct EntryMatch {
  private let wanted: [ExpectedNames.Entry]
  private var isFound: [Bool]
  /// Where the walk through the present source stands.
  private var position = 0

  init(_ wanted: [ExpectedNames.Entry]) {
    self.wanted = wanted
    isFound = [Bool](repeating: false, count: wanted.count)
  }

  mutating func beginSource() { position = 0 }

  /// The next entry of the present source.
  mutating func meet(_ entry: IndexEntry) {
    while position < wanted.count, wanted[position].entry < entry { position += 1 }
    while position < wanted.count, wanted[position].entry == entry {
      isFound[position] = true
      position += 1
    }
  }

  /// Where records lie whose entries no source had.
  var missing: [Place] {
    zip(wanted, isFound).filter { !$0.1 }.map { $0.0.place }
  }
}
