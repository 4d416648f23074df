// The manifest after which an output counts and its sources do not.
extension LogWriter {
  /// Writes it: the output stands where the first of its sources stood in the log.
  ///
  /// Crash windows: before it is durable the output and the patch run are orphans; afterwards the
  /// output is named, bears its temporary name and is whole, and the sources are segments that a
  /// named output replaces.
  func install(
    _ output: ManifestSnapshot.Entry, replacing sources: Set<FileID>, _ disk: DiskIndex
  ) throws(ManifestFiles.WriteFailure) {
    var next = manifest
    let isSource = { (entry: ManifestSnapshot.Entry) in
      entry.name.kind == .segment && sources.contains(entry.name.id)
    }
    guard let first = next.entries.firstIndex(where: isSource) else {
      preconditionFailure("the sources are not in the manifest")
    }
    next.entries[first] = output
    next.entries.removeAll(where: isSource)
    next.setIndex(disk, watermarks: manifest.entries.first { $0.name.kind == .watermarks })
    try install(next)
  }

  /// Files that a manifest may name which may count after a crash: they stay until a later manifest
  /// was written.
  func abandon(_ paths: [String]) { abandonedPaths += paths }

  /// Gives outputs their names, and removes what they replace once those are durable, or answers it
  /// for the caller to remove.
  ///
  /// Crash windows: a named output under its temporary name, which the next writer renames; without
  /// a manifest it would not be read, so the sources stay until then. Sources that no manifest names,
  /// which the next writer removes, because a named output replaces them; in the order of the log,
  /// because while a tombstone is there no more, nothing may be that stood before it.
  ///
  /// - Parameter leavesReplaced: whether the caller removes what is answered, in this order.
  /// - Returns: paths of what is replaced and still there.
  /// - Throws: what the storage reports; to be tried again.
  @discardableResult
  func nameOutputs(leavesReplaced: Bool = false) throws(StoreError) -> [String] {
    var left: [String] = []
    while let output = nameless.first {
      let fileSystem = environment.fileSystem
      if !output.isRenamed {
        try fileSystem.rename(output.path + FileName.unfinishedSuffix, to: output.path)
        nameless[0].isRenamed = true
      }
      try fileSystem.syncDirectory(directory)
      nameless.removeFirst()
      guard !leavesReplaced else {
        left += output.sources
        continue
      }
      for source in output.sources {
        do { try fileSystem.unlink(source) } catch { break }
      }
    }
    return left
  }
}

/// An output that a manifest names and that has not got its name for good.
struct NamelessOutput {
  let path: String
  /// Paths of what it replaces, in the order of the log.
  let sources: [String]
  var isRenamed = false
}
