/// Index files being written: created under their names, filled, synced.
///
/// Crash window: until a manifest names them they are orphans, which the next writer removes.
package final class IndexOutput {
  package let directory: String
  package let fileSystem: any FileSystem
  package let storeID: StoreID
  package let resources: IndexResources
  private var ids: ArraySlice<FileID>
  private var created: [String] = []
  package private(set) var runs: [RunFile] = []
  package private(set) var maps: [MapFile] = []
  package private(set) var watermarks: ManifestSnapshot.Entry?

  package init(
    directory: String, fileSystem: any FileSystem, storeID: StoreID, resources: IndexResources,
    ids: [FileID]
  ) {
    self.directory = directory
    self.fileSystem = fileSystem
    self.storeID = storeID
    self.resources = resources
    self.ids = ids[...]
  }

  /// A new, empty file.
  package func create(
    _ kind: FileHeader.Kind
  ) throws(StoreError) -> (name: FileName, file: any File) {
    guard let id = ids.popFirst() else { preconditionFailure("more files than were planned") }
    let name = FileName(id: id, kind: kind)
    let path = directory + "/" + name.text
    let file = try fileSystem.create(path)
    created.append(path)
    return (name, file)
  }

  /// Syncs a run and opens it as a reader will.
  package func finish(run name: FileName, _ file: any File) throws(StoreError) {
    try file.sync()
    guard let run = try resources.run(file, id: name.id, storeID: storeID) else {
      throw unreadable(name)
    }
    runs.append(run)
  }

  /// Syncs a map and opens it as a reader will.
  package func finish(map name: FileName, _ file: any File) throws(StoreError) {
    try file.sync()
    guard let map = try resources.map(file, id: name.id, storeID: storeID) else {
      throw unreadable(name)
    }
    maps.append(map)
  }

  package func finish(
    watermarks name: FileName, _ file: any File, byteCount: UInt64, basis: Sequence48
  ) throws(StoreError) {
    try file.sync()
    file.close()
    watermarks = ManifestSnapshot.Entry(
      name: name, isSealed: true, byteCount: byteCount, firstSequence: basis)
  }

  package func syncDirectory() throws(StoreError) { try fileSystem.syncDirectory(directory) }

  /// Removes what was written: it is in no manifest.
  package func discard() {
    runs.removeAll()
    maps.removeAll()
    for path in created { try? fileSystem.unlink(path) }
    created.removeAll()
  }

  private func unreadable(_ name: FileName) -> StoreError {
    StoreError(
      .io, "what was just written cannot be read back; it will be written again",
      path: directory + "/" + name.text)
  }
}
