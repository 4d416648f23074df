// The manifest that names what a checkpoint, a merge or a compaction has written.
extension LogWriter {
  /// Where the log ends now; everything before must be durable for a checkpoint to begin here.
  package var position: LogPosition {
    LogPosition(file: active.id, offset: end, sequence: Sequence48(nextSequence))
  }

  /// Ids for files that will be written beside the log; used up, whatever becomes of them.
  package func takeFileIDs(_ count: Int) throws(StoreError) -> [FileID] {
    var ids: [FileID] = []
    for _ in 0..<count { ids.append(try takeFileID()) }
    return ids
  }

  /// Writes the manifest after which the log is read from `plan.basis` on.
  ///
  /// Crash windows: before the manifest is durable the new files are orphans and the old basis
  /// counts; afterwards the old watermarks are. What a failed attempt named stays until a later
  /// manifest is written.
  package func install(
    _ plan: CheckpointPlan, _ disk: DiskIndex, watermarks: ManifestSnapshot.Entry
  ) throws(StoreError) {
    precondition(
      plan.basis.sequence >= manifest.basisSequence, "a basis never moves backwards")
    var next = manifest
    next.basisFile = plan.basis.file
    next.basisOffset = plan.basis.offset
    next.basisSequence = plan.basis.sequence
    // What is folded is durable: no recovery may take it for an unconfirmed tail and move it.
    for index in next.entries.indices where next.entries[index].name.id == plan.basis.file {
      next.entries[index].byteCount = max(next.entries[index].byteCount, plan.basis.offset)
    }
    next.setIndex(disk, watermarks: watermarks)
    next.setLiveBytes(plan.index.liveBytes)
    try replaceManifest(next)
  }

  /// Writes the manifest that names other index files with the same meaning.
  package func install(_ disk: DiskIndex) throws(StoreError) {
    var next = manifest
    next.setIndex(disk, watermarks: manifest.entries.first { $0.name.kind == .watermarks })
    try replaceManifest(next)
  }

  /// Installs a manifest and removes the files that it no longer names.
  ///
  /// Views and readers that have them open go on reading them.
  package func replaceManifest(_ next: ManifestSnapshot) throws(StoreError) {
    let former = Set(manifest.entries.map(\.name))
    do {
      try install(next)
    } catch {
      throw error.error
    }
    for name in former.subtracting(next.entries.map(\.name)) {
      try? environment.fileSystem.unlink(directory + "/" + name.text)
    }
  }
}

extension ManifestSnapshot {
  /// Names these index files and no others; runs of a family oldest first.
  package mutating func setIndex(_ disk: DiskIndex, watermarks: Entry?) {
    entries.removeAll { $0.name.kind != .segment }
    for run in disk.allRuns {
      entries.append(
        Entry(
          name: FileName(id: run.id, kind: .run), isSealed: true, byteCount: run.byteCount,
          firstSequence: .zero))
    }
    for map in disk.maps {
      entries.append(
        Entry(
          name: FileName(id: map.id, kind: .map), isSealed: true, byteCount: map.byteCount,
          firstSequence: .zero))
    }
    if let watermarks { entries.append(watermarks) }
  }

  /// Totals of the segments as of the basis, for whoever looks at the files.
  mutating func setLiveBytes(_ liveBytes: LiveBytes) {
    for index in entries.indices where entries[index].name.kind == .segment {
      let live = liveBytes[entries[index].name.id]
      entries[index].liveByteCount = live
      let entry = entries[index]
      let whole = entry.isOutput ? entry.copiedByteCount : entry.byteCount
      entries[index].deadByteCount = whole - min(live, whole)
    }
  }
}

extension DiskIndex {
  /// This one with newer files above it.
  package func adding(_ output: IndexOutput) -> DiskIndex {
    DiskIndex(runs: allRuns + output.runs, maps: maps + output.maps)
  }
}
