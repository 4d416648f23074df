// Preparing batches: limits, hashes and checksums, on the caller's thread.
extension StoreCore {
  /// A legacy import is cut into commits of about this many bytes.
  private static let legacyBatchByteCount = 1 << 20
  private static let legacyBatchCount = 1000

  func commit(
    _ batch: WriteBatch, durability: Durability?
  ) throws(StoreError) -> (outcomes: [SaveOutcome], deleted: Int) {
    guard let request = try request(batch, durability: durability) else { return ([], 0) }
    return try perform(request).batch
  }

  /// What a batch asks of the leader; nil for an empty one.
  func request(
    _ batch: WriteBatch, durability: Durability?
  ) throws(StoreError) -> CommitRequest? {
    let (view, opening) = try writableView()
    var prepared: [PreparedOperation] = []
    prepared.reserveCapacity(batch.operations.count)
    var sizes: [(name: Int, payload: Int)] = []
    for operation in batch.operations {
      let (next, size) = try prepare(operation, view.hash)
      prepared.append(next)
      sizes.append(size)
    }
    return try request(prepared, sizes, durability: durability, opening: opening)
  }

  /// A view of a store that can be written; says early what cannot be.
  private func writableView() throws(StoreError) -> (view: StoreView, opening: Int) {
    let current = try view()
    guard !options.readOnly else {
      throw StoreError(.readOnly, "the store was opened for reading only", path: path)
    }
    return current
  }

  private func request(
    _ prepared: [PreparedOperation], _ sizes: [(name: Int, payload: Int)],
    durability: Durability?, opening: Int
  ) throws(StoreError) -> CommitRequest? {
    let byteCount = try ArgumentCheck.batch(sizes)
    guard !prepared.isEmpty else { return nil }
    return CommitRequest(
      .batch(prepared), durability: durability ?? options.durability, byteCount: byteCount,
      opening: opening)
  }

  private func prepare(
    _ operation: WriteBatch.Operation, _ hash: NameHash
  ) throws(StoreError) -> (PreparedOperation, (name: Int, payload: Int)) {
    switch operation {
    case .save(let record, let version, let policy):
      try ArgumentCheck.record(record)
      try ArgumentCheck.statement(version, policy)
      let save = PreparedSave(record, hash: hash, policy: policy, backedUpTo: version)
      return (.save(save), (save.name.byteCount, record.payload.count))
    case .delete(let key):
      try ArgumentCheck.ids(key)
      return (.delete(key, hash: hash.session(key)), (FrameName(key).byteCount, 0))
    case .set(let name, let value):
      try ArgumentCheck.name(name, "a setting name")
      return try neighbour(
        .setting, .settingRemoved, FrameName(first: Array(name.utf8)), value,
        hash.hash(.setting, Array(name.utf8)))
    case .withhold(let key, let info):
      try ArgumentCheck.ids(key)
      return try neighbour(
        .withheld, .withheldRemoved, FrameName(key), info,
        hash.hash(.withheld, key.room, key.session))
    }
  }

  private func neighbour(
    _ kind: FrameKind, _ removal: FrameKind, _ name: FrameName, _ value: [UInt8]?, _ hash: UInt64
  ) throws(StoreError) -> (PreparedOperation, (name: Int, payload: Int)) {
    guard let value else { return (.remove(removal, name, hash: hash), (name.byteCount, 0)) }
    try ArgumentCheck.value(value)
    return (.put(kind, name, value, hash: hash), (name.byteCount, value.count))
  }

  func importLegacy(
    _ sessions: [LegacySession], knownVersion: BackupVersion?, durability: Durability?
  ) throws(StoreError) -> [SaveOutcome] {
    let (view, opening) = try writableView()
    if let knownVersion { try ArgumentCheck.version(knownVersion) }
    for session in sessions { try ArgumentCheck.record(session.record) }
    var outcomes: [SaveOutcome] = []
    var start = 0
    while start < sessions.count {
      var prepared: [PreparedOperation] = []
      var sizes: [(name: Int, payload: Int)] = []
      var bytes = 0
      while start < sessions.count, prepared.count < Self.legacyBatchCount,
        bytes < Self.legacyBatchByteCount
      {
        let save = legacySave(sessions[start], knownVersion, view.hash)
        prepared.append(.save(save))
        sizes.append((save.name.byteCount, save.record.payload.count))
        bytes += save.name.byteCount + save.record.payload.count
        start += 1
      }
      if let request = try request(prepared, sizes, durability: durability, opening: opening) {
        outcomes += try perform(request).batch.outcomes
      }
    }
    return outcomes
  }

  private func legacySave(
    _ session: LegacySession, _ knownVersion: BackupVersion?, _ hash: NameHash
  ) -> PreparedSave {
    let isClean = !session.needsBackup
    return PreparedSave(
      session.record, hash: hash, policy: .keepBetter, backedUpTo: isClean ? knownVersion : nil,
      legacy: isClean ? (knownVersion == nil ? .clean : .none) : .needsBackup)
  }
}
