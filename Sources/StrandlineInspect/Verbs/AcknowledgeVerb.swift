import Strandline

extension OptionRule {
  static let acknowledgeAll = OptionRule(
    name: "--all", value: nil, summary: "acknowledges all that is pending, page by page")
}

extension Verb {
  /// `strandline ack`.
  static let acknowledge = Verb(
    name: "ack", summary: "records that a backup version holds sessions",
    operands: [
      .store,
      Operand(
        name: "FILE", summary: "JSON lines as `pending --json --reveal` prints them; - is stdin",
        isOptional: true),
    ],
    options: [.backup.required, .publicKey, .acknowledgeAll, .json],
    details: """
      Takes either FILE or --all. A session counts as held when the stored copy is not better than
      the one named by its first_known_index.
      """,
    example: "strandline ack crypto.strandline --backup 4 uploaded.jsonl", writes: true
  ) { (arguments, console) throws(ToolFailure) in
    let version = try arguments.requiredBackupVersion()
    let file = arguments.operands.count > 1 ? arguments.operands[1] : nil
    guard arguments.has(.acknowledgeAll) == (file == nil) else {
      throw .usage("ack takes either FILE or --all")
    }
    // Opened first: a mistyped file name must not cost a recovery of the store.
    let source = try file.map { (path) throws(ToolFailure) in
      path == "-" ? console.input : try LineSource(path: path)
    }
    let total = try StoreAccess.writing(arguments.operands[0], console) {
      (store) throws(ToolFailure) in
      let acknowledgement = Acknowledgement(store, version, console)
      guard let source else { return try acknowledgement.all() }
      return try acknowledgement.uploads(from: source)
    }
    if arguments.has(.json) {
      try console.output.write(
        JSONOutput.fields([
          "recorded": .count(total.recorded), "improved_meanwhile": .count(total.improved),
          "unknown": .count(total.unknown), "backup": .backup(version),
        ]))
      return .success
    }
    try console.output.write("recorded            \(Quantity.count(total.recorded))\n")
    try console.output.write("improved meanwhile  \(Quantity.count(total.improved))\n")
    try console.output.write("unknown             \(Quantity.count(total.unknown))\n")
    return .success
  }
}
