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
}
