import Strandline

extension Verb.Operand {
  static let storeOrAnyFile = Verb.Operand(
    name: "STORE-OR-FILE", summary: "the store's directory, or one of its files alone")
  static let storeOrSegment = Verb.Operand(
    name: "STORE-OR-FILE", summary: "the store's directory, or one segment's file alone")
  static let storeOrFile = Verb.Operand(
    name: "STORE-OR-FILE", summary: "the store's directory, or one file of the kind alone")
}

extension InspectedFile {
  /// Whether an operand means one file and no directory: where nothing lies, its name decides.
  static func isMeant(by operand: String) -> Bool {
    if PathState.isFile(operand) { return true }
    let base = operand.split(separator: "/").last.map { String($0) } ?? operand
    return PathState(operand) == .absent && storeFileName(base) != nil
  }

  /// The files of a kind that an operand names: those of a store, or one alone.
  static func all(
    _ operand: String, _ kind: FileHeader.Kind
  ) throws(ToolFailure) -> (files: [InspectedFile], store: StoreFiles?) {
    guard PathState.names(in: operand) != nil else {
      let file = try InspectedFile(operand)
      guard file.kind == kind else {
        throw ToolFailure(.missing, "\(operand) is not a file of that kind")
      }
      return ([file], nil)
    }
    let store = try StoreFiles(operand)
    var files: [InspectedFile] = []
    for name in store.names(kind) {
      if let file = try store.file(name) { files.append(file) }
    }
    return (files, store)
  }

  /// A file that an operand names, and what the store around it says of its frames, both from one
  /// moment.
  ///
  /// Only a segment is asked for, under its own name, in the directory of the store that it is of, and
  /// where a manifest says what the log is: of a copy that lies elsewhere, or alone, nobody knows what
  /// came behind it.
  static func alone(
    _ path: String
  ) throws(ToolFailure) -> (file: InspectedFile, standing: RecordStanding) {
    let files: StoreFiles
    do {
      files = try StoreFiles(StoreFiles.directory(of: path))
    } catch {
      // Without a store around it the file is all there is.
      return (try InspectedFile(path), RecordStanding(failure: error))
    }
    let file = try InspectedFile(path, files.fileSystem)
    guard file.kind == .segment, file.name == FileName(file.storeName),
      let manifest = files.manifest, file.storeID == manifest.storeID
    else {
      let message = "no store is known that \(path) is a segment of"
      return (file, RecordStanding(failure: ToolFailure(.missing, message)))
    }
    return (file, RecordStanding(files))
  }

  /// A segment that an operand names alone; of another file it is said which verb shows it.
  static func segmentAlone(
    _ path: String
  ) throws(ToolFailure) -> (file: InspectedFile, standing: RecordStanding) {
    let alone = try alone(path)
    guard alone.file.kind == .segment else {
      throw ToolFailure(
        .missing, "\(path) is not a segment",
        hint: alone.file.verb.map { "`strandline \($0) \(path)` shows it" })
    }
    return alone
  }

  /// - Throws: `ToolFailure` when neither its header nor its name is that of a file of a store.
  func requireStoreFile() throws(ToolFailure) {
    guard kind != nil || isLock else {
      throw ToolFailure(.missing, "\(path) is not a file of a store")
    }
  }

  /// The verb that shows such a file; nil for no file of a store.
  private var verb: String? {
    switch kind {
    case .segment: "segment"
    case .manifest: "manifest"
    case .map: "map"
    case .run: "runs"
    case .watermarks: "watermarks"
    case nil: isLock ? "hexdump" : nil
    }
  }

  /// What a store calls it, whatever it is called here; empty where it is no file of a store.
  var storeName: String {
    guard !isLock else { return FileName.lock }
    guard let kind, let fileID else { return "" }
    return FileName(id: fileID, kind: kind).text
  }

  /// The last part of its path.
  var baseName: String { path.split(separator: "/").last.map { String($0) } ?? path }

  /// The place that an index gives, as a text to paste; nil where it names no file.
  func text(_ place: Place) -> String? {
    place.file.map {
      let name = FileName(id: $0, kind: .segment).text
      return FilePlace.text("\(StoreFiles.directory(of: path))/\(name)", place.offset)
    }
  }

  /// All bytes of a file that is read whole.
  func whole() throws(ToolFailure) -> [UInt8] { try bytes(at: 0, count: 1 << 30) }
}

extension StoreFiles {
  /// Whether the manifest that counts names a file.
  func isNamed(_ file: InspectedFile) -> Bool {
    manifest?.entries.contains { $0.name == file.name } ?? false
  }
}
