import StrandlineTestSupport
import Testing

@Suite struct SimulationTests {
  @Test("random operations, faults and crashes break no promise", arguments: 0..<20)
  func seeds(block: UInt64) {
    for seed in (block * 10 + 1)...(block * 10 + 10) {
      let plan = Simulation.Plan(seed: seed)
      let violation = Simulation.run(plan)
      #expect(violation == nil, "seed \(seed), operation \(violation?.operation ?? -1)")
    }
    print("seeds \(block * 10 + 1)…\(block * 10 + 10) ran")
  }

  @Test("the same seed makes the same operations")
  func repeatable() {
    let first = Simulation.Plan(seed: 7).operations.map(\.description)
    #expect(first == Simulation.Plan(seed: 7).operations.map(\.description))
    #expect(first != Simulation.Plan(seed: 8).operations.map(\.description))
    #expect(first.count >= 200)
  }
}
