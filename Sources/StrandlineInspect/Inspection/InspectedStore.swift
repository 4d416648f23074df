import Strandline

/// A store as its files are at one moment, for verbs that only look.
///
/// Takes no lock, writes nothing, works beside a writer and reads past what cannot be read.
final class InspectedStore {
  /// One segment in the directory, whether the log needs it or not.
  struct Segment {
    let id: FileID
    /// The file's name, as it is in the directory.
    let name: String
    let file: any File
    /// What stands behind it is not part of the log.
    let end: UInt64
    /// Whether the log goes through it; otherwise it is left over, or being written.
    let isNamed: Bool
  }

  let path: String
  /// What the files mean; nil when nothing tells what lives, and frames are all there is.
  let loaded: LoadedStore?
  let segments: [Segment]
  let storeID: StoreID?
  /// The state a reader would be served from.
  private(set) var view: StoreView?

  init(_ path: String) throws(ToolFailure) {
    self.path = path
    guard !PathState(path).isFree else { throw StoreAccess.missing(path) }
    do throws(StoreError) {
      var environment = try Environment.holding(path)
      let fileSystem = LenientFileSystem(environment.fileSystem)
      environment.fileSystem = fileSystem
      var options = Options()
      options.readOnly = true
      let core = StoreCore(path: path, options: options, environment: environment)
      try Self.checkIsStore(path, fileSystem)
      let read = try Self.load(core)
      loaded = read?.loaded
      view = read.map { read in
        StoreView(
          index: read.loaded.index, evidence: read.loaded.evidence,
          segments: read.loaded.segments, hash: read.loaded.hash, lineage: read.lineage)
      }
      if let read {
        storeID = read.loaded.storeID
      } else {
        storeID = try RepairSalvage.identity(core)
      }
      segments = try Self.segments(of: read?.loaded, path, fileSystem)
    } catch {
      throw StoreAccess.failure(toOpen: path, error)
    }
  }

  /// What nothing but the segments is left of has no state that could be served.
  private static func load(
    _ core: StoreCore
  ) throws(StoreError) -> (loaded: LoadedStore, lineage: Lineage)? {
    do {
      return try core.loadForReading()
    } catch {
      guard error.code == .corrupt else { throw error }
      return nil
    }
  }

  private static func checkIsStore(
    _ path: String, _ fileSystem: any FileSystem
  ) throws(StoreError) {
    guard try fileSystem.kind(of: path) == .directory else {
      throw StoreError(.notAStore, "this is not a directory; a store is one", path: path)
    }
    guard StoreDirectory(names: try fileSystem.list(path)).isStore else {
      throw StoreError(.notAStore, "the directory holds other things and no store", path: path)
    }
  }

  private static func segments(
    of loaded: LoadedStore?, _ path: String, _ fileSystem: any FileSystem
  ) throws(StoreError) -> [Segment] {
    var found: [Segment] = []
    for segment in loaded?.chain ?? [] {
      let isNameless = loaded?.unfinished.contains(segment.file.id) ?? false
      found.append(
        Segment(
          id: segment.file.id,
          name: segment.file.name + (isNameless ? FileName.unfinishedSuffix : ""),
          file: segment.file.file, end: segment.end, isNamed: true))
    }
    let listing = StoreDirectory(names: try fileSystem.list(path))
    let known = Set(found.map(\.name))
    let names =
      listing.segments.map { FileName(id: $0, kind: .segment).text }
      + listing.unfinishedSegments.map {
        FileName(id: $0, kind: .segment).text + FileName.unfinishedSuffix
      }
    for name in names.sorted() where !known.contains(name) {
      // A directory of that name is no segment.
      guard let id = FileName(String(name.prefix { $0 != "." }) + ".segment")?.id,
        let file = try? fileSystem.open(path + "/" + name, for: .reading)
      else { continue }
      found.append(
        Segment(id: id, name: name, file: file, end: try file.size(), isNamed: false))
    }
    return found
  }

  /// Runs a call that reads the index; when an index file turns out damaged, once more over an index
  /// that was built from the segments in memory.
  func reading<R>(_ call: (StoreView) throws(StoreError) -> R) throws(ToolFailure) -> R {
    let view = try served()
    do {
      return try call(view)
    } catch {
      guard error.isIndexDamage else { throw ToolFailure(error) }
    }
    return try engine { () throws(StoreError) in
      let healed = try rebuilt(view)
      self.view = healed
      return try call(healed)
    }
  }

  /// The state, for verbs that mean nothing without one.
  func served() throws(ToolFailure) -> StoreView {
    guard let view else {
      throw ToolFailure(
        .damage, "\(path): neither a manifest nor a segment's header can be read",
        hint: "`strandline dump` shows what can be read, `strandline salvage` makes a store of it")
    }
    return view
  }

  private func rebuilt(_ view: StoreView) throws(StoreError) -> StoreView {
    guard let loaded else { return view }
    var rebuild = IndexRebuild(
      hash: loaded.hash, basis: Sequence48(StoreLoader.sequenceMax),
      nextRevision: loaded.nextRevision, known: (view.index.live, view.index.liveNeighbours))
    for segment in loaded.chain {
      try rebuild.read(segment.file, to: segment.end, loaded.segments)
    }
    rebuild.finish()
    var healed = view
    for revision in rebuild.lostSessions() { healed.evidence.sessionDied(revision) }
    healed.index = rebuild.index
    return healed
  }

  /// Says on stderr that the store is not whole.
  func noteDamage(_ console: Console) {
    guard let loaded else {
      console.note("nothing tells what lives in this store: all that can be read are its frames")
      return
    }
    guard !loaded.report.isEmpty else { return }
    console.note("the store is damaged in places; `strandline info \(path)` lists them")
  }
}
