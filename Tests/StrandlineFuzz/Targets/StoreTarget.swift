import Strandline
import StrandlineTestSupport

/// A whole store with changed files: opened, read, written, closed and opened again.
enum StoreTarget {
  private static let path = "/store"
  /// What the example stores serve untouched; nil where a finding says why not.
  private static let truths: [StoreReading?] = FixtureFiles.stores.indices.map { index in
    guard let store = try? open(StoreEdits([UInt8(index), 0])) else { return nil }
    return try? StoreReading(store)
  }

  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let edits = StoreEdits(bytes)
    guard let store = try open(edits) else { return }
    let reading = try StoreReading(store)
    if !edits.repairs {
      try checkSessions(reading)
      let isCounted = reading.total.map { $0 >= reading.sessions.count } ?? false
      try require(isCounted, "too few are counted")
      // What is pending for a reader ends at the last promise.
      if !edits.isReadOnly { try checkEvidence(reading, edits) }
    }
    try write(store, edits)
  }

  private static func open(_ edits: StoreEdits) throws(FuzzFinding) -> SessionStore? {
    try StoreReading.answer { () throws(StoreError) in
      let disk = SimulatedDisk(seed: 9)
      try disk.process().createDirectory(path)
      for (name, bytes) in edits.files.sorted(by: { $0.key < $1.key }) {
        disk.setContents(of: path + "/" + name, to: bytes)
      }
      disk.settle()
      var options = Options()
      options.segmentByteCountMax = 4096
      options.deltaByteCountMax = 4096
      options.backgroundCompaction = false
      options.reading = edits.maps ? .mapped : .positional
      options.readOnly = edits.isReadOnly
      return try SessionStore.open(
        at: path, options: options, environment: .simulated(process: disk.process(), seed: 10))
    }
  }

  /// With the checksums as they were written, nothing is served that nobody saved.
  private static func checkSessions(_ reading: StoreReading) throws(FuzzFinding) {
    for (key, record) in reading.sessions {
      try require(record.key == key && wasSaved(record), "bytes that nobody saved")
    }
  }

  /// With the checksums as they were written, nothing counts as uploaded that was not.
  private static func checkEvidence(
    _ reading: StoreReading, _ edits: StoreEdits
  ) throws(FuzzFinding) {
    guard let truth = truths[edits.index] else {
      throw FuzzFinding("an example store cannot be read")
    }
    for (key, record) in reading.sessions {
      for version in StoreReading.versions {
        guard let pending = reading.pending[version] ?? nil, !pending.contains(key),
          let before = truth.sessions[key], before.firstKnownIndex == record.firstKnownIndex
        else { continue }
        let wasPending = truth.pending[version]??.contains(key) ?? true
        try require(!wasPending, "evidence leads the truth: \(version.version), \(record.payload)")
      }
    }
  }

  private static func wasSaved(_ record: SessionRecord) -> Bool {
    let numbers = String(decoding: record.payload, as: UTF8.self).split(separator: ",")
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    guard numbers.count == 3, let index = UInt32(exactly: numbers[1]) else { return false }
    return record == Fixture.session(numbers[0], index: index, edition: numbers[2])
  }

  private static func write(_ store: SessionStore, _ edits: StoreEdits) throws(FuzzFinding) {
    let new = Fixture.session(1000, index: 5, edition: 0)
    let isSaved = try StoreReading.answer { () throws(StoreError) in
      try store.save([new]).first == .inserted
    }
    try StoreReading.answer { () throws(StoreError) in
      _ = try store.acknowledge(try store.pending(for: StoreReading.versions[0], limit: 3))
    }
    try StoreReading.answer { () throws(StoreError) in try store.resetBackupState() }
    try StoreReading.answer { () throws(StoreError) in try store.flush() }
    if edits.compacts {
      try StoreReading.answer { () throws(StoreError) in try store.compact() }
    }
    let isReopened = try StoreReading.answer { () throws(StoreError) in
      try store.close()
      try store.reopen()
      return true
    }
    guard isReopened == true else { return }
    let found = try StoreReading.answer { () throws(StoreError) in try store.session(new.key) }
    let isThere = found == new || isSaved != true || edits.repairs
    try require(isThere, "what was saved is gone")
    try StoreReading.answer { () throws(StoreError) in try store.close() }
  }

  @Sendable static func seeds() -> [String: [UInt8]] {
    var seeds: [String: [UInt8]] = [:]
    for (index, store) in FixtureFiles.stores.enumerated() {
      // A field in the first frame of the last segment.
      let last = UInt8(store.files.lastIndex { $0.name.hasSuffix(".segment") } ?? 0)
      seeds[store.name] = [UInt8(index), UInt8(index % 16), last, 7, 144, 0, 0, 1]
    }
    return seeds
  }
}
