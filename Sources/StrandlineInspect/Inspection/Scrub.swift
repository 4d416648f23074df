import Strandline

/// Reads a store's files, or one alone, from the first byte to the last, no faster than it is allowed
/// to, and remembers how far it has come.
struct Scrub {
  private let fileSystem: any FileSystem = POSIXFileSystem()
  /// In the order of the names, so that a later run knows what is done.
  private let files: [(name: String, path: String)]
  /// Where the log leaves its segments.
  private let ends: [FileID: UInt64]
  private let rate: UInt64?
  private let byteCountMax: UInt64
  private let statePath: String?
  private(set) var position: ScrubPosition
  /// Places that are damaged, met by this run.
  private(set) var findings: [(place: String, byteCount: UInt64)] = []
  /// Files that the store names and does not have.
  private(set) var missing: [String] = []
  /// Whether the last byte of the last file was read.
  private(set) var isFinished = false
  private(set) var byteCount: UInt64 = 0
  private let start = ContinuousClock.now
  private var lastSave = ContinuousClock.now

  init(
    _ path: String, rate: UInt64?, byteCountMax: UInt64, statePath: String?
  ) throws(ToolFailure) {
    // Held for a moment only: a scrub may take hours, and what a writer removes meanwhile would keep
    // its space.
    let files = try StoreFiles(path)
    let standing = RecordStanding(files)
    self.rate = rate
    self.byteCountMax = byteCountMax
    self.statePath = statePath
    // What no manifest names is being written, or means nothing.
    let named = files.manifest.map { Set($0.entries.map(\.name)) }
    let wanted = FileHeader.Kind.allCases.flatMap { files.names($0) }.filter { name in
      name.kind == .manifest || named?.contains(name) ?? true
    }
    var names: [String] = []
    for name in wanted {
      if let file = try files.file(name) {
        names.append(file.baseName)
      }
    }
    let held = files.fileSystem
    let lock = files.path(of: FileName.lock)
    if try engine({ () throws(StoreError) in try held.kind(of: lock) }) == .file {
      names.append(FileName.lock)
    }
    self.files = names.sorted().map { ($0, files.path(of: $0)) }
    var ends: [FileID: UInt64] = [:]
    for name in files.names(.segment) { ends[name.id] = standing.end(of: name.id) }
    self.ends = ends
    missing = files.missing.map(\.text)
    let store = files.manifest?.storeID ?? StoreFiles.identity(beside: lock, held)
    let identity = store?.text ?? "unknown"
    position =
      try statePath.map { path throws(ToolFailure) in
        try ScrubPosition.read(path, store: identity, held)
      } ?? ScrubPosition(store: identity)
    // Counted where a scrub begins, once.
    if position.isStart { position.findingCount += UInt64(missing.count) }
  }

  /// Of a file alone: its state is of use for that file only.
  init(
    alone path: String, rate: UInt64?, byteCountMax: UInt64, statePath: String?
  ) throws(ToolFailure) {
    let (file, standing) = try InspectedFile.alone(path)
    try file.requireStoreFile()
    let name = file.storeName
    files = [(name, path)]
    ends = file.fileID.flatMap { id in standing.end(of: file).map { [id: $0] } } ?? [:]
    self.rate = rate
    self.byteCountMax = byteCountMax
    self.statePath = statePath
    let identity = "\(file.storeID?.text ?? "unknown")/\(name)"
    position =
      try statePath.map { state throws(ToolFailure) in
        try ScrubPosition.read(state, store: identity, POSIXFileSystem())
      } ?? ScrubPosition(store: identity)
  }

  mutating func run(_ console: Console) throws(ToolFailure) {
    var total: UInt64 = 0
    for (_, path) in files { total += try opened(path)?.byteCount ?? 0 }
    for (name, path) in files where name >= position.file || position.file == "-" {
      guard let file = try opened(path) else { continue }
      let offset = name == position.file ? position.offset : 0
      guard try scrub(file, name, from: offset, total, console) else {
        try save()
        return
      }
    }
    isFinished = true
    let done = position
    // The next scrub begins anew.
    position = ScrubPosition(store: position.store)
    try save()
    position = done
  }

  /// A file that a writer has taken away meanwhile is passed over: it was there when the scrub began.
  private func opened(_ path: String) throws(ToolFailure) -> InspectedFile? {
    try InspectedFile.ifThere(path, fileSystem)
  }

  private mutating func scrub(
    _ file: InspectedFile, _ name: String, from offset: UInt64, _ total: UInt64,
    _ console: Console
  ) throws(ToolFailure) -> Bool {
    let end = file.kind == .segment ? file.fileID.flatMap { ends[$0] } : nil
    // A copy, because the closure must not take `self` while it is being changed.
    var scrub = self
    let isWhole = try ScrubUnits(file, end: end).forEach(from: offset) {
      (range, isGood) throws(ToolFailure) in
      try scrub.note(file, name, range, isGood)
      console.progress("scrubbing", Int(clamping: scrub.position.byteCount), of: Int(total))
      return scrub.byteCount < scrub.byteCountMax && !console.output.isClosed
    }
    self = scrub
    return isWhole
  }

  private mutating func note(
    _ file: InspectedFile, _ name: String, _ range: Range<UInt64>, _ isGood: Bool
  ) throws(ToolFailure) {
    let count = UInt64(range.count)
    byteCount += count
    position.file = name
    position.offset = range.upperBound
    position.byteCount += count
    if !isGood {
      position.findingCount += 1
      findings.append((file.place(range.lowerBound), count))
    }
    pace()
    guard ContinuousClock.now - lastSave > .seconds(1) else { return }
    lastSave = .now
    try save()
  }

  /// Waits until the bytes read so far are due.
  private func pace() {
    guard let rate else { return }
    let elapsed = ContinuousClock.now - start
    Pause.wait(milliseconds: ReadRate.pause(behind: byteCount, at: rate, after: elapsed))
  }

  private func save() throws(ToolFailure) {
    guard let statePath else { return }
    try position.write(to: statePath, fileSystem)
  }
}
