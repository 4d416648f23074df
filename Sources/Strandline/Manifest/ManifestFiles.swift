/// Reads and writes manifests: immutable files, the highest id counts.
package struct ManifestFiles {
  package let directory: String
  package let fileSystem: any FileSystem

  package init(directory: String, fileSystem: any FileSystem) {
    self.directory = directory
    self.fileSystem = fileSystem
  }

  /// How far writing a manifest came when it failed.
  package struct WriteFailure: Error {
    package let error: StoreError
    /// Whether the new manifest may be the one that counts after a crash.
    package let mayCount: Bool
  }

  package func path(_ id: FileID) -> String {
    directory + "/" + FileName(id: id, kind: .manifest).text
  }

  /// - Throws: `.unsupportedVersion`, or `.io` and the like; answers nil when the file is damaged.
  package func read(
    _ id: FileID, for access: FileAccess
  ) throws(StoreError) -> ManifestSnapshot? {
    let path = path(id)
    let file = try fileSystem.open(path, for: .reading)
    defer { file.close() }
    let bytes = try file.contents(byteCountMax: 8 << 20)
    defer { extendLifetime(bytes) }
    do throws(FormatError) {
      let snapshot = try unsafe ManifestSnapshot(decoding: bytes.bytes)
      let header = try unsafe FileHeader(decoding: bytes.bytes)
      guard access == .reading || !header.forbidsWriting else {
        throw .unsupported(
          version: FileHeader.formatVersion, incompatibleFlags: header.readOnlyCompatibleFlags)
      }
      return snapshot.fileID == id ? snapshot : nil
    } catch {
      if case .unsupported(let version, let flags) = error {
        throw StoreError.unsupported(version: version, flags: flags, path: path)
      }
      return nil
    }
  }

  /// Writes under a temporary name, syncs, renames, syncs the directory.
  ///
  /// A crash before the rename leaves the older manifest and a file that the next writer removes;
  /// one before the directory is synced leaves either manifest, and both describe a valid store.
  package func write(_ snapshot: ManifestSnapshot) throws(WriteFailure) {
    let path = path(snapshot.fileID)
    let unfinished = path + FileName.unfinishedSuffix
    do {
      let file = try fileSystem.create(unfinished)
      defer { file.close() }
      let bytes = snapshot.encode()
      defer { extendLifetime(bytes) }
      try unsafe file.writeFully(bytes.bytes, at: 0)
      try file.sync()
    } catch {
      try? fileSystem.unlink(unfinished)
      throw WriteFailure(error: error, mayCount: false)
    }
    do {
      try fileSystem.rename(unfinished, to: path)
      try fileSystem.syncDirectory(directory)
    } catch {
      throw WriteFailure(error: error, mayCount: true)
    }
  }
}

extension StoreError {
  package static func unsupported(version: UInt16, flags: UInt32, path: String) -> StoreError {
    StoreError(
      .unsupportedVersion,
      "written in format version \(version) with incompatible flags \(flags), which needs a newer"
        + " library; this one reads version \(FileHeader.formatVersion) with flags up to"
        + " \(FileHeader.knownIncompatibleFlags)",
      path: path)
  }
}
