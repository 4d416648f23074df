// Manifests, the lock file, and what nothing names.
extension Verification {
  func manifests(_ listing: StoreDirectory) throws(StoreError) {
    let files = ManifestFiles(directory: state.directory, fileSystem: fileSystem)
    for id in listing.manifests.sorted() {
      let name = FileName(id: id, kind: .manifest).text
      guard let file = try opened(name) else { continue }
      defer { file.close() }
      var account = ByteAccount(name, byteCount: try file.size())
      if try isGood(id, files) {
        if report.depth == .full {
          account.add(.fileHeader, UInt64(FileHeader.byteCount))
          account.add(.structureHeader, UInt64(ManifestSnapshot.bodyByteCount))
          account.addRest(.fileList)
        }
      } else {
        note(.file, name)
        if report.depth == .full { account.addRest(.damaged) }
      }
      finish(account)
    }
  }

  /// One that a writer has taken away meanwhile is good.
  private func isGood(_ id: FileID, _ files: ManifestFiles) throws(StoreError) -> Bool {
    do {
      let found = try files.read(id, for: .reading)
      return found.map { $0.storeID == state.manifest.storeID } ?? false
    } catch {
      if error.code == .notFound { return true }
      guard error.code == .unsupportedVersion else { throw error }
      return false
    }
  }

  private func opened(_ name: String) throws(StoreError) -> (any File)? {
    do {
      return try fileSystem.open(state.directory + "/" + name, for: .reading)
    } catch {
      guard error.code == .notFound || error.code == .notAStore else { throw error }
      return nil
    }
  }

  /// The lock file, and files that the state does not name.
  func others(_ listing: StoreDirectory) throws(StoreError) {
    if let lock = try opened(FileName.lock) {
      defer { lock.close() }
      try self.lock(lock)
    }
    let named = Set(state.manifest.entries.map(\.name))
    let texts = Set(named.compactMap { listing.text(of: $0) })
    var unnamed = listing.unfinished.filter { !texts.contains($0) }
    unnamed += listing.segments.map { FileName(id: $0, kind: .segment) }
      .filter { !named.contains($0) }.map(\.text)
    unnamed += listing.derived.filter { !named.contains($0) }.map(\.text)
    for name in unnamed {
      guard let file = try opened(name) else { continue }
      defer { file.close() }
      var account = ByteAccount(name, byteCount: try file.size())
      if report.depth == .full { account.addRest(.unused) }
      finish(account)
    }
    report.unnamedFiles = unnamed.sorted()
    report.unknownFiles = listing.unknown.sorted()
  }

  private func lock(_ file: any File) throws(StoreError) {
    let bytes = try file.contents(byteCountMax: UInt64(LockNote.byteCount))
    defer { extendLifetime(bytes) }
    var account = ByteAccount(FileName.lock, byteCount: try file.size())
    // Without a note it is a lock all the same.
    let isNote = (try? unsafe LockNote(decoding: bytes.bytes)) != nil
    let reader = unsafe ByteReader(bytes.bytes)
    let isGood = bytes.count == 0 || (isNote && reader.isZero(at: 44, count: 4))
    if !isGood { note(.file, FileName.lock) }
    if report.depth == .full {
      account.add(isGood ? .lockNote : .damaged, UInt64(LockNote.byteCount))
      account.addRest(.unused)
    }
    finish(account)
  }
}
