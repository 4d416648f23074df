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
      when it is written; whether it is durable the next one's promise tells.
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
      for commit in try follower.next() where count < countMax {
        try show(commit, isFirst: count == 0, arguments, console)
        count += 1
      }
      try console.output.flush()
      if isLast || count >= countMax { break }
      Pause.wait(milliseconds: 100)
    }
    return .success
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
