extension Verb {
  /// Every verb, in the order of the help page.
  package static let all: [Verb] = [
    .demo, .importSessions, .exportSessions, .info, .counts, .pending, .get, .acknowledge, .reset,
    .forget,
  ]
}
