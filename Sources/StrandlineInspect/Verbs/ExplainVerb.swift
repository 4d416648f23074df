import Strandline

extension Verb {
  /// `strandline explain`.
  static let explain = Verb(
    name: "explain", summary: "says why a session is pending for a backup version, or why not",
    operands: [.store, .room, .session],
    options: [.backup.required, .publicKey, .getBase64, .reveal, .json],
    example:
      "strandline explain crypto.strandline '!room:example.org' SESSION-ID --backup 4",
    writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let version = try arguments.requiredBackupVersion()
    let key = try arguments.sessionKey()
    let store = try InspectedStore(arguments.operands[0])
    let explanation = try Explanation(of: key, version, in: store, console)
    store.noteDamage(console)
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    if arguments.has(.json) {
      try console.output.write(explanation.json(&identifiers))
    } else {
      try console.output.write(explanation.sentence + "\n")
    }
    return .success
  }
}
