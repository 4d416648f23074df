/// Writes a frozen delta out as index files, step by step: runs, map, watermarks, the directory.
///
/// Each step moves at most about 256 KiB.
///
/// What it has written counts when a manifest names it, which is the leader's to write.
package final class CheckpointJob {
  package let plan: CheckpointPlan
  package let output: IndexOutput
  private var phase = Phase.run(.key)
  private var runWriting: RunWriting?
  private var mapRanges: ArraySlice<Range<UInt64>>
  private var watermarks: (name: FileName, file: any File, bytes: ByteBuffer, done: Int)?

  private enum Phase { case run(RunFamily), map, watermarks, directory, done }

  private static let entriesPerStep = 16_384
  private static let byteCountPerStep = 256 << 10

  package init(_ plan: CheckpointPlan, output: IndexOutput) {
    self.plan = plan
    self.output = output
    mapRanges = plan.mapRanges[...]
  }

  /// Does the next piece of work; true when all is on stable storage.
  ///
  /// - Throws: what the storage reports; nothing of it counts then.
  package func step() throws(StoreError) -> Bool {
    switch phase {
    case .run(let family):
      if try stepRun(family) { phase = next(after: family) }
    case .map:
      if let range = mapRanges.popFirst() {
        try writeMap(range)
      } else {
        phase = .watermarks
      }
    case .watermarks:
      if try stepWatermarks() { phase = .directory }
    case .directory:
      try output.syncDirectory()
      phase = .done
    case .done: break
    }
    if case .done = phase { return true }
    return false
  }

  private func next(after family: RunFamily) -> Phase {
    switch family {
    case .key: .run(.room)
    case .room: .run(.sender)
    case .sender: .run(.places)
    case .places: .map
    }
  }

  private func stepRun(_ family: RunFamily) throws(StoreError) -> Bool {
    guard let frozen = plan.index.frozen else { return true }
    if runWriting == nil {
      let stack =
        switch family {
        case .key: frozen.keys
        case .room: frozen.rooms
        case .sender: frozen.senders
        case .places: frozen.places.moved
        }
      let source: AnyEntrySource =
        family == .places
        ? .array(ArrayCursor(stack.flattened()))
        : .stack(try EntryCursor([stack], from: IndexEntry(high: 0, low: 0)))
      runWriting = RunWriting(
        source, family: family, output: output, isKept: plan.index.isLive)
    }
    guard try runWriting?.step(entryCount: Self.entriesPerStep) ?? true else { return false }
    runWriting = nil
    return true
  }

  /// One file of the map: revisions that are new in this delta.
  private func writeMap(_ range: Range<UInt64>) throws(StoreError) {
    guard let places = plan.index.frozen?.places, plan.index.hasLive(in: range)
    else { return }
    let (name, file) = try output.create(.map)
    let writer = MapWriter(file, id: name.id, storeID: output.storeID, first: range.lowerBound)
    for revision in range {
      let place = plan.index.isLive(revision) ? places[revision] : nil
      try writer.append(place?.rawValue ?? 0)
    }
    _ = try writer.finish()
    try output.finish(map: name, file)
  }

  private func stepWatermarks() throws(StoreError) -> Bool {
    if watermarks == nil {
      let (name, file) = try output.create(.watermarks)
      let bytes = plan.snapshot.encode(storeID: output.storeID, fileID: name.id)
      watermarks = (name, file, bytes, 0)
    }
    guard let (name, file, bytes, done) = watermarks else { return true }
    defer { extendLifetime(bytes) }
    let end = min(bytes.count, done + Self.byteCountPerStep)
    try unsafe file.writeFully(unsafe bytes.slice(done..<end), at: UInt64(done))
    file.beginWriteback(from: UInt64(done), byteCount: UInt64(end - done))
    watermarks?.done = end
    guard end == bytes.count else { return false }
    try output.finish(
      watermarks: name, file, byteCount: UInt64(bytes.count), basis: plan.basis.sequence)
    watermarks = nil
    return true
  }
}

/// One run on its way to disk; entries of revisions that are not kept stay behind.
///
/// Kept is what lives at the basis, the old or the new one, a durable state: a kill behind it that a
/// crash takes back must not have cost an entry, and one that is replayed must find it.
package struct RunWriting {
  private var source: AnyEntrySource
  private let family: RunFamily
  private let isKept: (UInt64) -> Bool
  private let output: IndexOutput
  private var target: (name: FileName, file: any File, writer: RunWriter)?

  package init(
    _ source: AnyEntrySource, family: RunFamily, output: IndexOutput,
    isKept: @escaping (UInt64) -> Bool
  ) {
    self.source = source
    self.family = family
    self.isKept = isKept
    self.output = output
  }

  /// Writes up to so many entries; true when the run is written and synced, or turned out empty.
  package mutating func step(entryCount: Int) throws(StoreError) -> Bool {
    for _ in 0..<entryCount {
      guard let entry = try source.next() else { return try finish() }
      let revision = family.revision(of: entry)
      guard isKept(revision) else { continue }
      if target == nil {
        let (name, file) = try output.create(.run)
        let writer = RunWriter(file, id: name.id, storeID: output.storeID, family: family)
        target = (name, file, writer)
      }
      try target?.writer.append(entry)
    }
    return false
  }

  private mutating func finish() throws(StoreError) -> Bool {
    guard let (name, file, writer) = target else { return true }
    _ = try writer.finish()
    try output.finish(run: name, file)
    target = nil
    return true
  }
}

extension RunFamily {
  /// The revision an entry of this family speaks of.
  package func revision(of entry: IndexEntry) -> UInt64 {
    switch self {
    case .key: entry.keyRevision
    case .room, .sender: entry.memberRevision
    case .places: entry.high
    }
  }
}
