extension Verb {
  /// Every verb, in the order of the help page.
  package static let all: [Verb] =
    overview + integrity + structure + data + copies + writing

  private static let overview: [Verb] = [.demo, .info, .stats, .constants]
  private static let integrity: [Verb] = [.check, .doctor, .scrub]
  private static let structure: [Verb] = [
    .segments, .segment, .record, .hexdump, .manifest, .map, .runs, .watermarks, .tail,
    .follow,
  ]
  private static let data: [Verb] = [.counts, .pending, .get]
  private static let copies: [Verb] = [.exportSessions]
  private static let writing: [Verb] = [.importSessions, .acknowledge, .reset, .forget]
}
