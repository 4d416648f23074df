/// Who leads and who waits: group commit as a state machine.
///
/// Pure.
///
/// The first caller that finds no leader leads; all that come meanwhile wait and are taken together
/// by the next leader. Callers of one group sleep on one of two conditions by turns, so that waking
/// a group does not wake the next one.
package struct CommitQueue {
  /// What a caller does now.
  package enum Role: Hashable { case lead, wait(Int), leave }

  package private(set) var waiting: [CommitRequest] = []
  package private(set) var isLed = false
  /// How many requests the last group had: the next leader waits a moment for as many.
  package private(set) var lastGroupCount = 0
  private var parity = 0

  package init() {}

  package mutating func join(_ request: CommitRequest) {
    request.parity = parity
    waiting.append(request)
  }

  /// Asked by each caller when it has joined and whenever it was woken.
  package mutating func role(of request: CommitRequest) -> Role {
    if request.isComplete { return .leave }
    if isLed { return .wait(request.parity) }
    isLed = true
    return .lead
  }

  /// Whether somebody must be found to lead: nobody does, and one who waits does not sleep, so that
  /// waking the sleepers is not enough.
  package var wantsLeader: Bool { !isLed && waiting.contains { $0.completion != nil } }

  /// Makes the caller, who has no request of its own, the leader; false when there is nothing to do.
  package mutating func volunteer() -> Bool {
    guard !isLed, !waiting.isEmpty else { return false }
    isLed = true
    return true
  }

  /// Takes the next group: as many as fit into `byteCountMax`, at least one, in order of arrival.
  package mutating func takeGroup(byteCountMax: Int) -> [CommitRequest] {
    var bytes = 0
    var count = 0
    for request in waiting {
      bytes += request.byteCount
      if count > 0, bytes > byteCountMax { break }
      count += 1
    }
    let group = Array(waiting.prefix(count))
    waiting.removeFirst(count)
    lastGroupCount = count
    // Those who are left over keep their condition; everybody who comes now sleeps on the other.
    parity = 1 - parity
    return group
  }

  /// Ends the leader's turn.
  ///
  /// The caller wakes both conditions' sleepers when somebody is waiting.
  package mutating func stepDown() { isLed = false }
}
