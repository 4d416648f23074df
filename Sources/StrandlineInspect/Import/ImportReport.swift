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

    /// What was lost behind so many entries, for people.
    func sentence(behind entryCount: Int) -> String? {
      let last = Quantity.count(entryCount)
      let next = Quantity.count(entryCount + 1)
      return switch self {
      case .whole: nil
      case .array(.cut): "is cut off: entry \(next) and what followed are lost"
      case .array(.garbled): "is garbled before entry \(next): what follows was not read"
      case .array(.followed): "goes on behind its array: that was not read"
      case .brokenEntry: "cannot be read on: what stands behind entry \(last) was passed over"
      case .unreadable: "could not be read on: entry \(next) and what follows are lost"
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
    if let sentence = end.sentence(behind: entryCount) { console.note("\(name) \(sentence)") }
    for refusal in Refusal.allCases {
      guard let ranges = untold[refusal] else { continue }
      console.note("\(name), also \(ranges.text): each \(refusal.sentence)")
    }
    if withoutRoom > 0 {
      let room = String(decoding: LegacyRow.unknownRoom, as: UTF8.self)
      let rows = withoutRoom == 1 ? "1 row names" : "\(Quantity.count(withoutRoom)) rows name"
      console.note("\(name): \(rows) no room; stored under the room \"\(room)\"")
    }
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
