// What a leader does for compactions.
extension LeaderTurn {
  /// What became of a compaction that was to be installed.
  package enum CompactionResult: Hashable, Sendable {
    case installed
    /// A checkpoint is being written, or the log is not durable: to be tried again when it is.
    case later
    /// The index files have changed: the job has more steps to do, then it is to be tried again.
    case again
    /// It cannot be installed; its files are gone, or will be.
    case dropped
  }

  /// So often a job compares beside the commits before the leader waits for it.
  private static let comparisonCountMax = 3

  /// Looks for something to compact.
  ///
  /// Only while everything is durable and nothing is frozen: index files and watermarks are of one
  /// basis then, and everything in the delta lies behind it.
  func plan(_ order: CompactionOrder) throws(StoreError) -> CompactionGrant {
    try writer.nameOutputs()
    guard isSettled else { return .later }
    let candidates = candidates(order)
    let range = CompactionPolicy.choose(
      candidates, goal: order.goal, segmentTarget: core.segmentTarget(writer))
    guard let range else { return .nothing }
    let ids = try writer.takeFileIDs(2)
    guard let plan = CompactionPlan(view, writer.manifest, range, output: ids[0]) else {
      return .nothing
    }
    let job = CompactionJob(plan, index: core.indexOutput([ids[1]], writer))
    let byteCount = CompactionPolicy.byteCount(candidates, goal: order.goal)
    return .job(job, byteCount: byteCount)
  }

  private var isSettled: Bool {
    #if STRANDLINE_CANARIES
      if Canary.undurableKillInCompaction.isLoose, !writer.mustRoll, view.index.frozen == nil {
        return view.index.disk !== DiskIndex.empty
      }
    #endif
    return writer.isSynced && !writer.mustRoll && view.index.frozen == nil
      && view.index.disk !== DiskIndex.empty
  }

  /// Sealed segments wholly below the basis, in the order of the log: a prefix of it.
  private func candidates(_ order: CompactionOrder) -> [CompactionPolicy.Candidate] {
    let segments = writer.manifest.entries.filter { $0.name.kind == .segment }
    let end = segments.firstIndex { $0.name.id == writer.manifest.basisFile } ?? 0
    let barred = core.barredSegments()
    return segments[..<end].map { entry in
      let id = entry.name.id
      return CompactionPolicy.Candidate(
        file: id, byteCount: heldByteCount(entry), liveByteCount: view.index.liveBytes[id],
        copiedByteCount: entry.isOutput ? entry.copiedByteCount : nil,
        isBarred: !entry.isSealed || barred.contains(id) || order.below.map { id >= $0 } ?? false)
    }
  }

  /// What a segment takes on the disk.
  ///
  /// Behind its end may lie commits that were moved to another segment, with bytes of sessions that
  /// were deleted since, and room that a roll could not give back: all of it is dead.
  private func heldByteCount(_ entry: ManifestSnapshot.Entry) -> UInt64 {
    guard !entry.isOutput, let file = view.segments[entry.name.id]?.file else {
      return entry.byteCount
    }
    return max(entry.byteCount, (try? file.size()) ?? 0)
  }

  /// Puts an output in the place of its sources.
  ///
  /// Compare and swap: the job has compared with index files, and installs over these only. The
  /// delta stays above them. Nothing that lives may be left in the sources, which the totals tell.
  ///
  /// - Throws: what the storage reports; the job is at an end then.
  mutating func install(_ job: CompactionJob) throws(StoreError) -> CompactionResult {
    try writer.nameOutputs()
    guard job.isDone, isSettled else { return .later }
    let sources = job.plan.sourceIDs
    let named = Set(writer.manifest.entries.filter { $0.name.kind == .segment }.map(\.name.id))
    guard sources.isSubset(of: named), let output = job.output else {
      job.discard()
      return .dropped
    }
    if view.index.disk !== job.view.index.disk, !isBlind {
      guard let ids = try? writer.takeFileIDs(1) else { return .later }
      // Everything is durable, so this view may be written from.
      job.compareAgain(view, index: core.indexOutput(ids, writer))
      // Checkpoints that follow one another closely must not keep it from ever ending.
      guard job.comparisonCount > Self.comparisonCountMax else { return .again }
      do {
        try job.finishComparing()
      } catch {
        job.discard()
        throw error
      }
    }
    let live = liveByteCount(job)
    guard live == sources.reduce(0, { $0 + view.index.liveBytes[$1] }) || isBlind else {
      core.bar(sources)
      job.discard()
      return .dropped
    }
    // What has died or moved since the basis was copied, too: the total is that of the basis, and a
    // replay from there subtracts. As dead it does not count: before the basis moves, compacting the
    // output again would drop nothing.
    let folded = job.patch.reduce(0 as UInt64) { $0 + UInt64($1.to.byteCountMax) }
    let entry = ManifestSnapshot.Entry(
      name: job.outputName, isSealed: true, byteCount: job.outputByteCount, liveByteCount: folded,
      firstSequence: job.plan.firstSequence, isOutput: true, copiedByteCount: live)
    let disk = job.index.runs.isEmpty ? view.index.disk : view.index.disk.adding(job.index)
    do {
      try writer.install(entry, replacing: sources, disk)
    } catch let failure {
      // If that manifest may count, sources and output must both stay until another one does.
      if failure.mayCount { job.abandon(to: writer) } else { job.discard() }
      throw failure.error
    }
    job.letGo()
    let replaced = job.plan.sources.map { core.path + "/" + $0.segment.name }
    writer.nameless.append(NamelessOutput(path: job.path, sources: replaced))
    #if STRANDLINE_CANARIES
      if Canary.staleViewAfterInstall.isLoose {
        _ = try? writer.nameOutputs()
        return .installed
      }
    #endif
    view.index.replaceDisk(disk)
    for id in sources {
      view.segments.remove(id)
      view.index.dropLiveBytes(of: id)
    }
    view.segments.add(output)
    mapSealed()
    view.index.setLiveBytes(of: output.id, to: live)
    core.publish(view, nextRevision: writer.nextRevision, leaseTimes: leaseTimes)
    // A patch run more may be one too many.
    core.shared.withLock { $0.maintenance.mayHaveWork = true }
    // Where that fails the next turn that needs the names tries again.
    job.replacedPaths = (try? writer.nameOutputs(leavesReplaced: true)) ?? []
    return .installed
  }

  /// Whether it installs without a look.
  private var isBlind: Bool {
    #if STRANDLINE_CANARIES
      Canary.installWithoutCompare.isLoose
    #else
      false
    #endif
  }

  /// The copied records that live now where the index files say.
  private func liveByteCount(_ job: CompactionJob) -> UInt64 {
    var live: UInt64 = 0
    for record in job.patch
    where view.index.isLive(record.revision) && !view.index.isOverridden(record.revision) {
      live += UInt64(record.to.byteCountMax)
    }
    return live
  }
}

extension CompactionJob {
  fileprivate func abandon(to writer: LogWriter) {
    let runs = index.runs.map { index.directory + "/" + $0.name }
    letGo()
    writer.abandon([unfinishedPath] + runs)
  }
}

/// What to look for.
package struct CompactionOrder: Hashable, Sendable {
  package var goal: CompactionPolicy.Goal
  /// Segments from this id on are left alone.
  package var below: FileID?

  package init(_ goal: CompactionPolicy.Goal, below: FileID? = nil) {
    self.goal = goal
    self.below = below
  }
}

/// One look for something to compact, and what the leader found.
package final class CompactionInquiry {
  package let order: CompactionOrder
  package fileprivate(set) var grant = CompactionGrant.nothing

  package init(_ order: CompactionOrder) { self.order = order }

  func answer(_ grant: CompactionGrant) { self.grant = grant }
}

/// What was found.
package enum CompactionGrant {
  case nothing
  /// A checkpoint is being written: to be asked again when it is.
  case later
  /// Something to compact; `byteCount` is what there is to do of its kind in all.
  case job(CompactionJob, byteCount: UInt64)
}
