import Strandline

/// What is to be known of a live session without its payload.
struct SessionFacts: Hashable {
  let revision: UInt64
  let key: SessionKey
  let firstKnownIndex: UInt32
  let senderKey: [UInt8]
  let senderDataKind: UInt8
  let payloadByteCount: Int
  let payloadChecksum: UInt32
  /// Whether the payload is as it was written.
  let isIntact: Bool
}

// Walking the axis.
extension InspectedStore {
  /// Visits the live sessions above a revision, in the order of the axis, until `body` answers false;
  /// one whose name cannot be read without its facts.
  func forEachSession(
    after revision: UInt64 = 0, _ body: (UInt64, SessionFacts?) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    var next = try served().index.live.first(from: revision + 1)
    while let live = next {
      guard try body(live, try facts(of: live)) else { return }
      next = try served().index.live.first(from: live + 1)
    }
  }

  /// The facts of a live revision; nil when not even its name can be read.
  func facts(of revision: UInt64) throws(ToolFailure) -> SessionFacts? {
    try reading { (view) throws(StoreError) in
      guard let place = try view.index.place(of: revision) else { return nil }
      do throws(StoreError) {
        return try RecordSource(view.segments).withFrame(at: place, revision: revision) {
          frame throws(StoreError) in
          guard let name = frame.name(), frame.header.kind == .session else { return nil }
          return SessionFacts(
            revision: revision, key: name.key, firstKnownIndex: name.firstKnownIndex,
            senderKey: name.third, senderDataKind: name.senderDataKind,
            payloadByteCount: frame.header.payloadByteCount,
            payloadChecksum: frame.header.payloadChecksum,
            isIntact: frame.checkBody() == .intact)
        }
      } catch {
        guard error.code == .corrupt, !error.isIndexDamage else { throw error }
        return nil
      }
    }
  }

  /// The live revision that a key has, or that an unreadable record under its hash has.
  func revision(of key: SessionKey) throws(ToolFailure) -> (revision: UInt64, isNamed: Bool)? {
    try reading { (view) throws(StoreError) in
      var unreadable: UInt64?
      let found = try view.find(
        FrameName(key), .session, hash: view.hash.session(key),
        reading: RecordSource(view.segments)
      ) { (revision, _) throws(StoreError) in unreadable = revision }
      if let found { return (found.revision, true) }
      return unreadable.map { ($0, false) }
    }
  }
}
