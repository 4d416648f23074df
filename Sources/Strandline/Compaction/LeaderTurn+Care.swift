// Requests that write nothing to the log and ask for work on the files.
extension LeaderTurn {
  /// Answers such a request; it has been through the sync that it asked for.
  mutating func care(for request: CommitRequest) {
    guard case .success = request.result else { return }
    switch request.work {
    case .seal(let always):
      do {
        try seal(always: always)
      } catch {
        request.result = .failure(error)
      }
    case .plan(let inquiry):
      do {
        inquiry.answer(try plan(inquiry.order))
      } catch {
        request.result = .failure(error)
      }
    case .install(let job):
      do {
        request.result = .success(.installed(try install(job)))
      } catch {
        request.result = .failure(error)
      }
    case .batch, .acknowledge, .acknowledgeUploads, .reset, .forget, .lease, .flush, .maintain,
      .checkpoint, .rebuild, .turn, .grant:
      return
    }
  }

  private static let worthByteCount: UInt64 = 64 << 10

  /// A quarter of the active segment is worth a new one, unless all of it is little.
  private var isWorthSealing: Bool {
    let live = view.index.liveBytes[writer.active.id]
    let dead = writer.end - min(writer.end, live + SegmentHeader.firstCommitOffset)
    return dead >= max(writer.end / 4, min(Self.worthByteCount, core.segmentTarget(writer) / 8))
  }

  private mutating func seal(always: Bool) throws(StoreError) {
    if always || isWorthSealing {
      try moved(writer.roll())
      core.markDurable(nextRevision: writer.nextRevision)
    }
    checkpointNow()
    // Also without anything new to fold: what lies before the basis can be compacted.
    guard view.index.frozen == nil, writer.manifest.basisFile != writer.active.id else { return }
    foldAll()
  }
}
