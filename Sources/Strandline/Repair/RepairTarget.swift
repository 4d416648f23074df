/// The new store of a repair: takes records in batches, through the same path as any save.
final class RepairTarget {
  let core: StoreCore
  private let view: StoreView
  private var operations: [PreparedOperation] = []
  private var byteCount = 0
  private static let byteCountMax = 1 << 20
  private static let countMax = 500

  init(_ core: StoreCore) throws(StoreError) {
    self.core = core
    view = try core.view().view
  }

  /// Adds a record as it stands in a frame; false when no store would have taken it.
  func put(_ kind: FrameKind, _ name: FrameName, _ payload: [UInt8]) throws(StoreError) -> Bool {
    if kind == .session {
      let record = SessionRecord(name, payload: payload)
      do { try ArgumentCheck.record(record) } catch { return false }
      operations.append(
        .save(PreparedSave(record, hash: view.hash, policy: .keepBetter, backedUpTo: nil)))
    } else {
      guard !name.first.isEmpty, payload.count <= Limits.valueByteCountMax,
        let names = view.hash.names(of: name, kind: kind)
      else { return false }
      operations.append(.put(kind, name, payload, hash: names.key))
    }
    byteCount += name.byteCount + payload.count
    if byteCount >= Self.byteCountMax || operations.count >= Self.countMax { try flush() }
    return true
  }

  func flush() throws(StoreError) {
    guard !operations.isEmpty else { return }
    let request = CommitRequest(.batch(operations), durability: .buffered, byteCount: byteCount)
    operations = []
    byteCount = 0
    _ = try core.perform(request)
  }

  /// Whether the new store holds something under a name.
  func holds(_ kind: FrameKind, _ name: FrameName) throws(StoreError) -> Bool {
    try flush()
    let view = try core.view().view
    guard let names = view.hash.names(of: name, kind: kind) else { return true }
    let source = RecordSource(view.segments)
    let found = try view.find(name, kind, hash: names.key, reading: source) {
      (_, _) throws(StoreError) in
    }
    return found != nil
  }

  func acknowledge(_ uploads: [Upload], for version: BackupVersion) throws(StoreError) {
    try flush()
    let request = CommitRequest(.acknowledgeUploads(uploads, version), durability: .buffered)
    _ = try core.perform(request)
  }
}
