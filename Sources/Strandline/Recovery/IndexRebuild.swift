/// Builds the index below a basis from the segments, when there are no index files to rely on.
///
/// Frames may come in any order, compaction having moved them: of a revision the copy with the
/// highest sequence counts, and of a name the record or tombstone with the highest.
package struct IndexRebuild {
  package private(set) var index = SessionIndex()
  package var report = DamageReport()
  package private(set) var sequenceMax: UInt64 = 0
  package private(set) var revisionMax: UInt64 = 0
  /// The same of records alone: a commit tells the next revision of records that may not be durable.
  package private(set) var recordRevisionMax: UInt64 = 0
  private let hash: NameHash
  /// Frames from here on are not looked at.
  private let basis: Sequence48
  /// What lived at the basis, where that is known.
  private let known: (sessions: RevisionSet, neighbours: RevisionSet)?
  /// Revisions that tombstones ended.
  private var ended: Set<UInt64> = []
  /// The sequence of the last tombstone of a name.
  private var tombstones: [TombstoneName: UInt64] = [:]
  private var highestUsual: UInt64

  private struct TombstoneName: Hashable {
    let domain: NameHash.Domain
    let first: [UInt8]
    let second: [UInt8]
  }

  package init(
    hash: NameHash, basis: Sequence48, nextRevision: UInt64,
    known: (sessions: RevisionSet, neighbours: RevisionSet)? = nil
  ) {
    self.hash = hash
    self.basis = basis
    self.known = known
    highestUsual = nextRevision
  }

  package mutating func damage(_ range: Range<UInt64>, in file: String) {
    report.findings.append(
      DamageReport.Finding(
        kind: .range, file: file, offset: range.lowerBound, byteCount: UInt64(range.count)))
  }

  package mutating func apply(
    _ frame: FrameView, body: FrameView.Body, at offset: UInt64, of segment: SegmentFile,
    reading source: RecordSource
  ) throws(StoreError) {
    let header = frame.header
    guard header.sequence < basis else { return }
    sequenceMax = max(sequenceMax, header.sequence.rawValue)
    if header.revision.rawValue <= highestUsual + Self.leapMax {
      revisionMax = max(revisionMax, header.revision.rawValue)
    }
    guard let kind = header.kind, let domain = kind.nameDomain else { return }
    let name = body == .nameDamaged ? nil : frame.name()
    if body != .intact {
      let isSession = domain == .session
      report.findings.append(
        DamageReport.Finding(
          kind: .record, file: segment.name, offset: offset,
          byteCount: UInt64(header.frameByteCount), key: isSession ? name?.key : nil))
    }
    let place = Place(file: segment.id, offset: offset, byteCount: header.frameByteCount)
    let met = Met(kind: kind, domain: domain, name: name, header: header, place: place)
    if kind.holdsRevision {
      try record(met, source)
    } else if known == nil {
      try tombstone(met, source)
    }
  }

  private struct Met {
    let kind: FrameKind
    let domain: NameHash.Domain
    let name: FrameName?
    let header: FrameHeader
    let place: Place

    var revision: UInt64 { header.revision.rawValue }
    var sequence: UInt64 { header.sequence.rawValue }
    var tombstoneName: TombstoneName? {
      name.map {
        TombstoneName(
          domain: domain, first: $0.first, second: domain == .lease ? [] : $0.second)
      }
    }
  }

  /// Reads a segment up to where the log leaves it.
  package mutating func read(
    _ segment: SegmentFile, to end: UInt64, _ segments: SegmentTable
  ) throws(StoreError) {
    let source = RecordSource(segments)
    try segment.walk(from: SegmentHeader.firstCommitOffset, to: end) {
      step throws(StoreError) in
      switch step {
      case .frame(let frame, let body, let offset):
        try apply(frame, body: body, at: offset, of: segment, reading: source)
      case .damage(let range): damage(range, in: segment.name)
      }
    }
  }

  /// Ends the rebuild.
  package mutating func finish() { index.seal() }

  /// Sessions that lived and are in no segment any more: nothing may count them.
  package func lostSessions() -> [UInt64] {
    guard let known else { return [] }
    var lost: [UInt64] = []
    var next = known.sessions.first(from: 0)
    while let revision = next {
      if !index.live.contains(revision) { lost.append(revision) }
      next = known.sessions.first(from: revision + 1)
    }
    return lost
  }
}

extension IndexRebuild {
  private static let leapMax: UInt64 = 1 << 24

  private mutating func record(_ met: Met, _ source: RecordSource) throws(StoreError) {
    let revision = met.revision
    guard revision > 0, revision < StoreLoader.revisionMax,
      revision <= highestUsual + Self.leapMax
    else { return }
    highestUsual = max(highestUsual, revision)
    recordRevisionMax = max(recordRevisionMax, revision)
    let isSession = met.kind == .session
    if let known {
      let lived = isSession ? known.sessions : known.neighbours
      guard lived.contains(revision) else { return }
    }
    let names = met.name.flatMap { hash.names(of: $0, kind: met.kind) }
    if let present = try index.place(of: revision) {
      if try met.sequence > source.sequence(at: present, revision) ?? 0 {
        try index.put(revision, at: met.place, names: names, isSession: isSession)
      } else if let names {
        // An older copy tells the name of one that cannot be read.
        index.name(revision, names)
      }
      return
    }
    if known == nil {
      guard !ended.contains(revision) else { return }
      if let name = met.tombstoneName, tombstones[name, default: 0] > met.sequence { return }
      guard try supersedeOthers(met, hash: names?.key, source) else { return }
    }
    try index.put(revision, at: met.place, names: names, isSession: isSession)
  }

  private mutating func tombstone(_ met: Met, _ source: RecordSource) throws(StoreError) {
    ended.insert(met.revision)
    try index.kill(met.revision)
    guard let name = met.tombstoneName else { return }
    tombstones[name] = max(tombstones[name, default: 0], met.sequence)
    let hash = met.name.flatMap { self.hash.names(of: $0, kind: met.kind)?.key }
    _ = try supersedeOthers(met, hash: hash, source)
  }

  /// Ends what is older under the same name; false when something newer bears it.
  ///
  /// One whose name cannot be read any more is superseded too.
  private mutating func supersedeOthers(
    _ met: Met, hash: UInt64?, _ source: RecordSource
  ) throws(StoreError) -> Bool {
    guard let hash, let name = met.name else { return true }
    for candidate in try index.candidates(hash) where candidate != met.revision {
      guard let place = try index.place(of: candidate) else { continue }
      let identity = try source.identify(place, revision: candidate, as: name, met.kind)
      guard identity != .other else { continue }
      if try met.sequence > source.sequence(at: place, candidate) ?? 0 {
        try index.kill(candidate)
      } else if identity == .same {
        return false
      }
    }
    return true
  }
}
