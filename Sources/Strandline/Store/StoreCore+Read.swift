extension StoreCore {
  /// Calls `body` with the intact frame of a session; nil when there is none.
  func withRecord<R>(
    _ key: SessionKey, _ body: (FrameView, FrameName) throws(StoreError) -> R
  ) throws(StoreError) -> R? {
    try healing { () throws(StoreError) in
      let published = try published()
      guard ArgumentCheck.isPossible(key) else { return nil }
      return try withFrame(
        .session, FrameName(key), hash: published.value.hash.session(key), published,
        reported: key, body)
    }
  }

  /// The value of a setting or of withheld information.
  func neighbour(
    _ kind: FrameKind, _ name: FrameName, domain: NameHash.Domain
  ) throws(StoreError) -> [UInt8]? {
    try healing { () throws(StoreError) in
      let published = try published()
      let hash = published.value.hash.hash(domain, name.first, name.second)
      return try withFrame(kind, name, hash: hash, published, reported: nil) {
        frame, _ throws(StoreError) in unsafe [UInt8](frame.payload)
      }
    }
  }

  private func withFrame<R>(
    _ kind: FrameKind, _ name: FrameName, hash: UInt64, _ published: PublishedView,
    reported: SessionKey?,
    _ body: (FrameView, FrameName) throws(StoreError) -> R
  ) throws(StoreError) -> R? {
    let source = RecordSource(published.value.segments)
    var damage: StoreError?
    var found: R?
    try published.value.index.forEachCandidate(hash) { candidate throws(StoreError) in
      guard let place = try published.value.index.place(of: candidate) else { return true }
      do throws(StoreError) {
        found = try source.withFrame(at: place, revision: candidate) {
          frame throws(StoreError) -> R? in
          guard let stored = frame.name() else { throw damaged(place, published.value) }
          guard frame.header.kind?.nameDomain == kind.nameDomain, stored.first == name.first,
            stored.second == name.second
          else { return nil }
          guard frame.checkBody() == .intact else { throw damaged(place, published.value) }
          return try body(frame, stored)
        }
      } catch {
        guard error.code == .corrupt, !error.isIndexDamage else { throw error }
        note(finding(place, published.value, key: reported))
        damage = error
      }
      return found == nil
    }
    if let found { return found }
    // Nothing readable bears the name, and something unreadable may.
    if let damage { throw damage }
    return nil
  }

  private func damaged(_ place: Place, _ view: StoreView) -> StoreError {
    guard let id = place.file, let segment = view.segments[id] else {
      return StoreError(.corrupt, "the segment of this record is missing", offset: place.offset)
    }
    return RecordSource.damaged(segment, place)
  }

  func finding(_ place: Place, _ view: StoreView, key: SessionKey?) -> DamageReport.Finding {
    let name = place.file.map { FileName(id: $0, kind: .segment).text } ?? ""
    return DamageReport.Finding(
      kind: .record, file: name, offset: place.offset, byteCount: 0, key: key)
  }

  /// Reads sessions of some live revisions, in the order given, until `visit` answers false.
  ///
  /// Damaged ones are reported and visited without a record.
  func read(
    _ revisions: [UInt64], _ view: StoreView,
    visit: (UInt64, SessionRecord?, SessionKey?) -> Bool
  ) throws(StoreError) {
    var found: [(UInt64, Place)] = []
    found.reserveCapacity(revisions.count)
    for revision in revisions where view.index.live.contains(revision) {
      guard let place = try view.index.place(of: revision) else {
        throw .placeMissing(in: view.index.disk.map(of: revision)?.name)
      }
      found.append((revision, place))
    }
    let window = RecordWindow(view.segments, places: found.map(\.1))
    for (index, (revision, place)) in found.enumerated() {
      let (record, key) = try window.record(index, revision: revision)
      if record == nil { note(finding(place, view, key: key)) }
      if !visit(revision, record, key) { return }
    }
  }

  func records(_ revisions: [UInt64], _ view: StoreView) throws(StoreError) -> [SessionRecord] {
    var records: [SessionRecord] = []
    try read(revisions, view) { _, record, _ in
      if let record { records.append(record) }
      return true
    }
    return records
  }

  func senderPage(
    _ senderKey: [UInt8], _ kind: UInt8, after: SessionKey?, limit: Int
  ) throws(StoreError) -> [SessionRecord] {
    try healing { () throws(StoreError) in
      try page(ofSender: senderKey, kind, after: after, limit: limit)
    }
  }

  private func page(
    ofSender senderKey: [UInt8], _ kind: UInt8, after: SessionKey?, limit: Int
  ) throws(StoreError) -> [SessionRecord] {
    let (view, _) = try view()
    let group = view.hash.sender(senderKey, kind: kind)
    let afterHash = after.map { view.hash.session($0) }
    var walk = try GroupWalk(
      try view.index.members(ofSender: group, fromKey: afterHash ?? 0), group: group)
    var page: [SessionRecord] = []
    while page.count < limit, let revisions = try walk.next() {
      var matches = try records(revisions, view).filter {
        $0.senderKey == senderKey && $0.senderDataKind == kind
      }
      matches.sort { $0.key.precedes($1.key) }
      for record in matches {
        if let after, let afterHash, view.hash.session(record.key) >> 24 == afterHash >> 24,
          !after.precedes(record.key)
        {
          continue
        }
        if page.count < limit { page.append(record) }
      }
    }
    return page
  }

  func withheld(
    inRoom room: [UInt8]
  ) throws(StoreError) -> [(key: SessionKey, info: [UInt8])] {
    try healing { () throws(StoreError) in try allWithheld(inRoom: room) }
  }

  private func allWithheld(
    inRoom room: [UInt8]
  ) throws(StoreError) -> [(key: SessionKey, info: [UInt8])] {
    let (view, _) = try view()
    let group = view.hash.hash(.withheldRoom, room)
    var walk = try GroupWalk(view.index.members(ofRoom: group), group: group)
    let source = RecordSource(view.segments)
    var found: [(key: SessionKey, info: [UInt8])] = []
    while let revisions = try walk.next() {
      for revision in revisions {
        guard let place = try view.index.place(of: revision) else { continue }
        do {
          let entry = try source.withFrame(at: place, revision: revision) {
            frame throws(StoreError) -> (key: SessionKey, info: [UInt8])? in
            guard frame.checkBody() == .intact, let name = frame.name() else {
              throw damaged(place, view)
            }
            guard name.first == room, frame.header.kind == .withheld else { return nil }
            return (name.key, unsafe [UInt8](frame.payload))
          }
          if let entry { found.append(entry) }
        } catch {
          guard error.code == .corrupt, !error.isIndexDamage else { throw error }
          note(finding(place, view, key: nil))
        }
      }
    }
    return found
  }
}

extension StoreError {
  /// The map has no place for what lives by the watermarks.
  fileprivate static func placeMissing(in file: String?) -> StoreError {
    var error = StoreError(
      .corrupt, "the map lacks a record; the index can be built anew from the log", path: file)
    error.isIndexDamage = true
    return error
  }
}

extension SessionKey {
  /// The order of keys whose hashes are equal.
  func precedes(_ other: SessionKey) -> Bool {
    if room != other.room { return room.lexicographicallyPrecedes(other.room) }
    return session.lexicographicallyPrecedes(other.session)
  }
}
