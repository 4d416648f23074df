/// Figures about a store.
public struct StoreStatistics: Sendable, Hashable {
  /// Bytes of all its files, lengths as the file system gives them.
  public let byteCountOnDisk: Int
  /// Files of the store.
  public let fileCount: Int
  /// Log segments among them.
  public let segmentCount: Int
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
    var files = 0
    var manifestID: FileID?
    let names = try fileSystem.list(path)
    for name in names where name == FileName.lock || FileName(name) != nil {
      // A manifest may go away between the listing and here.
      guard let file = try? fileSystem.open(path + "/" + name, for: .reading) else { continue }
      defer { file.close() }
      bytes += try file.size()
      files += 1
      if let name = FileName(name), name.kind == .manifest {
        manifestID = max(manifestID ?? name.id, name.id)
      }
    }
    let manifest = try manifestID.flatMap { id throws(StoreError) in
      try ManifestFiles(directory: path, fileSystem: fileSystem).read(id, for: .reading)
    }
    let counts = meter.counts
    let listing = StoreDirectory(names: names)
    // Not the writer's own: that is the leader's, who may be counting.
    let next = shared.withLock { $0.nextRevision }
    return StoreStatistics(
      byteCountOnDisk: Int(bytes), fileCount: files, segmentCount: listing.segments.count,
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
