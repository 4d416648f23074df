import Strandline

extension OptionRule {
  static let tailCount = OptionRule(
    name: "--count", value: "N", summary: "how many commits at most; 10 where it is not given")
}

extension Verb {
  /// `strandline tail`.
  static let tail = Verb(
    name: "tail", summary: "shows the last commits of the log, their promises and where it ends",
    operands: [.storeOrSegment], options: [.tailCount, .json],
    details: """
      `synced through` is the promise: everything in the file before that offset was durable when the
      commit was written. Behind the commits stands where the log ends and why; of a segment alone
      where the log leaves that, as far as the store around it or the file itself tells. Exits with
      65 when one of the commits is damaged or the log is.
      """,
    example: "strandline tail crypto.strandline --count 5", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let count = try arguments.integer(.tailCount, in: 1...1_000_000, default: 10)
    let path = arguments.operands[0]
    let tail =
      InspectedFile.isMeant(by: path)
      ? try LogTail(alone: path, count: count) : try LogTail(StoreFiles(path), count: count)
    if arguments.has(.json) {
      for line in tail.json { try console.output.write(line) }
    } else {
      try console.output.write(tail.text)
    }
    return tail.isDamaged ? .damage : .success
  }
}
