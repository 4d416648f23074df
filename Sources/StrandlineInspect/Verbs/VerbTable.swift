extension Verb {
  /// Every verb, in the order of the help page: overview, integrity, structure, data, space, picture,
  /// copies, writing.
  package static let all: [Verb] = overview + data + copies + writing

  private static let overview: [Verb] = [.demo, .info, .counts]
  private static let data: [Verb] = [.get, .pending]
  private static let copies: [Verb] = [.snapshot, .exportSessions, .salvage]
  private static let writing: [Verb] = [
    .importSessions, .acknowledge, .reset, .forget, .compact, .purge, .rebuild,
  ]
}
