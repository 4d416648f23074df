/// Builds the state of a store from the frames behind its basis, in commit order.
package struct Replay {
  package private(set) var index: SessionIndex
  package private(set) var evidence: EvidenceTable
  package var report = DamageReport()
  /// Whether a bad header or a bad control frame was met where control frames count.
  package private(set) var metControlDamage = false
  package private(set) var lastSequence: UInt64
  package private(set) var revisionMax: UInt64 = 0
  /// The highest revision of a record: a commit without records names the next one, which a later
  /// commit may hold that is not durable.
  package private(set) var recordRevisionMax: UInt64
  /// The lives in the last clean mark.
  package private(set) var formerLives: [Incarnation] = []
  /// Frames of kinds this library does not know and may pass over.
  package private(set) var skippedFrameCount = 0
  /// Live names whose older copies are looked up; also what the leader uses.
  private let hash: NameHash
  /// A reset or forget that could not be read: its twin may follow.
  private var damagedTwin: UInt64?
  /// The highest revision met, or known from the manifest.
  private var highestUsual: UInt64
  private let firstNewRevision: UInt64
  private static let leapMax: UInt64 = 1 << 24

  /// Where a replay begins: the state folded at a basis.
  package struct Start {
    package var index = SessionIndex()
    package var evidence = EvidenceTable()
    /// Frames with a lower sequence are in it already.
    package var basis = Sequence48.zero
    /// Revisions below live already or never again.
    package var firstNewRevision: UInt64 = 1
    /// The next revision to be given out, as far as is known.
    package var nextRevision: UInt64 = 1

    package init() {}
  }

  package init(hash: NameHash, from start: Start) {
    self.hash = hash
    index = start.index
    evidence = start.evidence
    lastSequence = max(1, start.basis.rawValue) - 1
    firstNewRevision = start.firstNewRevision
    highestUsual = start.nextRevision
    recordRevisionMax = start.firstNewRevision - 1
  }

  package mutating func damage(_ range: Range<UInt64>, in file: String) {
    report.findings.append(
      DamageReport.Finding(
        kind: .range, file: file, offset: range.lowerBound, byteCount: UInt64(range.count)))
    metControlDamage = true
  }

  /// What is missing or unreadable may have been control frames.
  package mutating func noteControlDamage() { metControlDamage = true }

  package mutating func apply(
    _ frame: FrameView, body: FrameView.Body, at offset: UInt64, of segment: SegmentFile,
    reading source: RecordSource
  ) throws(StoreError) {
    let header = frame.header
    if header.revision.rawValue <= highestUsual + Self.leapMax {
      revisionMax = max(revisionMax, header.revision.rawValue)
    }
    guard let kind = header.kind else {
      skippedFrameCount += 1
      lastSequence = max(lastSequence, header.sequence.rawValue)
      return
    }
    if kind == .commit { return }
    let isTwin = damagedTwin == header.sequence.rawValue && body == .intact
    if let damagedTwin, damagedTwin != header.sequence.rawValue { metControlDamage = true }
    damagedTwin = nil
    // A frame that was carried over from another file, the second of twins, or folded already.
    guard header.sequence.rawValue > lastSequence || isTwin else {
      if body != .intact { note(.control, frame, offset, segment) }
      return
    }
    lastSequence = header.sequence.rawValue
    // Of compaction outputs, which all lie below the basis: nothing is said by them here.
    if kind == .replaces || kind == .outputEnd { return }
    if kind.isControl || kind == .clean {
      control(kind, frame, body: body, at: offset, of: segment)
    } else {
      let place = Place(
        file: segment.id, offset: offset, byteCount: frame.header.frameByteCount)
      try record(kind, frame, body: body, at: place, of: segment, reading: source)
    }
  }

  /// Ends the replay: the index is complete, and evidence is dropped if it may lead the truth.
  package mutating func finish() {
    index.seal()
    if damagedTwin != nil { metControlDamage = true }
    if metControlDamage {
      evidence = .lost(before: Sequence48(lastSequence + 1))
      report.evidenceDropped = true
    }
  }

  private mutating func note(
    _ kind: DamageReport.Finding.Kind, _ frame: FrameView, _ offset: UInt64,
    _ segment: SegmentFile, key: SessionKey? = nil
  ) {
    report.findings.append(
      DamageReport.Finding(
        kind: kind, file: segment.name, offset: offset,
        byteCount: UInt64(frame.header.frameByteCount), key: key))
  }
}

// Records.
extension Replay {
  private mutating func record(
    _ kind: FrameKind, _ frame: FrameView, body: FrameView.Body, at place: Place,
    of segment: SegmentFile, reading source: RecordSource
  ) throws(StoreError) {
    let name = body == .nameDamaged ? nil : frame.name()
    if body != .intact {
      let isSession = kind == .session || kind == .sessionDeleted
      note(.record, frame, place.offset, segment, key: isSession ? name?.key : nil)
    }
    let revision = frame.header.revision.rawValue
    let names = name.flatMap { hash.names(of: $0, kind: kind) }
    guard kind.holdsRevision else {
      index.noteControlFrame()
      try kill(revision)
      if let name, let names {
        try killOthers(than: revision, named: name, kind, hash: names.key, reading: source)
      }
      return
    }
    guard isPossible(revision) else {
      note(.record, frame, place.offset, segment, key: kind == .session ? name?.key : nil)
      metControlDamage = true
      return
    }
    highestUsual = max(highestUsual, revision)
    recordRevisionMax = max(recordRevisionMax, revision)
    if !index.isNamed(revision), let name, let names {
      try killOthers(than: revision, named: name, kind, hash: names.key, reading: source)
    }
    let isNew = try index.put(
      revision, at: place, names: names, isSession: kind == .session)
    if isNew, kind == .session { evidence.sessionAppeared(revision, live: index.live) }
  }

  /// Numbers are given out one after the other; a leap is no work of this library, and the index
  /// must not be made to cover it.
  ///
  /// Nor does one below the basis begin to live: a watermark may stand above it.
  private func isPossible(_ revision: UInt64) -> Bool {
    revision > 0 && revision < StoreLoader.revisionMax && revision <= highestUsual + Self.leapMax
      && (revision >= firstNewRevision || index.isLive(revision))
  }

  private mutating func kill(_ revision: UInt64) throws(StoreError) {
    if try index.kill(revision) == .session { evidence.sessionDied(revision) }
  }

  /// Ends the older copies of a name.
  ///
  /// One whose name cannot be read any more is superseded too.
  private mutating func killOthers(
    than revision: UInt64, named name: FrameName, _ kind: FrameKind, hash: UInt64,
    reading source: RecordSource
  ) throws(StoreError) {
    for candidate in try index.candidates(hash) where candidate != revision {
      guard let place = try index.place(of: candidate) else { continue }
      switch try source.identify(place, revision: candidate, as: name, kind) {
      case .same, .unreadable: try kill(candidate)
      case .other: break
      }
    }
  }
}

// Control frames.
extension Replay {
  private mutating func control(
    _ kind: FrameKind, _ frame: FrameView, body: FrameView.Body, at offset: UInt64,
    of segment: SegmentFile
  ) {
    let sequence = frame.header.sequence
    index.noteControlFrame()
    guard body == .intact, applyControl(kind, frame, sequence) else {
      note(.control, frame, offset, segment)
      if kind == .reset || kind == .forget {
        damagedTwin = sequence.rawValue
      } else {
        metControlDamage = true
      }
      return
    }
  }

  /// False when the frame's contents make no sense.
  private mutating func applyControl(
    _ kind: FrameKind, _ frame: FrameView, _ sequence: Sequence48
  ) -> Bool {
    switch kind {
    case .reset:
      evidence.reset()
      return true
    case .forget:
      guard let version = frame.name()?.version else { return false }
      evidence.forget(version, sequence: sequence)
      return true
    case .acknowledge:
      guard let version = frame.name()?.version,
        let ranges = try? unsafe RevisionRanges(decoding: frame.payload)
      else { return false }
      evidence.acknowledge(ranges, for: version, sequence: sequence, live: index.live)
      return true
    case .legacy:
      guard let ranges = try? unsafe RevisionRanges(decoding: frame.payload) else { return false }
      evidence.addLegacy(ranges, live: index.live)
      return true
    case .clean:
      guard let lives = try? unsafe CleanMark.decode(frame.payload) else { return false }
      formerLives = lives
      return true
    case .commit, .session, .sessionDeleted, .setting, .settingRemoved, .withheld,
      .withheldRemoved, .lease, .replaces, .outputEnd:
      return true
    }
  }
}
