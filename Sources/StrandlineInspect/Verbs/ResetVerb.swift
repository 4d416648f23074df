import Strandline

extension Verb {
  /// `strandline reset`.
  static let reset = Verb(
    name: "reset", summary: "resets the backup state, for a new backup version",
    operands: [.store], options: [.json],
    details: """
      Sessions of an older store that counted as backed up anywhere no longer do. What a version is
      known to hold stays known; `strandline forget` is what makes it forgotten.
      """,
    example: "strandline reset crypto.strandline", writes: true
  ) { (arguments, console) throws(ToolFailure) in
    try writeOnce(arguments, console, done: "reset") { (store) throws(StoreError) in
      try store.resetBackupState()
    }
  }

  /// `strandline forget`.
  static let forget = Verb(
    name: "forget", summary: "forgets what a backup version holds: all is pending for it again",
    operands: [.store], options: [.backup.required, .publicKey, .json],
    example: "strandline forget crypto.strandline --backup 4", writes: true
  ) { (arguments, console) throws(ToolFailure) in
    let version = try arguments.requiredBackupVersion()
    return try writeOnce(arguments, console, done: "forgotten") { (store) throws(StoreError) in
      try store.forgetBackup(version)
    }
  }

  /// Opens the store, does one small thing, and prints what it took.
  private static func writeOnce(
    _ arguments: Arguments, _ console: Console, done: String,
    _ body: (SessionStore) throws(StoreError) -> Void
  ) throws(ToolFailure) -> ExitCode {
    let cost = try StoreAccess.writing(arguments.operands[0], console) {
      (store) throws(ToolFailure) in
      try Cost.measure(store) { () throws(ToolFailure) in
        try engine { () throws(StoreError) in try body(store) }
      }.cost
    }
    if arguments.has(.json) {
      let fields = [JSONOutput.Field(name: done, value: .boolean(true))] + cost.fields
      try console.output.write(JSONOutput.object(fields))
    } else {
      try console.output.write("\(done): \(cost.text)\n")
    }
    return .success
  }
}
