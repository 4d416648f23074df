/// Decides requests in commit order against published plus in-flight state, and lays their frames
/// out.
///
/// Writes nothing; if its commits are not appended, it is thrown away with its state.
package struct CommitDecider {
  package internal(set) var state: StoreView
  package let encoder: CommitEncoder
  package var nextSequence: UInt64
  package var nextRevision: UInt64
  let clock: any Clock
  private let syncedThrough: UInt64
  let file: FileID
  /// Leases this process took: when, by the clock that does not jump.
  package var leaseTimes: [LeaseTime]
  /// Evidence stated by saves of the commit being decided.
  var stated: [(version: BackupVersion, revisions: [UInt64])] = []
  var legacyRevisions: [UInt64] = []

  package struct LeaseTime: Sendable {
    package let name: [UInt8]
    package let generation: UInt64
    package var monotonic: UInt64
  }

  package init(
    _ state: StoreView, writer: LogWriter, clock: any Clock, leaseTimes: [LeaseTime]
  ) {
    self.state = state
    encoder = writer.encoder()
    file = writer.active.id
    nextSequence = writer.nextSequence
    nextRevision = writer.nextRevision
    syncedThrough = writer.syncedEnd
    self.clock = clock
    self.leaseTimes = leaseTimes
    self.state.segments.add(writer.active)
  }

  var source: RecordSource { RecordSource(state.segments, inFlight: encoder) }

  /// - Throws: when the state cannot be read; the request did not happen then.
  package mutating func decide(_ request: CommitRequest) throws(StoreError) -> CommitRequest.Outcome
  {
    encoder.begin()
    let firstNewRevision = nextRevision
    let outcome: CommitRequest.Outcome
    switch request.work {
    case .batch(let operations): outcome = try batch(operations)
    case .acknowledge(let batch): outcome = .acknowledged(try acknowledge(batch))
    case .acknowledgeUploads(let uploads, let version):
      outcome = .acknowledged(try acknowledge(uploads, for: version))
    case .reset:
      twin(.reset, name: nil)
      state.evidence.reset()
      outcome = .done
    case .forget(let version):
      let sequence = twin(.forget, name: FrameName(version))
      state.evidence.forget(version, sequence: sequence)
      outcome = .done
    case .lease(let name, let holder, let milliseconds):
      outcome = .lease(try lease(name, holder, milliseconds))
    case .flush, .maintain, .checkpoint, .rebuild, .turn, .seal, .plan, .install, .grant:
      outcome = .done
    }
    #if STRANDLINE_CANARIES
      let syncedThrough = Canary.promiseTooFar.isLoose ? encoder.offset : syncedThrough
    #endif
    _ = encoder.end(syncedThrough: syncedThrough, nextRevision: firstNewRevision)
    return outcome
  }

  /// Makes the state ready to be published.
  package mutating func finish() { state.index.seal() }

  mutating func takeSequence() -> Sequence48 {
    defer { nextSequence += 1 }
    return Sequence48(nextSequence)
  }

  mutating func takeRevision() -> UInt64 {
    defer { nextRevision += 1 }
    return nextRevision
  }

  /// Reset and forget: two copies at least 512 bytes apart, one sequence.
  @discardableResult
  private mutating func twin(_ kind: FrameKind, name: FrameName?) -> Sequence48 {
    let sequence = takeSequence()
    let padding = [UInt8](
      repeating: 0, count: TwinPadding.payloadByteCount(nameByteCount: name?.byteCount ?? 0))
    for _ in 0..<2 { encoder.append(kind, name: name, payload: padding, sequence: sequence) }
    state.index.noteControlFrame()
    return sequence
  }

  mutating func kill(_ revision: UInt64) throws(StoreError) {
    if try state.index.kill(revision) == .session { state.evidence.sessionDied(revision) }
  }
}
