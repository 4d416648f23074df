import Strandline

/// One file of a store, opened for reading, whatever state it is in: nothing but the file itself is
/// needed to look into it.
struct InspectedFile {
  let path: String
  let file: any File
  let byteCount: UInt64
  /// What its name says; nil for a name that no file of a store has.
  let name: FileName?
  let isLock: Bool
  /// Its header; nil where that is damaged.
  let header: FileHeader?
  /// The store it belongs to: by its header, or else by what lies beside it.
  let storeID: StoreID?

  /// Opens a file of a store that is not there under the one of its two names, the temporary one and
  /// the lasting one, under the other: whoever was told its path may come before it is renamed, or
  /// after.
  ///
  /// - Throws: `ToolFailure` when there is no such file, or a newer version wrote it.
  init(_ path: String, _ fileSystem: any FileSystem = POSIXFileSystem()) throws(ToolFailure) {
    let base = path.split(separator: "/").last.map { String($0) } ?? path
    name = Self.storeFileName(base)
    let suffix = FileName.unfinishedSuffix
    let other = base.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path + suffix
    // It may be renamed between the two.
    let names = name == nil ? [path] : [path, other, path]
    let (path, opened) = try Self.opened(names, fileSystem)
    self.path = path
    file = opened
    byteCount = try engine { () throws(StoreError) in try opened.size() }
    isLock = base == FileName.lock
    header = isLock ? nil : try Self.header(opened, path)
    if let header {
      storeID = header.storeID
    } else {
      storeID = StoreFiles.identity(beside: path, fileSystem)
    }
  }

  /// What a name says, be it a temporary one; nil for one that no file of a store has.
  static func storeFileName(_ base: String) -> FileName? {
    let suffix = FileName.unfinishedSuffix
    return FileName(base.hasSuffix(suffix) ? String(base.dropLast(suffix.count)) : base)
  }

  /// Opens a file; nil when there is none.
  static func ifThere(
    _ path: String, _ fileSystem: any FileSystem = POSIXFileSystem()
  ) throws(ToolFailure) -> InspectedFile? {
    do throws(ToolFailure) {
      return try InspectedFile(path, fileSystem)
    } catch {
      guard error.exitCode == .missing else { throw error }
      return nil
    }
  }

  /// What kind of file it is: by its header, or else by its name.
  var kind: FileHeader.Kind? { header?.kind ?? name?.kind }

  var fileID: FileID? { header?.fileID ?? name?.id }

  /// What its checksums continue from; nil where nothing tells the store it belongs to.
  var seed: FrameSeed? {
    guard let storeID, let fileID else { return nil }
    return FrameSeed(storeID: storeID, fileID: fileID)
  }

  /// The same for who can do nothing without it.
  func neededSeed() throws(ToolFailure) -> FrameSeed {
    guard let seed else {
      throw ToolFailure(
        .damage, "\(path): neither its header nor a file beside it tells its store",
        hint: "its checksums are bound to the store's identity, and cannot be checked without it")
    }
    return seed
  }

  func place(_ offset: UInt64) -> String { FilePlace.text(path, offset) }

  /// The bytes from an offset on, fewer only where the file ends.
  func bytes(at offset: UInt64, count: Int) throws(ToolFailure) -> [UInt8] {
    let buffer = try engine { () throws(StoreError) in
      try file.contents(from: offset, byteCountMax: UInt64(max(0, count)))
    }
    return buffer.array()
  }

  /// The first of these paths where a file is.
  private static func opened(
    _ paths: [String], _ fileSystem: any FileSystem
  ) throws(ToolFailure) -> (path: String, file: any File) {
    for path in paths {
      do throws(StoreError) {
        return (path, try fileSystem.open(path, for: .reading))
      } catch {
        guard error.code == .notFound else { throw ToolFailure(error) }
      }
    }
    throw ToolFailure(.missing, "there is no file at \(paths[0])")
  }

  private static func header(_ file: any File, _ path: String) throws(ToolFailure) -> FileHeader? {
    let bytes = try engine { () throws(StoreError) in
      try file.contents(byteCountMax: UInt64(FileHeader.byteCount))
    }
    defer { extendLifetime(bytes) }
    do throws(FormatError) {
      return try unsafe FileHeader(decoding: bytes.bytes)
    } catch {
      guard case .unsupported(let version, let flags) = error else { return nil }
      throw ToolFailure(StoreError.unsupported(version: version, flags: flags, path: path))
    }
  }
}
