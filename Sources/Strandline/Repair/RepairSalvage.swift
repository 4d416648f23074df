/// Looks through every segment for intact records whose names the new store does not have.
///
/// Memory grows with the number of tombstones and of what is salvaged.
package struct RepairSalvage {
  private let source: StoreCore
  private let target: RepairTarget
  private let storeID: StoreID?
  private let ends: [FileID: UInt64]
  private(set) var lost: [DamageReport.Finding] = []
  /// Sessions that were salvaged.
  private(set) var sessions: Set<SessionKey> = []
  private(set) var valueCount = 0
  private var ended: Set<UInt64> = []
  private var tombstones: [Name: UInt64] = [:]
  private var values: [Name: UInt64] = [:]

  private struct Name: Hashable {
    let domain: NameHash.Domain
    let first: [UInt8]
    let second: [UInt8]

    init(_ domain: NameHash.Domain, _ name: FrameName) {
      self.domain = domain
      first = name.first
      second = domain == .lease || domain == .setting ? [] : name.second
    }
  }

  // The state is nil when nothing but the segments can be read.
  init(_ source: StoreCore, state: DurableState?, target: RepairTarget) throws(StoreError) {
    self.source = source
    self.target = target
    if let state { storeID = state.manifest.storeID } else { storeID = try Self.identity(source) }
    ends = state?.ends ?? [:]
  }

  mutating func run() throws(StoreError) {
    guard let storeID else { return }
    let listing = StoreDirectory(names: try source.environment.fileSystem.list(source.path))
    let segments = listing.segments + listing.unfinishedSegments
    for id in segments.sorted() {
      try walk(id, storeID) { salvage, frame, domain throws(StoreError) in
        salvage.end(frame, domain)
      }
    }
    for id in segments.sorted() {
      try walk(id, storeID) { salvage, frame, domain throws(StoreError) in
        try salvage.take(frame, domain)
      }
    }
    try target.flush()
  }

  private mutating func walk(
    _ id: FileID, _ storeID: StoreID,
    _ body: (inout RepairSalvage, FrameView, NameHash.Domain) throws(StoreError) -> Void
  ) throws(StoreError) {
    let name = FileName(id: id, kind: .segment).text
    var found = try open(name)
    if found == nil { found = try open(name + FileName.unfinishedSuffix) }
    guard let file = found else { return }
    defer { file.close() }
    let pieces = SegmentPieces(file, seed: FrameSeed(storeID: storeID, fileID: id))
    // What stands behind the end is not part of the log.
    let end = min(try file.size(), ends[id] ?? .max)
    var offset = SegmentHeader.firstCommitOffset
    while offset < end {
      guard let frame = try pieces.frame(at: offset, end: end) else {
        let next = try pieces.resynchronise(after: offset, end: end)
        if ends.isEmpty { note(name, offset, next - offset) }
        offset = next
        continue
      }
      offset += UInt64(frame.header.frameByteCount)
      if let domain = frame.header.kind?.nameDomain { try body(&self, frame, domain) }
    }
  }

  private mutating func note(_ file: String, _ offset: UInt64, _ byteCount: UInt64) {
    let finding = DamageReport.Finding(
      kind: .range, file: file, offset: offset, byteCount: byteCount)
    if lost.count < 10_000, !lost.contains(finding) { lost.append(finding) }
  }

  private func open(_ name: String) throws(StoreError) -> (any File)? {
    do {
      return try source.environment.fileSystem.open(source.path + "/" + name, for: .reading)
    } catch {
      guard error.code == .notFound || error.code == .notAStore else { throw error }
      return nil
    }
  }

  /// Notes what tombstones end.
  private mutating func end(_ frame: FrameView, _ domain: NameHash.Domain) {
    guard frame.header.kind?.holdsRevision == false else { return }
    ended.insert(frame.header.revision.rawValue)
    guard let name = frame.name() else { return }
    let key = Name(domain, name)
    tombstones[key] = max(tombstones[key, default: 0], frame.header.sequence.rawValue)
  }

  private mutating func take(
    _ frame: FrameView, _ domain: NameHash.Domain
  ) throws(StoreError) {
    guard let kind = frame.header.kind, kind.holdsRevision, frame.checkBody() == .intact,
      let name = frame.name(), !ended.contains(frame.header.revision.rawValue)
    else { return }
    let key = Name(domain, name)
    let sequence = frame.header.sequence.rawValue
    guard tombstones[key, default: 0] < sequence else { return }
    if kind == .session {
      if !sessions.contains(name.key), try target.holds(kind, name) { return }
      if try target.put(kind, name, unsafe [UInt8](frame.payload)) { sessions.insert(name.key) }
      return
    }
    if let known = values[key] {
      guard known < sequence else { return }
    } else if try target.holds(kind, name) {
      return
    }
    guard try target.put(kind, name, unsafe [UInt8](frame.payload)) else { return }
    if values.updateValue(sequence, forKey: key) == nil { valueCount += 1 }
  }

  /// The identity that most files bear; one in a damaged header counts where no other does.
  package static func identity(_ source: StoreCore) throws(StoreError) -> StoreID? {
    let fileSystem = source.environment.fileSystem
    var votes: [StoreID: Int] = [:]
    for text in try fileSystem.list(source.path) {
      let isUnfinished = text.hasSuffix(FileName.unfinishedSuffix)
      let base = isUnfinished ? String(text.dropLast(FileName.unfinishedSuffix.count)) : text
      guard FileName(base) != nil, try fileSystem.kind(of: source.path + "/" + text) == .file
      else { continue }
      let file = try fileSystem.open(source.path + "/" + text, for: .reading)
      defer { file.close() }
      let bytes = try file.contents(byteCountMax: UInt64(FileHeader.byteCount))
      defer { extendLifetime(bytes) }
      guard bytes.count == FileHeader.byteCount else { continue }
      let reader = unsafe ByteReader(bytes.bytes)
      let raw = StoreID(high: reader.u64(at: 16), low: reader.u64(at: 24))
      let isGood = (try? unsafe FileHeader(decoding: bytes.bytes)) != nil
      votes[raw, default: 0] += isGood ? 1000 : 1
    }
    return votes.max(by: { ($0.value, $0.key.high) < ($1.value, $1.key.high) })?.key
  }
}
