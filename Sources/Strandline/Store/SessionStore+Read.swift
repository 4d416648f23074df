// Reading.
extension SessionStore {
  /// The session stored under a key.
  ///
  /// - Parameter key: the session's name; an impossible one names nothing.
  /// - Returns: the record, or nil when there is none.
  /// - Throws: `StoreError`: `.corrupt` when the record is damaged, `.closed`, `.io`.
  /// - Complexity: one page of each of at most 8 runs and one of the map, from the cache or read, and
  ///   one read of the record.
  public func session(_ key: SessionKey) throws(StoreError) -> SessionRecord? {
    try core.withRecord(key) { frame, name throws(StoreError) in
      SessionRecord(name, payload: unsafe [UInt8](frame.payload))
    }
  }

  /// Calls `body` with the payload of a session, without copying it.
  ///
  /// - Parameters:
  ///   - key: the session's name.
  ///   - body: gets the bytes for the time of the call.
  /// - Returns: what `body` returned, or nil when there is no such session.
  /// - Throws: `StoreError`: `.corrupt` when the record is damaged, `.closed`, `.io`, or what `body`
  ///   throws.
  /// - Complexity: one page of each of at most 8 runs and one of the map, from the cache or read, and
  ///   one read of the record.
  public func withPayload<R>(
    of key: SessionKey, _ body: (RawSpan) throws(StoreError) -> R
  ) throws(StoreError) -> R? {
    try core.withRecord(key) { frame, _ throws(StoreError) in
      try unsafe body(frame.payload.bytes)
    }
  }

  /// All sessions in revision order, as of now; later changes do not show.
  ///
  /// - Returns: a cursor: `while let record = try cursor.next()`.
  /// - Throws: `StoreError.closed`.
  /// - Complexity: O(1) now, one read per batch of neighbours later.
  public func sessions() throws(StoreError) -> SessionSequence {
    let (view, opening) = try core.view()
    return SessionSequence(core: core, view: view, opening: opening, walk: .axis(next: 1))
  }

  /// The sessions of a room, as of now, in a stable order.
  ///
  /// - Parameter room: the room id.
  /// - Returns: a cursor.
  /// - Throws: `StoreError.closed`.
  /// - Complexity: O(runs) pages now, one read per session later.
  public func sessions(inRoom room: [UInt8]) throws(StoreError) -> SessionSequence {
    try core.healing { () throws(StoreError) in
      let (view, opening) = try core.view()
      let group = view.hash.hash(.room, room)
      let walk = try GroupWalk(view.index.members(ofRoom: group), group: group)
      return SessionSequence(
        core: core, view: view, opening: opening, walk: .room(walk, room: room))
    }
  }

  /// A page of the sessions of one sender key with one data kind.
  ///
  /// The order is unspecified but stable, and does not change when a session improves: every session
  /// that matched at the start and still does is seen once, also when rows leave the filter while
  /// paging.
  ///
  /// - Parameters:
  ///   - senderKey: 32 bytes.
  ///   - kind: the sender data kind.
  ///   - after: the last key of the page before, nil for the first page; it need not exist any more.
  ///   - limit: at least 1.
  /// - Returns: up to `limit` records; fewer only at the end.
  /// - Throws: `StoreError`: `.invalidArgument`, `.closed`, `.io`.
  /// - Complexity: O(runs + limit), one read per session.
  public func sessions(
    fromSender senderKey: [UInt8], kind: UInt8, after: SessionKey?, limit: Int
  ) throws(StoreError) -> [SessionRecord] {
    guard senderKey.count == Limits.senderKeyByteCount else {
      throw ArgumentCheck.invalid("a sender key has \(Limits.senderKeyByteCount) bytes")
    }
    try ArgumentCheck.limit(limit)
    return try core.senderPage(senderKey, kind, after: after, limit: limit)
  }

  /// The value of a setting.
  ///
  /// - Parameter name: compared by its UTF-8 bytes.
  /// - Returns: the value, or nil when it is not set.
  /// - Throws: `StoreError`: `.corrupt`, `.closed`, `.io`.
  /// - Complexity: as for `session(_:)`.
  public func setting(_ name: String) throws(StoreError) -> [UInt8]? {
    _ = try core.view()
    let bytes = Array(name.utf8)
    guard (1...Limits.nameByteCountMax).contains(bytes.count) else { return nil }
    return try core.neighbour(.setting, FrameName(first: bytes), domain: .setting)
  }

  /// Sets a setting, durably by the store's default.
  ///
  /// - Parameters:
  ///   - name: 1…255 bytes.
  ///   - value: at most 1 MiB; nil removes the setting, an empty value is a value.
  /// - Throws: `StoreError`: `.invalidArgument`, `.noSpace`, `.readOnly`, `.closed`, `.io`.
  /// - Complexity: O(bytes), one sync if durable.
  public func set(_ name: String, to value: [UInt8]?) throws(StoreError) {
    var batch = WriteBatch()
    batch.set(name, to: value)
    try commit(batch)
  }

  /// The withheld information of a session.
  ///
  /// - Parameter key: the session's name.
  /// - Returns: the information, or nil.
  /// - Throws: `StoreError`: `.corrupt`, `.closed`, `.io`.
  /// - Complexity: as for `session(_:)`.
  public func withheld(_ key: SessionKey) throws(StoreError) -> [UInt8]? {
    _ = try core.view()
    guard ArgumentCheck.isPossible(key) else { return nil }
    return try core.neighbour(.withheld, FrameName(key), domain: .withheld)
  }

  /// All withheld information of a room, in a stable order.
  ///
  /// - Parameter room: the room id.
  /// - Returns: keys with their information.
  /// - Throws: `StoreError`: `.closed`, `.io`.
  /// - Complexity: O(runs + results), one read each.
  public func withheld(
    inRoom room: [UInt8]
  ) throws(StoreError) -> [(key: SessionKey, info: [UInt8])] {
    try core.withheld(inRoom: room)
  }
}
