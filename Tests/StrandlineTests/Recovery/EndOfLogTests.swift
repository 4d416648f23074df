import Strandline
import Testing

@Suite("Where the log ends")
struct EndOfLogTests {
  /// The table of the design, row by row, in its order: the first that fits decides.
  static func row(
    _ fault: EndOfLog.Fault, sealedOrClean: Bool, promised: Bool, later: Bool
  ) -> EndOfLog.Verdict {
    if fault == .unreadable { return .retry }
    if fault == .missingBytes { return .corruptShortened }
    if sealedOrClean && fault == .header { return .corruptResynchronise }
    if fault == .body && (sealedOrClean || promised) { return .corruptRecord }
    if !sealedOrClean && promised && fault == .header { return .corruptResynchronise }
    if (sealedOrClean || promised) && fault == .incompleteCommit { return .corruptResynchronise }
    if !sealedOrClean && !promised && later { return .reordered }
    if !sealedOrClean && !promised && fault == .header { return .tornTail }
    return .dropped
  }

  @Test("the decision for every input there is")
  func exhaustive() {
    var inputs = 0
    for fault in EndOfLog.Fault.allCases {
      for bits in 0..<8 {
        let sealed = bits & 1 != 0
        let promised = bits & 2 != 0
        let later = bits & 4 != 0
        let verdict = EndOfLog.judge(
          fault, isSealedOrClean: sealed, isPromised: promised, laterCommits: later)
        #expect(
          verdict == Self.row(fault, sealedOrClean: sealed, promised: promised, later: later),
          "\(fault), sealed or clean \(sealed), promised \(promised), later \(later)")
        inputs += 1
      }
    }
    #expect(inputs == EndOfLog.Fault.allCases.count * 8)
  }

  @Test("nothing that was promised is ever judged to be no part of the log")
  func promisedIsNeverDropped() {
    let ends: Set<EndOfLog.Verdict> = [.tornTail, .reordered, .dropped]
    for fault in EndOfLog.Fault.allCases {
      for later in [false, true] {
        for (sealed, promised) in [(true, false), (false, true), (true, true)] {
          let verdict = EndOfLog.judge(
            fault, isSealedOrClean: sealed, isPromised: promised, laterCommits: later)
          #expect(!ends.contains(verdict))
        }
      }
    }
  }
}
