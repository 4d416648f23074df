import Strandline

/// What came of one file.
struct ImportReport {
  /// How a file's entries ended.
  enum End: Hashable {
    case whole
    case array(ArrayEntries.Break)
    /// An entry is no JSON, and what follows it cannot be told apart.
    case brokenEntry
    /// The file itself could not be read on.
    case unreadable

    /// What was lost, for people.
    var sentence: String? {
      switch self {
      case .whole: nil
      case .array(.cut): "is cut off: what followed is lost"
      case .array(.garbled): "is garbled: what followed was not read"
      case .array(.followed): "goes on behind its array: that was not read"
      case .brokenEntry: "is broken JSON: this entry and what followed were not read"
      case .unreadable: "could not be read to its end: what followed is lost"
      }
    }
  }

  /// Refusals that are told one by one.
  private static let toldMax = 100

  let name: String
  let kind: String
  private(set) var entryCount = 0
  private(set) var refusedCount = 0
  private(set) var conflictCount = 0
  private(set) var end = End.whole
  private(set) var outcomes: [SaveOutcome: Int] = [:]
  var withoutRoom = 0
  private var told: [(entry: Int, refusal: Refusal)] = []
  private var untold: [Refusal: EntryRanges] = [:]

  init(_ file: ImportFile) {
    name = file.name
    kind = file.kind.name
  }

  /// How many entries are in the store now, in this copy or a better one.
  var acceptedCount: Int { outcomes.values.reduce(0, +) }

  /// A file is usable when something in it was, or when there was nothing in it.
  var isUsable: Bool { acceptedCount > 0 || entryCount == 0 && end == .whole }

  /// Counts an entry and gives its number, from 1.
  mutating func nextEntry() -> Int {
    entryCount += 1
    return entryCount
  }

  mutating func add(_ outcome: SaveOutcome) { outcomes[outcome, default: 0] += 1 }

  mutating func finish(_ end: End, _ console: Console) {
    self.end = end
    if let sentence = end.sentence {
      console.note("\(name), entry \(Quantity.count(lostEntry)) \(sentence)")
    }
    for refusal in Refusal.allCases {
      guard let ranges = untold[refusal] else { continue }
      console.note("\(name), also \(ranges.text): each \(refusal.sentence)")
    }
    if withoutRoom > 0 {
      let room = String(decoding: LegacyRow.unknownRoom, as: UTF8.self)
      console.note(
        "\(name): \(Quantity.count(withoutRoom)) rows name no room; they are stored under the "
          + "room \"\(room)\"")
    }
  }

  /// The number of the first entry that was lost.
  private var lostEntry: Int {
    end == .brokenEntry ? entryCount : entryCount + 1
  }

  mutating func refuse(_ entry: Int, _ refusal: Refusal, _ console: Console) {
    refusedCount += 1
    if refusal.isConflict { conflictCount += 1 }
    guard told.count < Self.toldMax else {
      untold[refusal, default: EntryRanges()].add(entry)
      return
    }
    told.append((entry, refusal))
    console.note("\(name), entry \(entry) \(refusal.sentence)")
  }

  private func count(_ outcome: SaveOutcome) -> Int { outcomes[outcome, default: 0] }

  var json: JSONOutput {
    .fields([
      "file": .text(name), "kind": .text(kind), "entries": .count(entryCount),
      "inserted": .count(count(.inserted)), "improved": .count(count(.improved)),
      "rewritten": .count(count(.rewritten)), "unchanged": .count(count(.unchanged)),
      "kept": .count(count(.keptExisting)), "refused": .count(refusedCount),
      "conflicts": .count(conflictCount), "without_room": .count(withoutRoom),
      "complete": .boolean(end == .whole),
      "refusals": .array(
        told.map {
          .fields(["entry": .count($0.entry), "reason": .text($0.refusal.rawValue)])
        }),
    ])
  }

  var text: String {
    let rows = [
      ("entries", entryCount), ("new", count(.inserted)), ("improved", count(.improved)),
      ("rewritten", count(.rewritten)), ("unchanged", count(.unchanged)),
      ("kept stored copy", count(.keptExisting)), ("refused", refusedCount),
    ]
    return "\(Printable.escaping(name))\n"
      + rows.map { label, count in
        let blanks = String(repeating: " ", count: 18 - label.utf8.count)
        return "  \(label)\(blanks)\(Quantity.count(count))\n"
      }.joined()
  }
}

/// Entry numbers that came in order, neighbours as one range.
struct EntryRanges {
  private var ranges: [ClosedRange<Int>] = []

  mutating func add(_ entry: Int) {
    if let last = ranges.last, last.upperBound + 1 == entry {
      ranges[ranges.count - 1] = last.lowerBound...entry
    } else {
      ranges.append(entry...entry)
    }
  }

  var text: String {
    "entries "
      + ranges.map { range in
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
      }.joined(separator: ", ")
  }
}
