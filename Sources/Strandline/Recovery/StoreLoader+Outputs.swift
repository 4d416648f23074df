// Compaction outputs and what they replace.
extension StoreLoader {
  /// Sorts what bears a segment's name and is not in the manifest.
  ///
  /// Crash windows: an output that no manifest came to name, and sources of a named one that were
  /// not removed yet, are orphans. Any other segment with a frame tells that a manifest is gone.
  func sortUnnamed(
    _ unnamed: [FileID], _ manifest: ManifestSnapshot, unfinished: Set<FileID>,
    _ listing: inout StoreDirectory, _ report: inout DamageReport
  ) throws(StoreError) -> [String] {
    var orphans: [String] = []
    var replaced: Set<FileID>?
    for id in unnamed {
      let name = FileName(id: id, kind: .segment)
      if try isOutput(id, of: manifest.storeID) {
        orphans.append(name.text)
      } else if try firstFrame(of: id, manifest.storeID) != nil {
        if replaced == nil {
          replaced = try replacedByNamed(manifest, unfinished: unfinished)
        }
        #if STRANDLINE_CANARIES
          if Canary.staleManifestDeletes.isLoose { replaced?.insert(id) }
        #endif
        if replaced?.contains(id) == true {
          orphans.append(name.text)
        } else {
          report.add(.file, name.text)
        }
      } else if try isOrphan(id, of: manifest.storeID) {
        orphans.append(name.text)
      } else {
        listing.setAside(name)
      }
    }
    return orphans
  }

  private func isOutput(_ id: FileID, of storeID: StoreID) throws(StoreError) -> Bool {
    guard try isOrphan(id, of: storeID) else { return false }
    let file = try open(id, storeID, isUnfinished: false, isSealed: true)
    defer { file.file.close() }
    return try file.segmentHeader()?.isOutput == true
  }

  private func replacedByNamed(
    _ manifest: ManifestSnapshot, unfinished: Set<FileID>
  ) throws(StoreError) -> Set<FileID> {
    var replaced: Set<FileID> = []
    for entry in manifest.entries where entry.isOutput {
      // One that is missing is told elsewhere.
      let file = try? open(
        entry.name.id, manifest.storeID, isUnfinished: unfinished.contains(entry.name.id),
        isSealed: true)
      guard let file else { continue }
      defer { file.file.close() }
      replaced.formUnion(try file.replacedSegments()?.map(\.file) ?? [])
    }
    return replaced
  }

  /// Without a manifest: takes the segments away that a whole output replaces, and lets the outputs
  /// say what replaced segments said about others.
  ///
  /// An output has its name only after a manifest named it, whole. One that is damaged since is read
  /// like any damaged segment, and what it replaced counts as well where it is still there.
  func resolveOutputs(_ links: inout [Link]) throws(StoreError) {
    var replaced: Set<FileID> = []
    var said: [ReplacedSegment] = []
    for index in links.indices where links[index].header?.isOutput == true {
      let file = links[index].file
      let bytes = try file.file.contents(byteCountMax: Self.segmentByteCountMax)
      defer { extendLifetime(bytes) }
      links[index].sealedEnd = UInt64(bytes.count) & ~7
      let content = unsafe SegmentBytes(bytes.bytes, seed: file.seed)
      guard let check = OutputCheck(content, file: file.id) else { continue }
      said += check.replaced
      if check.isWhole { replaced.formUnion(check.replaced.map(\.file)) }
    }
    links.removeAll { replaced.contains($0.file.id) }
    for segment in said {
      for index in links.indices where links[index].header?.isOutput != true {
        let id = links[index].file.id
        if id == segment.predecessor { links[index].sealedEnd = segment.predecessorEnd }
        if id == segment.file { links[index].sealedEnd = segment.end }
      }
    }
  }

  /// Live bytes at the basis: what the watermarks say of segments that are still named, and what the
  /// manifest says of outputs that are younger.
  func liveBytes(
    _ watermarks: WatermarksSnapshot, _ manifest: ManifestSnapshot
  ) -> LiveBytes {
    var result = LiveBytes()
    let known = LiveBytes(files: watermarks.liveBytes)
    let isKnown = Set(watermarks.liveBytes.map(\.file))
    for entry in manifest.entries where entry.name.kind == .segment {
      let id = entry.name.id
      let isYounger = entry.isOutput && !isKnown.contains(id)
      let made = min(entry.liveByteCount, WatermarksSnapshot.byteCountEnd - 1)
      result.set(id, to: isYounger ? made : known[id])
    }
    return result
  }
}
