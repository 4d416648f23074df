// Bounds on what is saved: memory while index files cannot be written, and the numbers there are.
extension LeaderTurn {
  /// How many times its size the active delta may have.
  static let deltaCountMax = 4

  /// Refuses what would add to a delta that has grown over its bound, and answers the rest.
  ///
  /// Deletions, acknowledgements, resets and all that reads go on. Each refused call is another
  /// attempt to write the index files, so that saves go on by themselves when that works again.
  mutating func admit(_ group: [CommitRequest]) -> [CommitRequest] {
    guard group.contains(where: \.addsToDelta) else { return group }
    return admitToDelta(admitToAxis(group))
  }

  /// Refuses what needs more revisions than there are left.
  private func admitToAxis(_ group: [CommitRequest]) -> [CommitRequest] {
    var left = StoreLoader.newRevisionMax - min(writer.nextRevision, StoreLoader.newRevisionMax)
    return group.filter { request in
      guard request.addsToDelta else { return true }
      let count = request.revisionCountMax
      if count <= left {
        left -= count
        return true
      }
      request.result = .failure(
        StoreError(
          .tooLarge,
          "nothing was saved: this store has given out its revisions; export it into a new one",
          path: core.path))
      return false
    }
  }

  private mutating func admitToDelta(_ group: [CommitRequest]) -> [CommitRequest] {
    guard isOverBound else { return group }
    if case .planned(let plan) = core.shared.withLock({ $0.maintenance.checkpoint }) { begin(plan) }
    if let job = core.writeOut() { install(job) }
    // The one before it is written out now, so that this one can be frozen.
    guard view.index.frozen != nil, isOverBound else { return group }
    let failure = core.shared.withLock { $0.maintenance.failure }
    let refusal = StoreError(
      failure?.code == .noSpace ? .noSpace : .io,
      "nothing was saved: index files cannot be written, and memory holds as much as it may; make"
        + " sure that there is space, try again",
      path: failure?.path ?? core.path, systemCall: failure?.systemCall,
      systemErrorNumber: failure?.systemErrorNumber)
    for request in group where request.addsToDelta { request.result = .failure(refusal) }
    return group.filter { !$0.addsToDelta }
  }

  private var isOverBound: Bool {
    view.index.active.byteCount >= Self.deltaCountMax * core.deltaByteCountMax
  }
}

extension CommitRequest {
  /// How many records it makes at most.
  fileprivate var revisionCountMax: UInt64 {
    if case .batch(let operations) = work { return UInt64(operations.count) }
    return 1
  }

  /// Whether it may make the delta larger.
  fileprivate var addsToDelta: Bool {
    switch work {
    case .batch(let operations): !operations.allSatisfy(\.isRemoval)
    case .lease: true
    default: false
    }
  }
}
