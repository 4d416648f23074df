import StrandlineTestSupport
import Testing

@Suite("Named workloads struck at every call: the short form")
struct ExhaustionTests {
  /// The others take minutes in a debug build; the command runs all.
  static let short = ["first-save", "batch", "improve-during-upload", "reset"]

  @Test("there are nineteen, and the ones named here are among them")
  func names() {
    #expect(Set(Workload.all.map(\.name)).count == 19)
    for name in Self.short { #expect(Workload.named(name) != nil) }
    #expect(Workload.named("nothing") == nil)
  }

  @Test("a crash at every call", arguments: short)
  func crashes(name: String) throws {
    let workload = try #require(Workload.named(name))
    let outcome = Exhaustion(workload, .adversarial).crashes(randomImageCount: 1)
    #expect(outcome.runCount >= 5 && outcome.callCount >= 2)
    #expect(outcome.failures.isEmpty, "\(outcome.failures.prefix(3))")
  }

  @Test("a fault at every call", arguments: short)
  func faults(name: String) throws {
    let workload = try #require(Workload.named(name))
    let outcome = Exhaustion(workload, .ordered).faults()
    #expect(!outcome.sites.isEmpty)
    #expect(outcome.failures.isEmpty, "\(outcome.failures.prefix(3))")
  }

  @Test("a crash at every call of the recovery from a crash at every call")
  func recovery() throws {
    let workload = try #require(Workload.named("first-save"))
    let outcome = Exhaustion(workload, .adversarial).crashesInRecovery()
    #expect(outcome.runCount > 20)
    #expect(outcome.failures.isEmpty, "\(outcome.failures.prefix(3))")
  }
}
