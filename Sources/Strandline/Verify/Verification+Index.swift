// Index files and watermarks.
extension Verification {
  func derived(
    _ entry: ManifestSnapshot.Entry, _ listing: StoreDirectory
  ) throws(StoreError) {
    guard let file = try handle(entry, listing) else { return }
    let size = try file.size()
    if size != entry.byteCount { note(.index, entry.name.text, min(size, entry.byteCount)) }
    var account = ByteAccount(entry.name.text, byteCount: size)
    if entry.name.kind == .watermarks {
      try watermarks(entry, file, &account)
    } else if report.depth == .full {
      try pages(entry, file, &account)
    } else {
      try fences(entry, file)
    }
    finish(account)
  }

  private func watermarks(
    _ entry: ManifestSnapshot.Entry, _ file: any File, _ account: inout ByteAccount
  ) throws(StoreError) {
    let bytes = try file.contents()
    defer { extendLifetime(bytes) }
    let snapshot = try? unsafe WatermarksSnapshot(
      decoding: bytes.bytes, storeID: state.manifest.storeID, fileID: entry.name.id)
    try progress.advance(UInt64(bytes.count))
    let isGood =
      snapshot.map {
        $0.basisSequence == state.manifest.basisSequence
          && $0.nextRevision <= state.manifest.nextRevision.rawValue
      } ?? false
    if !isGood { note(.file, entry.name.text) }
    guard report.depth == .full else { return }
    guard isGood else { return account.addRest(.damaged) }
    account.add(.fileHeader, UInt64(FileHeader.byteCount))
    account.add(.structureHeader, UInt64(WatermarksSnapshot.headerByteCount))
    account.addRest(.watermarks)
  }

  private func pages(
    _ entry: ManifestSnapshot.Entry, _ file: any File, _ account: inout ByteAccount
  ) throws(StoreError) {
    let audit = IndexFileAudit(name: entry.name, file: file, storeID: state.manifest.storeID)
    let damaged = try audit.check(&account) { count throws(StoreError) in
      try progress.advance(count)
    }
    let pageByteCount = UInt64(IndexPage.byteCount)
    for page in damaged {
      note(.index, entry.name.text, page * pageByteCount, pageByteCount)
    }
    guard !damaged.isEmpty else { return }
    guard case .run(let header)? = try audit.header() else {
      if entry.name.kind == .run { damagedFamilies = Set(RunFamily.allCases) }
      return
    }
    damagedFamilies.insert(header.family)
  }

  /// The header of an index file and what lookups begin with.
  private func fences(
    _ entry: ManifestSnapshot.Entry, _ file: any File
  ) throws(StoreError) {
    let audit = IndexFileAudit(name: entry.name, file: file, storeID: state.manifest.storeID)
    guard let header = try audit.header() else { return note(.index, entry.name.text) }
    guard case .run(let run) = header else { return }
    let pageByteCount = UInt64(IndexPage.byteCount)
    try audit.forEachPage(from: 1 + UInt64(run.entryPageCount), to: run.pageCount) {
      index, page throws(StoreError) in
      if page?.kind != .fences {
        note(.index, entry.name.text, index * pageByteCount, pageByteCount)
      }
      try progress.advance(pageByteCount)
    }
  }
}
