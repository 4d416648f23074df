/// Bytes of live records per segment, lengths as their places give them.
///
/// A value, changed in commit order like everything that is published: what a replay counts is what
/// the store had counted.
package struct LiveBytes: Sendable, Hashable {
  /// Sorted by file.
  package private(set) var files: [(file: FileID, byteCount: UInt64)] = []

  package init() {}

  /// - Parameter files: sorted by file.
  package init(files: [(file: FileID, byteCount: UInt64)]) { self.files = files }

  package subscript(file: FileID) -> UInt64 {
    let index = lowerBound(file)
    return index < files.count && files[index].file == file ? files[index].byteCount : 0
  }

  package var total: UInt64 { files.reduce(0) { $0 &+ $1.byteCount } }

  /// A live record lies at `place` now.
  package mutating func add(_ place: Place) {
    guard let file = place.file else { return }
    let index = lowerBound(file)
    if index < files.count, files[index].file == file {
      files[index].byteCount += UInt64(place.byteCountMax)
    } else {
      files.insert((file, UInt64(place.byteCountMax)), at: index)
    }
  }

  /// What lay at `place` lives no more, or elsewhere.
  package mutating func subtract(_ place: Place) {
    guard let file = place.file else { return }
    let index = lowerBound(file)
    guard index < files.count, files[index].file == file else { return }
    files[index].byteCount -= min(files[index].byteCount, UInt64(place.byteCountMax))
  }

  /// Gives a file its total, whatever it had.
  package mutating func set(_ file: FileID, to byteCount: UInt64) {
    remove(file)
    if byteCount > 0 { files.insert((file, byteCount), at: lowerBound(file)) }
  }

  /// Forgets a file that is gone.
  package mutating func remove(_ file: FileID) { files.removeAll { $0.file == file } }

  private func lowerBound(_ file: FileID) -> Int {
    var low = 0
    var high = files.count
    while low < high {
      let middle = (low + high) / 2
      if files[middle].file < file { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package static func == (left: LiveBytes, right: LiveBytes) -> Bool {
    left.files.elementsEqual(right.files) { $0.file == $1.file && $0.byteCount == $1.byteCount }
  }

  package func hash(into hasher: inout Hasher) {
    for entry in files { hasher.combine(entry.byteCount) }
  }
}
