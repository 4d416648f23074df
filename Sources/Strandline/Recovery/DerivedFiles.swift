/// Opens the map, the runs and the watermarks that a manifest names.
package struct DerivedFiles {
  package let directory: String
  package let fileSystem: any FileSystem
  package let resources: IndexResources

  package init(directory: String, fileSystem: any FileSystem, resources: IndexResources) {
    self.directory = directory
    self.fileSystem = fileSystem
    self.resources = resources
  }

  /// What they tell.
  package struct Found {
    /// Nil when one of the index files is damaged or missing.
    package var disk: DiskIndex?
    /// Nil when there is none, or it is damaged or missing.
    package var watermarks: WatermarksSnapshot?
    /// Names of files that cannot be used.
    package var damaged: [String] = []
  }

  /// - Throws: `.io` and the like; what is damaged or missing is told in the answer.
  package func open(_ manifest: ManifestSnapshot) throws(StoreError) -> Found {
    var found = Found()
    var runs: [RunFile] = []
    var maps: [MapFile] = []
    for entry in manifest.entries {
      let isUsable =
        switch entry.name.kind {
        case .run: try openRun(entry, manifest.storeID).map { runs.append($0) } != nil
        case .map: try openMap(entry, manifest.storeID).map { maps.append($0) } != nil
        case .watermarks:
          try readWatermarks(entry, manifest).map { found.watermarks = $0 } != nil
        case .segment, .manifest: true
        }
      if !isUsable { found.damaged.append(entry.name.text) }
    }
    let isWhole = found.damaged.allSatisfy { $0.hasSuffix("watermarks") }
    if isWhole, Self.areDisjoint(maps) { found.disk = DiskIndex(runs: runs, maps: maps) }
    return found
  }

  /// Made-up ranges must not hide one another.
  private static func areDisjoint(_ maps: [MapFile]) -> Bool {
    let sorted = maps.sorted { $0.first < $1.first }
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0.first + $0.count <= $1.first }
  }

  private func file(_ entry: ManifestSnapshot.Entry) throws(StoreError) -> (any File)? {
    do {
      let file = try fileSystem.open(directory + "/" + entry.name.text, for: .reading)
      guard try file.size() == entry.byteCount else { return nil }
      return file
    } catch {
      // A directory or a pipe under its name is as little of use as nothing at all.
      guard error.code == .notFound || error.code == .notAStore else { throw error }
      return nil
    }
  }

  private func openRun(
    _ entry: ManifestSnapshot.Entry, _ storeID: StoreID
  ) throws(StoreError) -> RunFile? {
    guard let file = try file(entry) else { return nil }
    return try resources.run(file, id: entry.name.id, storeID: storeID)
  }

  private func openMap(
    _ entry: ManifestSnapshot.Entry, _ storeID: StoreID
  ) throws(StoreError) -> MapFile? {
    guard let file = try file(entry) else { return nil }
    return try resources.map(file, id: entry.name.id, storeID: storeID)
  }

  private func readWatermarks(
    _ entry: ManifestSnapshot.Entry, _ manifest: ManifestSnapshot
  ) throws(StoreError) -> WatermarksSnapshot? {
    guard let file = try file(entry) else { return nil }
    defer { file.close() }
    let bytes = try file.contents()
    defer { extendLifetime(bytes) }
    let snapshot = try? unsafe WatermarksSnapshot(
      decoding: bytes.bytes, storeID: manifest.storeID, fileID: entry.name.id)
    guard let snapshot, snapshot.basisSequence == manifest.basisSequence else { return nil }
    return snapshot
  }
}

/// What all index files of a store share: the cache of pages, and how they are read.
package struct IndexResources: Sendable {
  package let cache: PageCache
  package let isMapped: Bool

  package init(options: Options) {
    cache = PageCache(pageCountMax: options.indexPageCountMax)
    isMapped = options.reading == .mapped
  }

  /// An opened run; nil when it is damaged.
  package func run(
    _ file: any File, id: FileID, storeID: StoreID
  ) throws(StoreError) -> RunFile? {
    try RunFile.open(file, id: id, storeID: storeID, cache: cache, mapping: mapping(file))
  }

  /// An opened map; nil when it is damaged.
  package func map(
    _ file: any File, id: FileID, storeID: StoreID
  ) throws(StoreError) -> MapFile? {
    try MapFile.open(file, id: id, storeID: storeID, cache: cache, mapping: mapping(file))
  }

  /// The same, read by position.
  package var positional: IndexResources { IndexResources(cache: cache, isMapped: false) }

  private init(cache: PageCache, isMapped: Bool) {
    self.cache = cache
    self.isMapped = isMapped
  }

  /// Files that were opened by position, as they are read from now on.
  package func mapped(_ disk: DiskIndex) throws(StoreError) -> DiskIndex {
    guard isMapped, disk !== DiskIndex.empty else { return disk }
    var runs: [RunFile] = []
    for run in disk.allRuns {
      runs.append(RunFile(run, cache: cache, mapping: try mapping(run.pages.file)))
    }
    var maps: [MapFile] = []
    for map in disk.maps {
      maps.append(MapFile(map, cache: cache, mapping: try mapping(map.pages.file)))
    }
    return DiskIndex(runs: runs, maps: maps)
  }

  private func mapping(_ file: any File) throws(StoreError) -> FileMapping? {
    isMapped ? file.mapped(byteCount: try file.size()) : nil
  }
}
