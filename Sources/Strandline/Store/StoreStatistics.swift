/// Figures about a store.
public struct StoreStatistics: Sendable, Hashable {
  /// Bytes of all its files, lengths as the file system gives them.
  public let byteCountOnDisk: Int
  /// Files of the store.
  public let fileCount: Int
  /// Log segments among them.
  public let segmentCount: Int
  /// Runs among them: sorted entries of the index.
  public let runCount: Int
  /// Maps among them: where records lie.
  public let mapCount: Int
  /// Manifests among them.
  public let manifestCount: Int
  /// Bytes of live records, each rounded up by at most an eighth.
  public let liveByteCount: Int
  /// Bytes of the log segments that no live record takes: replaced and deleted records, tombstones,
  /// control frames, headers.
  public let deadByteCount: Int
  /// Bytes of runs, maps and watermarks.
  public let indexByteCount: Int
  /// Bytes of memory, about, for what the index files do not hold yet.
  public let deltaByteCount: Int
  /// Whether index files are being written, or are to be written again after a failure.
  public let isCheckpointPending: Bool
  /// Live sessions.
  public let sessionCount: Int
  /// Bytes written to any file since the store object was made.
  public let byteCountWritten: UInt64
  /// Write calls since then.
  public let writeCount: UInt64
  /// Syncs of files and directories since then.
  public let syncCount: UInt64
  /// The next revision to be given out.
  public let nextRevision: Revision
  /// The store's random identity, 32 hexadecimal digits.
  public let storeIdentity: String
  /// The format version of its files.
  public let formatVersion: Int
}

extension StoreCore {
  func statistics() throws(StoreError) -> StoreStatistics {
    let (view, _) = try view()
    let fileSystem = environment.fileSystem
    var bytes: UInt64 = 0
    var bytesOfKind: [FileHeader.Kind: UInt64] = [:]
    var files = 0
    var manifestID: FileID?
    let names = try fileSystem.list(path)
    for name in names where name == FileName.lock || FileName(name) != nil {
      // A manifest may go away between the listing and here.
      guard let file = try? fileSystem.open(path + "/" + name, for: .reading) else { continue }
      defer { file.close() }
      let size = try file.size()
      bytes += size
      files += 1
      guard let name = FileName(name) else { continue }
      bytesOfKind[name.kind, default: 0] += size
      if name.kind == .manifest { manifestID = max(manifestID ?? name.id, name.id) }
    }
    let manifest = try manifestID.flatMap { id throws(StoreError) in
      try ManifestFiles(directory: path, fileSystem: fileSystem).read(id, for: .reading)
    }
    let counts = meter.counts
    let listing = StoreDirectory(names: names)
    // Not the writer's own: that is the leader's, who may be counting.
    let (next, isPending) = shared.withLock {
      ($0.nextRevision, $0.maintenance.checkpoint.isUnderWay)
    }
    let live = view.index.liveBytes.total
    let log = bytesOfKind[.segment] ?? 0
    let index = [FileHeader.Kind.run, .map, .watermarks].reduce(UInt64(0)) {
      $0 + (bytesOfKind[$1] ?? 0)
    }
    let delta = view.index.active.byteCount + (view.index.frozen?.byteCount ?? 0)
    return StoreStatistics(
      byteCountOnDisk: Int(bytes), fileCount: files, segmentCount: listing.segments.count,
      runCount: listing.derived.count { $0.kind == .run },
      mapCount: listing.derived.count { $0.kind == .map },
      manifestCount: listing.manifests.count, liveByteCount: Int(clamping: live),
      deadByteCount: Int(clamping: log - min(log, live)), indexByteCount: Int(clamping: index),
      deltaByteCount: delta, isCheckpointPending: isPending,
      sessionCount: view.index.live.count, byteCountWritten: counts.byteCountWritten,
      writeCount: counts.writeCount, syncCount: counts.syncCount,
      nextRevision: Revision(next),
      storeIdentity: manifest.map { hex($0.storeID.high) + hex($0.storeID.low) } ?? "",
      formatVersion: Int(FileHeader.formatVersion))
  }

  private func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
