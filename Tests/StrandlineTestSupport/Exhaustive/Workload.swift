import Strandline

/// A short, named run of a store that is struck at every call it makes.
package struct Workload: Sendable {
  package let name: String
  /// What happens before, unharmed.
  let before: [Operation]
  /// What is struck; empty where that is an opening.
  let struck: [Operation]
  /// The opening that is struck, if it is one.
  let opening: Opening?

  /// What comes before an opening.
  enum Opening {
    /// Nothing is there.
    case ofNothing
    /// Somebody was killed who was creating it.
    case ofLeftovers
    /// The process before was killed.
    case afterKill
    /// The same, by a reader.
    case byReaderAfterKill
    /// The power failed, and only what was synced is there.
    case afterPowerCut
  }

  init(
    name: String, before: [Operation], struck: [Operation] = [], opening: Opening? = nil
  ) {
    precondition(struck.isEmpty == (opening != nil), "one of them is struck")
    self.name = name
    self.before = before
    self.struck = struck
    self.opening = opening
  }

  package static let all: [Workload] = [
    firstSave, batch, improveDuringUpload, acknowledge, reset, forget, legacyImport, delete,
    checkpoint, merge, compaction, snapshot, reopen, create, openKilled, openAfterPowerCut,
    openUnfinished, readUnfinished, createAgain,
  ]

  package static func named(_ name: String) -> Workload? { all.first { $0.name == name } }

  private static let a = OperationGenerator.versions[0]
  private static let b = OperationGenerator.versions[1]

  private static let firstSave = Workload(
    name: "first-save", before: [], struck: [.save([record(0)], .durable)])

  private static let batch = Workload(
    name: "batch", before: [save(0..<4)],
    struck: [
      .commit(
        [
          .save(record(4), backedUpTo: b, policy: .keepBetter), .delete(key(1)),
          .save(record(2, index: 3), backedUpTo: nil, policy: .keepBetter),
          .set("token", [1, 2]), .withhold(key(7), [9]),
        ], .durable)
    ])

  private static let improveDuringUpload = Workload(
    name: "improve-during-upload", before: [save(0..<4), .hold(a, limit: 3)],
    struck: [.save([record(1, index: 2)], .durable), .acknowledgeHeld(0), .hold(a, limit: 9)])

  private static let acknowledge = Workload(
    name: "acknowledge", before: [save(0..<6), .hold(a, limit: 2), .hold(b, limit: 4)],
    struck: [
      .acknowledgeHeld(0), .acknowledgeHeld(1),
      .acknowledge([Upload(key: key(5), firstKnownIndex: 5)], a), .flush,
    ])

  private static let reset = Workload(
    name: "reset",
    before: [
      .importLegacy([legacy(0), legacy(1, needsBackup: true)], knownVersion: nil, .durable),
      save(2..<5), .hold(a, limit: 2), .acknowledgeHeld(0),
    ],
    struck: [.reset, .save([record(9)], .durable), .reset])

  private static let forget = Workload(
    name: "forget",
    before: [
      .importLegacy([legacy(0)], knownVersion: nil, .durable), save(2..<5), .hold(a, limit: 2),
      .acknowledgeHeld(0), .hold(a, limit: 9),
    ],
    struck: [.forget(a), .acknowledgeHeld(1), .forget(b)])

  private static let legacyImport = Workload(
    name: "legacy-import", before: [save(0..<2)],
    struck: [
      .importLegacy(
        [legacy(1), legacy(2), legacy(3, needsBackup: true)], knownVersion: nil, .durable),
      .importLegacy([legacy(4)], knownVersion: b, .durable),
    ])

  private static let delete = Workload(
    name: "delete", before: [save(0..<5), .hold(a, limit: 4), .acknowledgeHeld(0)],
    struck: [
      .delete([key(1), key(3), key(8)], .durable), .save([record(1, index: 9)], .durable),
      .delete([key(1)], .durable),
    ])

  /// The log behind the basis is long enough with the last of these.
  private static let checkpoint = Workload(
    name: "checkpoint", before: [save(0..<9), save(9..<16, byteCount: 300)],
    struck: [
      save(16..<24, byteCount: 300), .delete([key(3)], .durable), .hold(a, limit: 5),
      .acknowledgeHeld(0), .background(64),
    ])

  /// Some checkpoints later there are more small runs than there may be.
  private static let merge = Workload(
    name: "merge",
    before: (0..<4).flatMap { round in
      [save(round * 6..<round * 6 + 18, byteCount: 300, edition: round), .background(64)]
    },
    struck: [save(2..<20, byteCount: 300, edition: 9), .background(64), .background(64)])

  private static let compaction = Workload(
    name: "compaction-install",
    before: [
      save(0..<20, byteCount: 300), .hold(a, limit: 5), .acknowledgeHeld(0),
      save(5..<15, byteCount: 300, edition: 1), .delete((0..<4).map { key($0) }, .durable),
    ],
    struck: [
      .compact(purges: false, stepCountMax: nil, meanwhile: []), .delete([key(9)], .durable),
    ])

  private static let snapshot = Workload(
    name: "snapshot",
    before: [
      save(0..<16, byteCount: 300), save(16..<20, byteCount: 300), .hold(a, limit: 5),
    ],
    struck: [.snapshot, .acknowledgeHeld(0)])

  private static let reopen = Workload(
    name: "reopen",
    before: [save(0..<12, byteCount: 300), .hold(a, limit: 3), .kill, save(12..<15)],
    struck: [.reopen, save(15..<16), .restart])

  private static let create = Workload(name: "create", before: [], opening: .ofNothing)

  private static let createAgain = Workload(
    name: "create-again", before: [], opening: .ofLeftovers)

  /// Part of the log is not promised to be on the disk.
  private static let unsynced: [Operation] = [
    save(0..<12, byteCount: 300), .hold(a, limit: 3), .acknowledgeHeld(0), .background(64),
    .save([record(13)], .buffered), .delete([key(2)], .buffered),
  ]

  private static let openKilled = Workload(
    name: "open-killed", before: unsynced, opening: .afterKill)

  private static let openAfterPowerCut = Workload(
    name: "open-after-power-cut", before: unsynced, opening: .afterPowerCut)

  /// A manifest names a segment that bears its temporary name: the log's next one, or what a
  /// compaction behind it has written.
  private static func unfinished(isOutput: Bool) -> [Operation] {
    let rename = FaultTrigger.matching(.rename, suffix: ".segment.new", skipping: isOutput ? 1 : 0)
    return [
      save(0..<20, byteCount: 300), save(20..<24), .delete((0..<10).map { key($0) }, .durable),
      .fault(.persistent(rename, .error(.inputOutput))),
      .compact(purges: false, stepCountMax: nil, meanwhile: []),
    ]
  }

  private static let openUnfinished = Workload(
    name: "open-unfinished", before: unfinished(isOutput: false), opening: .afterKill)

  private static let readUnfinished = Workload(
    name: "read-unfinished", before: unfinished(isOutput: true), opening: .byReaderAfterKill)

  // The parts they are made of.

  private static func key(_ number: Int) -> SessionKey {
    OperationGenerator.keys[number % OperationGenerator.keys.count]
  }

  private static func record(
    _ number: Int, index: UInt32 = 5, byteCount: Int = 24, edition: Int = 0
  ) -> SessionRecord {
    SessionRecord(
      key: key(number), payload: [UInt8](repeating: UInt8(number & 63 + edition), count: byteCount),
      firstKnownIndex: index, senderKey: OperationGenerator.senders[number % 2],
      senderDataKind: UInt8(number % 2))
  }

  private static func legacy(_ number: Int, needsBackup: Bool = false) -> LegacySession {
    LegacySession(record: record(number), needsBackup: needsBackup)
  }

  private static func save(
    _ numbers: Range<Int>, byteCount: Int = 24, edition: Int = 0
  ) -> Operation {
    .save(numbers.map { record($0, byteCount: byteCount, edition: edition) }, .durable)
  }
}

extension Simulation.Plan {
  /// Puts a workload before the seed's own operations, and misfortune of the seed's weather in its
  /// way.
  package mutating func begin(with workload: Workload) {
    var generator = OperationGenerator(seed: SplitMix64.mixed(seed), weather: weather)
    operations = workload.before + generator.misfortune() + workload.struck + operations
  }
}

extension Operation {
  fileprivate static func save(_ records: [SessionRecord], _ durability: Durability) -> Self {
    .save(records, backedUpTo: nil, policy: .keepBetter, durability)
  }
}
