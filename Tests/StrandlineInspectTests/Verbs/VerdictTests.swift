import StrandlineTestSupport
import Testing

@Suite("Verdicts on damaged stores")
struct VerdictTests {
  @Test("whatever was damaged, each verb that judges a store gives a verdict")
  func verdicts() throws {
    let scratch = try Scratch()
    let verdicts = try DamageVerdicts(in: scratch.file("store"))
    var codes: Set<Int32> = []
    for seed in UInt64(1)...40 {
      let outcome = try verdicts.judge(seed)
      #expect(outcome.failures.isEmpty, "\(seed) \(outcome.actions): \(outcome.failures)")
      codes.formUnion(outcome.exitCodes.values)
    }
    // The damages are neither all harmless nor all fatal.
    #expect(codes.isSuperset(of: [0, 65]))
  }
}
