extension Verb {
  /// Every verb, in the order of the help page.
  package static let all: [Verb] =
    overview + data + measures + copies + writing + shell

  private static let overview: [Verb] = [.demo, .info, .counts]
  private static let data: [Verb] = [.get, .find, .explain, .dump, .pending, .changes]
  /// Space, and the picture.
  private static let measures: [Verb] = [.space, .picture]
  private static let copies: [Verb] = [.snapshot, .exportSessions, .salvage, .diff]
  private static let writing: [Verb] = [
    .importSessions, .acknowledge, .reset, .forget, .compact, .purge, .rebuild,
  ]
  private static let shell: [Verb] = [.completion, .man]
}
