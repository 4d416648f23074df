import Strandline

extension OptionRule {
  static let followCount = OptionRule(
    name: "--count", value: "N", summary: "ends after so many commits")
  static let followSeconds = OptionRule(
    name: "--seconds", value: "N", summary: "ends after so many seconds")
}

extension Verb {
  /// `strandline follow`.
  static let follow = Verb(
    name: "follow", summary: "shows new commits as they come",
    operands: [.store], options: [.followCount, .followSeconds, .json],
    details: """
      Looks ten times a second, until it is interrupted where no end is given. A commit is shown
      when it is written; whether it is durable the next one's promise tells. Goes on across
      compactions; commits that one took away within a tenth of a second are told as numbers that
      were not seen.
      """,
    example: "strandline follow crypto.strandline --count 3 --seconds 60", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let countMax = try arguments.integer(.followCount, in: 1...Int.max, default: .max)
    let seconds = try arguments.integer(.followSeconds, in: 1...1_000_000_000, default: .max)
    var follower = try CommitFollower(arguments.operands[0])
    let start = ContinuousClock.now
    var count = 0
    while !console.output.isClosed {
      // Asked before looking, so that what came until then is shown.
      let isLast =
        seconds != .max && ContinuousClock.now - start >= .seconds(seconds)
      for news in try follower.next() where count < countMax {
        switch news {
        case .gap(let sequences): try show(sequences, arguments, console)
        case .commit(let commit):
          try show(commit, isFirst: count == 0, arguments, console)
          count += 1
        }
      }
      try console.output.flush()
      if isLast || count >= countMax { break }
      Pause.wait(milliseconds: 100)
    }
    return .success
  }

  /// Numbers that were passed over.
  private static func show(
    _ sequences: ClosedRange<UInt64>, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) {
    guard arguments.has(.json) else {
      let shown =
        sequences.count == 1
        ? "commit \(sequences.lowerBound) was"
        : "commits \(sequences.lowerBound)…\(sequences.upperBound) were"
      return console.note("\(shown) not seen: compacted before it could be read, or never made")
    }
    try console.output.write(
      JSONOutput.fields([
        "line": .text("gap"), "first_sequence": .integer(sequences.lowerBound),
        "last_sequence": .integer(sequences.upperBound),
      ]))
  }

  private static func show(
    _ commit: ShownCommit, isFirst: Bool, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) {
    guard !arguments.has(.json) else { return try console.output.write(commit.json) }
    var table = TextTable(ShownCommit.columns)
    table.add(commit.cells)
    let lines = table.text.split(separator: "\n", omittingEmptySubsequences: true)
    // The head once: what is to come is not known when it is written.
    let shown = isFirst ? lines[...] : lines.suffix(1)
    try console.output.write(shown.joined(separator: "\n") + "\n")
  }
}
