extension Verb {
  /// Every verb, in the order of the help page.
  package static let all: [Verb] =
    overview + integrity + structure + data + measures + copies + writing + shell

  private static let overview: [Verb] = [.demo, .info, .stats, .counts, .constants]
  private static let integrity: [Verb] = [.check, .doctor, .scrub, .upgrade]
  private static let structure: [Verb] = [
    .segments, .segment, .record, .hexdump, .manifest, .map, .runs, .watermarks, .tail,
    .follow,
  ]
  private static let data: [Verb] = [.get, .find, .explain, .dump, .pending, .changes]
  /// Space, and the picture.
  private static let measures: [Verb] = [.space, .picture]
  private static let copies: [Verb] = [.snapshot, .exportSessions, .salvage, .diff]
  private static let writing: [Verb] = [
    .importSessions, .acknowledge, .reset, .forget, .compact, .purge, .rebuild,
  ]
  private static let shell: [Verb] = [.completion, .man]
}
