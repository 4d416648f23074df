/// Reads a store's files into memory and decides what they mean.
///
/// Writes nothing.
package struct StoreLoader {
  package let directory: String
  package let fileSystem: any FileSystem
  /// Segments are opened for this; the last one is appended to.
  package let access: FileAccess
  package let resources: IndexResources
  /// Whether a reader without the lock builds an index it cannot open again, in memory; otherwise it
  /// is told `.notFound`, because a writer may have replaced the files meanwhile.
  package var allowsRebuild = false

  package init(
    directory: String, fileSystem: any FileSystem, access: FileAccess, resources: IndexResources
  ) {
    self.directory = directory
    self.fileSystem = fileSystem
    self.access = access
    self.resources = resources
  }

  /// What is known before the segments are read.
  struct Plan {
    var storeID: StoreID
    var hash: SipHash
    var manifest: ManifestSnapshot?
    var report = DamageReport()
    var orphans: [String] = []
    /// Whether index files are passed over: a page of one was found damaged.
    var mistrustsIndex = false
    /// Named segments that still bear their temporary name.
    var unfinished: Set<FileID> = []
  }

  /// Reads the store.
  ///
  /// - Parameter newHashKey: taken when no manifest tells the store's own.
  /// - Returns: its state.
  /// - Throws: `.notAStore`, `.corrupt` when not one file can be used, `.unsupportedVersion`,
  ///   `.io` and the like.
  package func load(newHashKey: SipHash) throws(StoreError) -> LoadedStore {
    var listing = try listing()
    guard listing.isStore else {
      throw StoreError(
        .notAStore, "the directory holds other things and no store", path: directory)
    }
    var plan = try plan(&listing, newHashKey: newHashKey)
    plan.report.unknownFiles = listing.unknown.sorted()
    do throws(StoreError) {
      return try read(plan, listing)
    } catch {
      guard error.isIndexDamage else { throw error }
      // A page that the replay needs is damaged.
      plan.mistrustsIndex = true
      plan.report.rebuiltFiles = error.path.map { [$0] } ?? []
      return try read(plan, listing)
    }
  }

  /// What lies in the directory.
  ///
  /// A directory, a link or a pipe under the name of a file of the store is none of its files.
  private func listing() throws(StoreError) -> StoreDirectory {
    var names: [String] = []
    var others: [String] = []
    for name in try fileSystem.list(directory) {
      guard FileName(name) != nil else {
        names.append(name)
        continue
      }
      switch try fileSystem.kind(of: directory + "/" + name) {
      case .file: names.append(name)
      case .directory, .other: others.append(name)
      // A writer has taken it away since.
      case nil: break
      }
    }
    return StoreDirectory(names: names, others: others)
  }

  /// Which manifest is in force.
  ///
  /// None is when the highest one is damaged, or names a file that is missing, or a segment it does
  /// not name holds a commit: then the store is rebuilt from every valid segment, without its
  /// control frames.
  private func plan(
    _ listing: inout StoreDirectory, newHashKey: SipHash
  ) throws(StoreError) -> Plan {
    let files = ManifestFiles(directory: directory, fileSystem: fileSystem)
    var report = DamageReport()
    guard let highest = listing.manifests.max() else {
      return try rebuildPlan(listing, older: nil, newHashKey: newHashKey, report: report)
    }
    guard let manifest = try files.read(highest, for: access) else {
      report.add(.file, FileName(id: highest, kind: .manifest).text)
      var older: ManifestSnapshot?
      for id in listing.manifests.sorted(by: >) where id != highest && older == nil {
        older = try files.read(id, for: access)
      }
      return try rebuildPlan(listing, older: older, newHashKey: newHashKey, report: report)
    }
    let named = Set(manifest.entries.filter { $0.name.kind == .segment }.map(\.name.id))
    // Crash window: a segment is named before it gets its name; it is whole by then.
    let unfinished = named.filter {
      !listing.segments.contains($0) && listing.unfinishedSegments.contains($0)
    }
    for id in named.sorted() where !listing.segments.contains(id) && !unfinished.contains(id) {
      report.add(.missingFile, FileName(id: id, kind: .segment).text)
    }
    let kept = unfinished.map {
      FileName(id: $0, kind: .segment).text + FileName.unfinishedSuffix
    }
    var orphans = listing.unfinished.filter { !kept.contains($0) }
    let derived = Set(manifest.entries.map(\.name))
    for name in listing.derived where !derived.contains(name) {
      if try isForeign(name, to: manifest.storeID) {
        listing.setAside(name)
      } else {
        orphans.append(name.text)
      }
    }
    let unnamed = listing.segments.filter { !named.contains($0) }
    orphans += try sortUnnamed(
      unnamed, manifest, unfinished: unfinished, &listing, &report)
    guard report.findings.isEmpty else {
      return try rebuildPlan(listing, older: manifest, newHashKey: newHashKey, report: report)
    }
    return Plan(
      storeID: manifest.storeID, hash: manifest.hashKey, manifest: manifest, orphans: orphans,
      unfinished: unfinished)
  }

  private func rebuildPlan(
    _ listing: StoreDirectory, older: ManifestSnapshot?, newHashKey: SipHash, report: DamageReport
  ) throws(StoreError) -> Plan {
    if let older {
      return Plan(storeID: older.storeID, hash: older.hashKey, report: report)
    }
    // The identity that most segments bear; frames of others fail their checksums.
    var votes: [StoreID: Int] = [:]
    for id in listing.segments {
      if let header = try fileHeader(id) { votes[header.storeID, default: 0] += 1 }
    }
    guard let winner = votes.max(by: { ($0.value, $0.key.high) < ($1.value, $1.key.high) }) else {
      throw StoreError(
        .corrupt, "no manifest and no segment of this store can be read; look at a copy",
        path: directory)
    }
    return Plan(storeID: winner.key, hash: newHashKey, report: report)
  }

  func fileHeader(
    _ id: FileID, isUnfinished: Bool = false
  ) throws(StoreError) -> FileHeader? {
    let path = path(id, isUnfinished: isUnfinished)
    let file = try fileSystem.open(path, for: .reading)
    defer { file.close() }
    let bytes = try file.contents(byteCountMax: UInt64(FileHeader.byteCount))
    defer { extendLifetime(bytes) }
    do throws(FormatError) {
      let header = try unsafe FileHeader(decoding: bytes.bytes)
      guard access == .reading || !header.forbidsWriting else {
        throw .unsupported(
          version: FileHeader.formatVersion, incompatibleFlags: header.readOnlyCompatibleFlags)
      }
      return header.kind == .segment && header.fileID == id ? header : nil
    } catch {
      if case .unsupported(let version, let flags) = error {
        throw StoreError.unsupported(version: version, flags: flags, path: path)
      }
      return nil
    }
  }

  func path(_ id: FileID, isUnfinished: Bool) -> String {
    directory + "/" + FileName(id: id, kind: .segment).text
      + (isUnfinished ? FileName.unfinishedSuffix : "")
  }

  /// Whether an unnamed segment without frames was made by a writer of this store.
  ///
  /// Anything else somebody put here, and it may be all that is left of another store.
  func isOrphan(_ id: FileID, of storeID: StoreID) throws(StoreError) -> Bool {
    do {
      return try fileHeader(id)?.storeID == storeID
    } catch {
      guard error.code == .unsupportedVersion else { throw error }
      return false
    }
  }

  /// Whether an index file was made by another store.
  ///
  /// One without a readable header was being written.
  private func isForeign(_ name: FileName, to storeID: StoreID) throws(StoreError) -> Bool {
    let file = try fileSystem.open(directory + "/" + name.text, for: .reading)
    defer { file.close() }
    let bytes = try file.contents(byteCountMax: UInt64(FileHeader.byteCount))
    defer { extendLifetime(bytes) }
    do throws(FormatError) {
      return try unsafe FileHeader(decoding: bytes.bytes).storeID != storeID
    } catch {
      if case .unsupported = error { return true }
      return false
    }
  }

  /// The first frame of this store in a segment: no commit is written to a segment before a manifest
  /// names it, so an unnamed one with a frame tells that a manifest is gone.
  ///
  /// Read piece by piece, and of a file that is longer than any segment only the beginning.
  func firstFrame(of id: FileID, _ storeID: StoreID) throws(StoreError) -> FrameHeader? {
    let file = try fileSystem.open(path(id, isUnfinished: false), for: .reading)
    defer { file.close() }
    let seed = FrameSeed(storeID: storeID, fileID: id)
    let pieceByteCount = 1 << 20
    let size = try file.size()
    let end = size > Self.segmentByteCountMax ? UInt64(pieceByteCount) : size
    let piece = ByteBuffer(capacity: pieceByteCount)
    defer { extendLifetime(piece) }
    var start = UInt64(FileHeader.byteCount)
    var found: FrameHeader?
    while start < end, found == nil {
      piece.removeAll()
      unsafe try piece.appendRead(upTo: pieceByteCount) { space throws(StoreError) in
        try unsafe file.readFully(into: space, at: start)
      }
      let bytes = unsafe SegmentBytes(piece.bytes, seed: seed, baseOffset: start)
      _ = bytes.probe(from: start, limit: end) { header, _ in
        found = header
        return true
      }
      // A header may lie across the end of the piece.
      start += UInt64(pieceByteCount - FrameHeader.byteCount)
    }
    return found
  }
}

extension DamageReport {
  mutating func add(
    _ kind: Finding.Kind, _ file: String, offset: UInt64 = 0, byteCount: UInt64 = 0
  ) {
    findings.append(Finding(kind: kind, file: file, offset: offset, byteCount: byteCount))
  }
}
