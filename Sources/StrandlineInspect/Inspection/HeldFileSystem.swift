package import Strandline

/// The files of a store as they are at one moment, held open.
///
/// What a writer adds, takes away or appends afterwards is not seen, so that whoever looks twice sees
/// the same; everything outside the directory is the system's. Space of files that were taken away
/// since is given back when this goes.
final class HeldFileSystem: FileSystem {
  private let base: any FileSystem
  private let directory: String
  /// Nil where there was no directory to look into.
  private let names: [String]?
  private let files: [String: HeldFile]

  private static let attemptCountMax = 100

  /// Holds the files in a directory; where none is, everything is the system's.
  ///
  /// - Throws: `.io` and the like; also when a writer changes the files faster than they can be opened.
  init(_ path: String, _ base: any FileSystem = POSIXFileSystem()) throws(StoreError) {
    self.base = base
    directory = StoreFiles.trimmed(path)
    guard try base.kind(of: path) == .directory else {
      (names, files) = (nil, [:])
      return
    }
    for _ in 0..<Self.attemptCountMax {
      let before = try base.list(path)
      guard let opened = try Self.opened(before, in: directory, base) else { continue }
      let after = try base.list(path)
      guard Self.isSettled(before, after, opened, directory) else { continue }
      (names, files) = (before, opened)
      return
    }
    throw StoreError(.io, "the store's files change too fast to be read; try again", path: path)
  }

  /// Nil when one of them is gone.
  private static func opened(
    _ names: [String], in directory: String, _ base: any FileSystem
  ) throws(StoreError) -> [String: HeldFile]? {
    var files: [String: HeldFile] = [:]
    for name in names where StoreDirectory.mayHold(name) {
      do {
        files[name] = try HeldFile(base.open("\(directory)/\(name)", for: .reading))
      } catch {
        if error.code == .notFound, try base.kind(of: "\(directory)/\(name)") == nil { return nil }
        // A directory, a pipe, or what the system does not show: met again by whoever wants it.
      }
    }
    return files
  }

  /// Whether what was opened belongs together: no later manifest had come by then, so that segments it
  /// does not name hold no commit yet, and what the highest one names is there, or is really missing.
  private static func isSettled(
    _ before: [String], _ after: [String], _ files: [String: HeldFile], _ directory: String
  ) -> Bool {
    let (first, second) = (StoreDirectory(names: before), StoreDirectory(names: after))
    guard first.manifests.max() == second.manifests.max() else { return false }
    if Set(before) == Set(after) { return true }
    guard let highest = first.manifests.max(),
      let file = files[FileName(id: highest, kind: .manifest).text],
      let bytes = try? file.contents(byteCountMax: 8 << 20)
    else { return false }
    defer { extendLifetime(bytes) }
    guard let manifest = try? unsafe ManifestSnapshot(decoding: bytes.bytes) else { return false }
    return manifest.entries.allSatisfy { first.text(of: $0.name) != nil }
  }

  /// The name of a file in the directory; nil for any other path.
  private func name(_ path: String) -> String? {
    guard names != nil else { return nil }
    guard let slash = path.lastIndex(of: "/") else { return directory == "." ? path : nil }
    let last = path[path.index(after: slash)...]
    // The directory itself, with a slash at its end.
    guard !last.isEmpty else { return nil }
    let around = path[..<slash]
    let isHere = around.isEmpty ? directory == "/" : StoreFiles.trimmed(String(around)) == directory
    return isHere ? String(last) : nil
  }

  func open(_ path: String, for access: FileAccess) throws(StoreError) -> any File {
    guard let name = name(path), access == .reading else {
      return try base.open(path, for: access)
    }
    if let file = files[name] { return file }
    guard names?.contains(name) == true else {
      throw StoreError(.notFound, "there is no such file", path: path)
    }
    return try base.open(path, for: access)
  }

  func list(_ path: String) throws(StoreError) -> [String] {
    guard let names, StoreFiles.trimmed(path) == directory else { return try base.list(path) }
    return names
  }

  func kind(of path: String) throws(StoreError) -> FileKind? {
    guard let name = name(path) else { return try base.kind(of: path) }
    if files[name] != nil { return .file }
    return names?.contains(name) == true ? try base.kind(of: path) : nil
  }

  func bootIdentity() -> [UInt8]? { base.bootIdentity() }
  func create(_ path: String) throws(StoreError) -> any File { try base.create(path) }
  func createDirectory(_ path: String) throws(StoreError) { try base.createDirectory(path) }
  func syncDirectory(_ path: String) throws(StoreError) { try base.syncDirectory(path) }
  func unlink(_ path: String) throws(StoreError) { try base.unlink(path) }
  func removeDirectory(_ path: String) throws(StoreError) { try base.removeDirectory(path) }
  func rename(_ path: String, to newPath: String) throws(StoreError) {
    try base.rename(path, to: newPath)
  }
  func link(_ path: String, to newPath: String) throws(StoreError) {
    try base.link(path, to: newPath)
  }
}

extension StoreDirectory {
  /// Whether a file of that name may be one of a store's, finished or not.
  fileprivate static func mayHold(_ name: String) -> Bool {
    let suffix = FileName.unfinishedSuffix
    return name == FileName.lock || FileName(name) != nil
      || (name.hasSuffix(suffix) && FileName(String(name.dropLast(suffix.count))) != nil)
  }
}

extension Environment {
  /// The system's, but for a store's files, which are as they are now.
  package static func holding(_ path: String) throws(StoreError) -> Environment {
    var environment = Environment.system()
    environment.fileSystem = try HeldFileSystem(path, environment.fileSystem)
    return environment
  }

  /// The same at a moment at which no commit is half written, if one comes within a few tries: for
  /// who takes the end of the log to be all there is, where a writer may be about to go on.
  package static func holdingWhole(
    _ path: String, _ hold: (String) throws(StoreError) -> Environment = holding
  ) throws(StoreError) -> Environment {
    var options = Options()
    options.readOnly = true
    for _ in 1..<4 {
      let environment = try hold(path)
      // What cannot be opened at all is not torn.
      let store = try? SessionStore.open(at: path, options: options, environment: environment)
      defer { try? store?.close() }
      if store?.damageReport.tornByteCount ?? 0 == 0 { return environment }
    }
    return try hold(path)
  }
}
