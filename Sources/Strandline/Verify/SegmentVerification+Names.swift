// Index entries that the records ask for.
extension SegmentVerification {
  /// Looks up what the records met so far ask of the runs and the deltas.
  mutating func lookUpNames(
    _ onRead: (UInt64) throws(StoreError) -> Void
  ) throws(StoreError) {
    for family in [RunFamily.key, .room, .sender] {
      let wanted = expected.take(family)
      guard !wanted.isEmpty else { continue }
      var match = EntryMatch(wanted)
      let index = state.view.index
      for delta in [index.active, index.frozen].compactMap(\.self) {
        for run in delta.stack(family).runs {
          match.beginSource()
          for entry in run.entries { match.meet(entry) }
        }
      }
      for run in index.disk.runs(family) {
        let audit = IndexFileAudit(
          name: FileName(id: run.id, kind: .run), file: run.pages.file,
          storeID: state.manifest.storeID)
        guard case .run(let header)? = try audit.header() else { continue }
        match.beginSource()
        try audit.forEachEntry(header) { entry throws(StoreError) in match.meet(entry) }
        try onRead(run.byteCount)
      }
      if damagedFamilies.contains(family) { continue }
      for place in match.missing { note(.index, place.fileName, place.offset) }
    }
  }
}

extension IndexDelta {
  /// The entries of a family.
  func stack(_ family: RunFamily) -> EntryStack {
    switch family {
    case .key: keys
    case .room: rooms
    case .sender: senders
    case .places: places.moved
    }
  }
}

extension Place {
  /// The name of the segment it lies in.
  var fileName: String { file.map { FileName(id: $0, kind: .segment).text } ?? "" }
}
