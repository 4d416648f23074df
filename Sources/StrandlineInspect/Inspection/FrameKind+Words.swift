import Strandline

extension FrameKind {
  /// The name that Formats/frame.md gives the kind.
  package var word: String {
    switch self {
    case .commit: "commit"
    case .session: "session"
    case .sessionDeleted: "session deleted"
    case .setting: "setting"
    case .settingRemoved: "setting removed"
    case .withheld: "withheld"
    case .withheldRemoved: "withheld removed"
    case .lease: "lease"
    case .acknowledge: "acknowledge"
    case .legacy: "legacy"
    case .reset: "reset"
    case .forget: "forget"
    case .clean: "clean"
    case .replaces: "replaces"
    case .outputEnd: "output end"
    }
  }

  /// Whether the payload is the host's and never shown.
  var hasHostPayload: Bool {
    switch self {
    case .session, .setting, .withheld: true
    case .commit, .sessionDeleted, .settingRemoved, .withheldRemoved, .lease, .acknowledge,
      .legacy, .reset, .forget, .clean, .replaces, .outputEnd:
      false
    }
  }

  /// Whether its name holds a room id and a session id.
  var namesSession: Bool {
    switch self {
    case .session, .sessionDeleted, .withheld, .withheldRemoved: true
    case .commit, .setting, .settingRemoved, .lease, .acknowledge, .legacy, .reset, .forget,
      .clean, .replaces, .outputEnd:
      false
    }
  }
}

extension FrameHeader {
  /// The kind in words, or its number.
  var kindWord: String { kind?.word ?? "kind \(rawKind)" }
}

extension FrameView.Body {
  /// What a reader makes of the body.
  package var word: String {
    switch self {
    case .intact: "intact"
    case .payloadDamaged: "payload damaged"
    case .nameDamaged: "name damaged"
    }
  }
}
