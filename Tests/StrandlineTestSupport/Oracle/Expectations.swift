import Strandline

/// What the store may hold by everything it has answered so far.
///
/// Mostly one line of states; after a call whose effect is unknown there are several. An answer
/// that a line does not give ends that line, and when none is left a promise was broken.
package struct Expectations: Sendable {
  /// One possible past: the states from the last one known to be durable to the present.
  struct Line: Sendable {
    var states: [ModelStore]
    var handouts: [Int: ModelStore.Handout] = [:]

    var present: ModelStore { states[states.count - 1] }

    mutating func append(_ state: ModelStore) {
      states.append(state)
      states[states.count - 1].setMark()
    }

    /// Equal for lines that are alike, and rarely for others.
    var mark: Int { states.reduce(states.count) { $0 &* 31 &+ $1.mark } }
  }

  var lines = [Line(states: [ModelStore()])]

  package init() {}

  /// Carries a change out on every line and keeps those that give the store's answer.
  mutating func change<Answer: Equatable>(
    _ actual: Answer, _ what: String, _ body: (inout ModelStore) -> Answer
  ) throws(Violation) {
    try change(actual, what) { line in
      var state = line.present
      let answer = body(&state)
      line.append(state)
      return answer
    }
  }

  mutating func change<Answer: Equatable>(
    _ actual: Answer, _ what: String, line body: (inout Line) -> Answer
  ) throws(Violation) {
    var kept: [Line] = []
    var wanted: Answer?
    for var line in lines {
      let answer = body(&line)
      if answer == actual { kept.append(line) } else { wanted = answer }
    }
    guard !kept.isEmpty else {
      throw Violation(
        .answer,
        "\(what) gave \(actual), the rules say \(wanted.map { "\($0)" } ?? "nothing")")
    }
    lines = kept
  }

  /// Keeps the lines that satisfy the check; for the others it answers how to put what is wrong into
  /// words, which is done for one of them, when none is left.
  mutating func check(
    _ point: Violation.Point, _ wrong: (Line) -> (() -> String)?
  ) throws(Violation) {
    var kept: [Line] = []
    var reason: (() -> String)?
    for line in lines {
      if let text = wrong(line) { reason = text } else { kept.append(line) }
    }
    guard !kept.isEmpty else { throw Violation(point, reason?() ?? "nothing") }
    lines = kept
  }

  /// A call failed in a way that leaves its effect unknown: each line forks into the states that
  /// the call passes through.
  mutating func unknown(_ states: (Line) -> [ModelStore]) {
    for line in lines {
      var longer = line
      for state in states(line) {
        longer.append(state)
        lines.append(longer)
      }
    }
    joinAlike()
  }

  /// Whether something was certainly written since what is known to be durable.
  var hasChanges: Bool {
    lines.allSatisfy { line in
      !line.present.isEquivalent(to: line.states[0])
    }
  }

  /// What has happened so far survives whatever comes.
  mutating func markDurable() {
    for index in lines.indices { lines[index].states = [lines[index].present] }
    joinAlike()
  }

  /// The commits that made the revisions of a page survive whatever comes.
  mutating func markDurable(handedOut page: Int) {
    for index in lines.indices {
      let newest = lines[index].handouts[page]?.revisions.max() ?? 0
      let states = lines[index].states
      if let first = states.firstIndex(where: { $0.lastRevision >= newest }) {
        lines[index].states = Array(states[first...])
      }
    }
  }

  /// The store ended and came back as `seen`.
  ///
  /// Without `lostUnsynced` it must show the present. With `isDurable` what it shows is all there
  /// is on the disk.
  mutating func recover(
    lostUnsynced: Bool, isDurable: Bool, evidenceDropped: Bool, _ seen: Observation
  ) throws(Violation) {
    var found: [Line] = []
    for line in lines {
      let last = line.states.count - 1
      for index in stride(from: last, through: lostUnsynced ? 0 : last, by: -1) {
        var state = line.states[index]
        if evidenceDropped { state.dropEvidence() }
        guard seen.matches(state) else { continue }
        var shorter = line
        shorter.states = Array(line.states[..<index])
        if evidenceDropped && !isDurable { shorter.states.append(line.states[index]) }
        if isDurable { shorter.states = [] }
        shorter.states.append(state)
        found.append(shorter)
      }
    }
    guard !found.isEmpty else {
      let differences = lines[0].states.map { seen.difference(from: $0) ?? "nothing" }
      throw Violation(
        .durable,
        "none of \(lines.map(\.states.count)) possible states is there; from the oldest on they"
          + " differ in " + differences.suffix(4).joined(separator: " / "))
    }
    lines = found
    joinAlike()
  }

  /// Drops lines that cannot be told apart any more.
  mutating func joinAlike() {
    guard lines.count > 1 else { return }
    var kept: [Line] = []
    var places: [Int: [Int]] = [:]
    for line in lines {
      let mark = line.mark
      let isKnown = places[mark, default: []].contains { kept[$0].isAlike(line) }
      guard !isKnown else { continue }
      places[mark, default: []].append(kept.count)
      kept.append(line)
    }
    lines = kept
  }
}

extension Expectations.Line {
  /// From the last state on, the likeliest to differ.
  fileprivate func isAlike(_ other: Self) -> Bool {
    states.count == other.states.count
      && states.indices.reversed().allSatisfy { states[$0].isEquivalent(to: other.states[$0]) }
  }
}
