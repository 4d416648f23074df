import Strandline
import StrandlineTestSupport

enum RunTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    guard let index = IndexFile(bytes),
      let run = try IndexFile.reading({ () throws(StoreError) in
        try open(index.file, index, index.mapping)
      })
    else { return }
    let entries = try IndexFile.reading { () throws(StoreError) in
      try all(RunCursor(all: run))
    }
    for high in run.fences + [0, .max] { try visit(high, run, entries) }
    guard let entries else { return }
    try require(UInt64(entries.count) == run.entryCount, "a run with another number of entries")
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy {
      run.family == .places ? $0.high < $1.high : $0 < $1
    }
    guard isSorted else { return }
    for entry in entries { try visit(entry.high, run, entries) }
    try write(entries, run, index)
  }

  private static func open(
    _ file: MemoryFile, _ index: IndexFile, _ mapping: FileMapping?
  ) throws(StoreError) -> RunFile? {
    try RunFile.open(
      file, id: index.id, storeID: index.storeID, cache: PageCache(pageCountMax: 2),
      mapping: mapping)
  }

  private static func all(_ cursor: RunCursor) throws(StoreError) -> [IndexEntry] {
    var cursor = cursor
    var entries: [IndexEntry] = []
    while let entry = try cursor.next() { entries.append(entry) }
    return entries
  }

  /// Looked up, there are those that the walk found, if the walk is in order.
  private static func visit(
    _ high: UInt64, _ run: RunFile, _ entries: [IndexEntry]?
  ) throws(FuzzFinding) {
    let found = try IndexFile.reading { () throws(StoreError) -> [IndexEntry]? in
      var found: [IndexEntry] = []
      try run.forEach(high: high) { entry throws(StoreError) in
        found.append(entry)
        return true
      }
      return found
    }
    guard let found else { return }
    try require(found.allSatisfy { $0.high == high }, "an entry of another name")
    guard let entries, zip(entries, entries.dropFirst()).allSatisfy({ $0 < $1 }),
      entries.last.map({ high <= $0.high }) ?? true
    else { return }
    // The last high may be any in a header that says so; what is above it is not there.
    if !found.isEmpty {
      try require(found == entries.filter { $0.high == high }, "entries are not found")
    }
  }

  private static func write(
    _ entries: [IndexEntry], _ run: RunFile, _ index: IndexFile
  ) throws(FuzzFinding) {
    let file = MemoryFile()
    let again = try IndexFile.reading { () throws(StoreError) -> [IndexEntry]? in
      let writer = RunWriter(file, id: index.id, storeID: index.storeID, family: run.family)
      for entry in entries { try writer.append(entry) }
      _ = try writer.finish()
      guard let written = try open(file, index, nil) else { return nil }
      return try all(RunCursor(all: written))
    }
    try require(again == entries, "a run becomes another one")
    try require(file.bytes.count == index.file.bytes.count, "a run of another length")
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    let room = SparsePages.shorten(try FixtureFiles.last(".run", of: "compacted"))
    let places = SparsePages.shorten(try FixtureFiles.last(".run", of: "mid-compaction"))
    return ["read": [1] + room, "mapped": [3] + places]
  }
}
