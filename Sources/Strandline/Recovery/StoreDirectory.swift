/// What lies in a store's directory, sorted by what it is.
package struct StoreDirectory: Hashable, Sendable {
  package private(set) var manifests: [FileID] = []
  package private(set) var segments: [FileID] = []
  /// Segments that bear their temporary name: whole if a manifest names them.
  package private(set) var unfinishedSegments: [FileID] = []
  /// Maps, runs and watermarks.
  package private(set) var derived: [FileName] = []
  /// Files that were being written.
  package private(set) var unfinished: [String] = []
  package private(set) var unknown: [String] = []
  /// The highest id in any name, also of unfinished files.
  package private(set) var highestID: FileID?

  /// - Parameters:
  ///   - names: the names in the directory.
  ///   - others: names there that cannot be of the store, whatever they look like.
  package init(names: [String], others: [String] = []) {
    unknown = others
    for name in others {
      if let file = FileName(name) { note(file.id) }
    }
    for name in names.sorted() where name != FileName.lock {
      if let file = FileName(name) {
        note(file.id)
        switch file.kind {
        case .manifest: manifests.append(file.id)
        case .segment: segments.append(file.id)
        case .map, .run, .watermarks: derived.append(file)
        }
      } else if name.hasSuffix(FileName.unfinishedSuffix),
        let file = FileName(String(name.dropLast(FileName.unfinishedSuffix.count)))
      {
        note(file.id)
        unfinished.append(name)
        if file.kind == .segment { unfinishedSegments.append(file.id) }
      } else {
        unknown.append(name)
      }
    }
  }

  /// Takes a file for one that does not belong to the store.
  package mutating func setAside(_ name: FileName) {
    if name.kind == .segment { segments.removeAll { $0 == name.id } }
    derived.removeAll { $0 == name }
    unknown.append(name.text)
  }

  /// Under which name a file that a manifest names is there; nil when it is not.
  package func text(of name: FileName) -> String? {
    guard name.kind == .segment else { return derived.contains(name) ? name.text : nil }
    if segments.contains(name.id) { return name.text }
    // Crash window: a segment is named before it gets its name.
    return unfinishedSegments.contains(name.id) ? name.text + FileName.unfinishedSuffix : nil
  }

  package var isStore: Bool { !manifests.isEmpty || !segments.isEmpty }

  private mutating func note(_ id: FileID) {
    highestID = max(highestID ?? id, id)
  }
}
