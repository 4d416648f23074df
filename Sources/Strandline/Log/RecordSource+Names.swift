extension RecordSource {
  /// Whether a stored record bears a name.
  package enum Identity: Hashable, Sendable {
    case same
    case other
    /// Its name is damaged: it might.
    case unreadable
  }

  /// Compares the name stored at `place` with `name`.
  /// - Throws: only what may pass: `.io` and the like, never `.corrupt`.
  package func identify(
    _ place: Place, revision: UInt64, as name: FrameName, _ kind: FrameKind
  ) throws(StoreError) -> Identity {
    do {
      return try withFrame(at: place, revision: revision) { frame throws(StoreError) in
        guard let stored = frame.name() else { return .unreadable }
        let isSame =
          frame.header.kind?.nameDomain == kind.nameDomain && stored.first == name.first
          && (kind.nameDomain == .lease || stored.second == name.second)
        return isSame ? .same : .other
      }
    } catch {
      guard error.code == .corrupt else { throw error }
      return .unreadable
    }
  }
}

extension FrameKind {
  /// What a frame's name names; nil for frames that no one looks up.
  package var nameDomain: NameHash.Domain? {
    switch self {
    case .session, .sessionDeleted: .session
    case .setting, .settingRemoved: .setting
    case .withheld, .withheldRemoved: .withheld
    case .lease: .lease
    case .commit, .acknowledge, .legacy, .reset, .forget, .clean, .replaces, .outputEnd: nil
    }
  }
}

extension NameHash {
  /// The hashes a frame's record is found by.
  package func names(of name: FrameName, kind: FrameKind) -> SessionIndex.Names? {
    switch kind.nameDomain {
    case .session:
      let sender = name.third.isEmpty ? nil : self.sender(name.third, kind: name.senderDataKind)
      return SessionIndex.Names(
        key: hash(.session, name.first, name.second), room: hash(.room, name.first), sender: sender)
    case .withheld:
      return SessionIndex.Names(
        key: hash(.withheld, name.first, name.second), room: hash(.withheldRoom, name.first))
    case .setting: return SessionIndex.Names(key: hash(.setting, name.first))
    case .lease: return SessionIndex.Names(key: hash(.lease, name.first))
    case .room, .withheldRoom, .sender, nil: return nil
    }
  }
}
