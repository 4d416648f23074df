import Strandline
import Testing

@Suite("Decisions as tables")
struct DecisionTests {
  struct Row: Sendable {
    let policy: SavePolicy
    /// Below, equal to or above the stored index.
    let order: Int
    let identical: Bool
    let backedUp: Bool
    let outcome: SaveOutcome
    let evidence: SaveDecision.Evidence
  }

  /// R3 and R8, in words of their own; the stored index is 5.
  static let rows: [Row] = [
    Row(
      policy: .keepBetter, order: -1, identical: false, backedUp: false, outcome: .improved,
      evidence: .none),
    Row(
      policy: .keepBetter, order: 0, identical: true, backedUp: false, outcome: .unchanged,
      evidence: .none),
    Row(
      policy: .keepBetter, order: 0, identical: false, backedUp: false, outcome: .rewritten,
      evidence: .none),
    Row(
      policy: .keepBetter, order: 1, identical: false, backedUp: false, outcome: .keptExisting,
      evidence: .none),
    Row(
      policy: .keepBetter, order: -1, identical: false, backedUp: true, outcome: .improved,
      evidence: .newRevision),
    Row(
      policy: .keepBetter, order: 0, identical: true, backedUp: true, outcome: .unchanged,
      evidence: .storedRevision),
    Row(
      policy: .keepBetter, order: 0, identical: false, backedUp: true, outcome: .keptExisting,
      evidence: .storedRevision),
    Row(
      policy: .keepBetter, order: 1, identical: false, backedUp: true, outcome: .keptExisting,
      evidence: .none),
    Row(
      policy: .replace, order: -1, identical: false, backedUp: false, outcome: .improved,
      evidence: .none),
    Row(
      policy: .replace, order: 0, identical: true, backedUp: false, outcome: .unchanged,
      evidence: .none),
    Row(
      policy: .replace, order: 0, identical: false, backedUp: false, outcome: .rewritten,
      evidence: .none),
    Row(
      policy: .replace, order: 1, identical: false, backedUp: false, outcome: .improved,
      evidence: .none),
    Row(
      policy: .replace, order: -1, identical: false, backedUp: true, outcome: .improved,
      evidence: .newRevision),
    Row(
      policy: .replace, order: 0, identical: true, backedUp: true, outcome: .unchanged,
      evidence: .storedRevision),
    Row(
      policy: .replace, order: 0, identical: false, backedUp: true, outcome: .rewritten,
      evidence: .storedRevision),
    Row(
      policy: .replace, order: 1, identical: false, backedUp: true, outcome: .improved,
      evidence: .newRevision),
    Row(
      policy: .requeue, order: -1, identical: false, backedUp: false, outcome: .improved,
      evidence: .none),
    Row(
      policy: .requeue, order: 0, identical: true, backedUp: false, outcome: .improved,
      evidence: .none),
    Row(
      policy: .requeue, order: 0, identical: false, backedUp: false, outcome: .improved,
      evidence: .none),
    Row(
      policy: .requeue, order: 1, identical: false, backedUp: false, outcome: .keptExisting,
      evidence: .none),
  ]

  @Test(
    "what a save does, for every policy, order of indices, sameness and statement", arguments: rows)
  func save(_ row: Row) {
    let decision = SaveDecision.decide(
      index: UInt32(5 + row.order), over: .copy(firstKnownIndex: 5, isIdentical: row.identical),
      policy: row.policy, isBackedUp: row.backedUp)
    #expect(decision.outcome == row.outcome && decision.evidence == row.evidence)
  }

  @Test("nothing stored is an insert, a damaged copy is superseded whatever its index")
  func nothingAndDamaged() {
    for policy in SavePolicy.allCases {
      for index in [0, 5, UInt32.max] {
        for backedUp in [false, true] {
          let insert = SaveDecision.decide(
            index: index, over: .nothing, policy: policy, isBackedUp: backedUp)
          #expect(insert.outcome == .inserted)
          #expect(insert.evidence == (backedUp ? .newRevision : .none))
          let supersede = SaveDecision.decide(
            index: index, over: .damaged, policy: policy, isBackedUp: backedUp)
          #expect(supersede.outcome == .improved)
        }
      }
    }
  }

  @Test("leases: who gets which generation")
  func leases() {
    func stored(_ ms: UInt32, at: UInt64, elapsed: UInt64? = nil) -> LeaseDecision.Stored {
      LeaseDecision.Stored(
        holder: [1], body: LeaseBody(generation: 4, takenAt: at, milliseconds: ms),
        elapsed: elapsed)
    }
    #expect(LeaseDecision.decide(nil, holder: [1], now: 0) == 1)
    #expect(LeaseDecision.decide(stored(300, at: 1000), holder: [1], now: 1100) == 4)
    #expect(LeaseDecision.decide(stored(300, at: 1000), holder: [1], now: 9000) == 4)
    #expect(LeaseDecision.decide(stored(300, at: 1000), holder: [2], now: 1299) == nil)
    #expect(LeaseDecision.decide(stored(300, at: 1000), holder: [2], now: 1300) == 5)
    #expect(LeaseDecision.decide(stored(0, at: 1000), holder: [2], now: 1000) == 5)
    // The clock went back: the lease does not last longer for it.
    #expect(LeaseDecision.decide(stored(300, at: 1000), holder: [2], now: 999) == 5)
    #expect(LeaseDecision.decide(stored(300, at: 1000, elapsed: 300), holder: [2], now: 1001) == 5)
    #expect(
      LeaseDecision.decide(stored(300, at: 1000, elapsed: 299), holder: [2], now: 1001) == nil)
  }

  @Test("group commit: the first leads, the others wait, the next group sleeps apart")
  func queue() {
    var queue = CommitQueue()
    let requests = (0..<4).map { _ in CommitRequest(.flush, durability: .durable, byteCount: 10) }
    queue.join(requests[0])
    #expect(queue.role(of: requests[0]) == .lead)
    queue.join(requests[1])
    #expect(queue.role(of: requests[1]) == .wait(0))
    let group = queue.takeGroup(byteCountMax: 100)
    #expect(group.count == 2)
    queue.join(requests[2])
    #expect(queue.role(of: requests[2]) == .wait(1))
    for request in group { request.isComplete = true }
    queue.stepDown()
    #expect(queue.role(of: requests[1]) == .leave)
    #expect(queue.role(of: requests[2]) == .lead)
    queue.join(requests[3])
    #expect(queue.takeGroup(byteCountMax: 15).count == 1, "a group is bounded in bytes")
    #expect(queue.waiting.count == 1)
  }
}
