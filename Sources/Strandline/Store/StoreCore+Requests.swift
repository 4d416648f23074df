// What each writing call asks of the leader, for both ways of calling; limits are checked here.
extension StoreCore {
  func request(acknowledging batch: PendingBatch) throws(StoreError) -> CommitRequest {
    try ArgumentCheck.version(batch.version)
    return CommitRequest(.acknowledge(batch), durability: options.durability)
  }

  func request(
    acknowledging uploads: [Upload], for version: BackupVersion
  ) throws(StoreError) -> CommitRequest {
    try ArgumentCheck.version(version)
    for upload in uploads { try ArgumentCheck.ids(upload.key) }
    return CommitRequest(.acknowledgeUploads(uploads, version), durability: options.durability)
  }

  func request(forgetting version: BackupVersion) throws(StoreError) -> CommitRequest {
    try ArgumentCheck.version(version)
    return CommitRequest(.forget(version), durability: .durable)
  }

  func request(
    leasing name: String, holder: String, milliseconds: UInt32
  ) throws(StoreError) -> CommitRequest {
    try ArgumentCheck.name(name, "a lease name")
    try ArgumentCheck.name(holder, "a lease holder")
    return CommitRequest(
      .lease(name: Array(name.utf8), holder: Array(holder.utf8), milliseconds: milliseconds),
      durability: options.durability)
  }

  static func reset() -> CommitRequest { CommitRequest(.reset, durability: .durable) }

  static func flush() -> CommitRequest { CommitRequest(.flush, durability: .durable) }
}

extension CommitRequest.Outcome {
  /// What a batch did.
  var batch: (outcomes: [SaveOutcome], deleted: Int) {
    guard case .batch(let outcomes, let deleted) = self else {
      preconditionFailure("a batch was answered with something else")
    }
    return (outcomes, deleted)
  }

  /// What an acknowledgement recorded.
  var acknowledged: AcknowledgeResult {
    guard case .acknowledged(let result) = self else {
      preconditionFailure("an acknowledgement was answered with something else")
    }
    return result
  }

  /// The generation of a lease.
  var lease: UInt64? {
    guard case .lease(let generation) = self else {
      preconditionFailure("a lease was answered with something else")
    }
    return generation
  }
}

extension WriteBatch {
  init(
    saving records: [SessionRecord], backedUpTo version: BackupVersion?, policy: SavePolicy
  ) throws(StoreError) {
    // Also where there is no record to find it out by.
    try ArgumentCheck.statement(version, policy)
    self.init()
    for record in records { save(record, backedUpTo: version, policy: policy) }
  }

  init(deleting keys: [SessionKey]) {
    self.init()
    for key in keys { delete(key) }
  }
}
