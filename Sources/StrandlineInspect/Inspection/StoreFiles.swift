import Strandline

/// The files in a store's directory at one moment, as far as they can be read: takes no lock, writes
/// nothing, works beside a writer, and needs no file to be whole.
struct StoreFiles {
  /// As it was given, without a slash at its end.
  let path: String
  /// Holds the files open.
  let fileSystem: any FileSystem
  let listing: StoreDirectory
  /// Every manifest, the highest id first; nil for one that is damaged.
  let manifests: [(id: FileID, snapshot: ManifestSnapshot?)]

  /// - Throws: `ToolFailure` when there is no directory with a store's files in it.
  init(_ path: String) throws(ToolFailure) {
    let trimmed = Self.trimmed(path)
    self.path = trimmed
    let fileSystem = try engine { () throws(StoreError) in try HeldFileSystem(path) }
    self.fileSystem = fileSystem
    switch try engine({ () throws(StoreError) in try fileSystem.kind(of: path) }) {
    case .directory: break
    case nil: throw ToolFailure(.missing, "there is no store at \(path)")
    case .file, .other:
      throw ToolFailure(
        .missing, "\(path) is not a directory",
        hint: "a store is the directory that was named when it was made")
    }
    let names = try engine { () throws(StoreError) in try fileSystem.list(path) }
    listing = StoreDirectory(names: names)
    guard listing.isStore || !listing.unfinished.isEmpty else {
      throw ToolFailure(.missing, "there is no store at \(path)")
    }
    let reader = ManifestFiles(directory: trimmed, fileSystem: fileSystem)
    var found: [(id: FileID, snapshot: ManifestSnapshot?)] = []
    for id in listing.manifests.sorted(by: >) {
      do throws(StoreError) {
        found.append((id, try reader.read(id, for: .reading)))
      } catch {
        switch error.code {
        case .unsupportedVersion, .io, .protectedData: throw ToolFailure(error)
        // It is no file.
        default: break
        }
      }
    }
    manifests = found
  }

  /// The manifest that counts, or where that is damaged the one before.
  var manifest: ManifestSnapshot? { manifests.lazy.compactMap(\.snapshot).first }

  /// What the manifest names and the directory does not have.
  var missing: [FileName] {
    (manifest?.entries.map(\.name) ?? []).filter { listing.text(of: $0) == nil }
  }

  /// For calls of the engine that are to see the same files.
  var environment: Environment {
    var environment = Environment.system()
    environment.fileSystem = fileSystem
    return environment
  }

  func path(of name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

  /// A file of the store by name, under its temporary name where it has no other; nil when it is
  /// not there or cannot be opened as a file.
  func file(_ name: FileName) throws(ToolFailure) -> InspectedFile? {
    try InspectedFile.ifThere(path(of: name.text), fileSystem)
  }

  /// Files of one kind, in the order of their ids.
  func names(_ kind: FileHeader.Kind) -> [FileName] {
    let segments = (listing.segments + listing.unfinishedSegments).map {
      FileName(id: $0, kind: .segment)
    }
    let manifests = listing.manifests.map { FileName(id: $0, kind: .manifest) }
    let all = segments + manifests + listing.derived
    return Set(all.filter { $0.kind == kind }).sorted { $0.id < $1.id }
  }

  /// Which store the files beside one belong to: what the highest readable manifest says, without
  /// one the first segment.
  static func identity(beside path: String, _ fileSystem: any FileSystem) -> StoreID? {
    let directory = directory(of: path)
    guard let names = try? fileSystem.list(directory) else { return nil }
    let listing = StoreDirectory(names: names)
    let candidates =
      listing.manifests.sorted(by: >).map { FileName(id: $0, kind: .manifest) }
      + listing.segments.map { FileName(id: $0, kind: .segment) }
    for name in candidates {
      guard let file = try? fileSystem.open("\(directory)/\(name.text)", for: .reading),
        let bytes = try? file.contents(byteCountMax: UInt64(FileHeader.byteCount))
      else { continue }
      defer { extendLifetime(bytes) }
      if let header = try? unsafe FileHeader(decoding: bytes.bytes) { return header.storeID }
    }
    return nil
  }

  /// A path without slashes at its end.
  static func trimmed(_ path: String) -> String {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    return trimmed
  }

  /// The directory a file lies in.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
