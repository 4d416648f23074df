import Strandline

/// What goes wrong, by the run's weather.
extension OperationGenerator {
  mutating func misfortune() -> [Operation] {
    switch weather {
    case .crashes: [random.oneIn(3) ? .kill : crash(cutsPower: random.oneIn(2))]
    case .powerCuts: [random.oneIn(3) ? .powerCut(image()) : crash(cutsPower: true), .settle]
    case .faults: [random.oneIn(3) ? .heal : .fault(fault()), laterCrash()]
    case .fullDisk: [random.oneIn(2) ? .heal : .fill(random.below(6000)), laterCrash()]
    case .media: [random.oneIn(2) ? .restart : crash(cutsPower: true)]
    }
  }

  private mutating func laterCrash() -> Operation {
    random.oneIn(3) ? crash(cutsPower: !random.oneIn(4)) : .flush
  }

  private mutating func crash(cutsPower: Bool) -> Operation {
    .crash(
      afterCalls: 1 + random.below(40), pick(CrashPoint.Moment.allCases),
      cutsPower ? image() : nil, recoveryCall: random.oneIn(3) ? 1 + random.below(30) : nil)
  }

  mutating func image() -> CrashImage {
    switch random.below(10) {
    case 0: .none
    case 1: .all
    case 2: .prefix(random.below(12))
    case 3: .omit(random.below(8))
    case 4: .torn(random.below(8), seed: random.next())
    case 5: .sizesWithoutData(.zeros)
    case 6: random.oneIn(2) ? .entriesWithoutData : .dataWithoutEntries
    default: .random(seed: random.next(), granularity: random.oneIn(2) ? .sector : .page)
    }
  }

  /// Failures that a system reports.
  ///
  /// A write that is lost in silence is damage to the medium, and a sync that lies leaves no store
  /// a chance to keep its word.
  private mutating func fault() -> Fault {
    let times = random.oneIn(4) ? 3 : 1
    let skipping = random.below(6)
    switch random.below(10) {
    case 0..<3:
      return Fault(
        .matching(.sync, skipping: skipping),
        .syncFailure(random.oneIn(2) ? .markClean : .revert), times: times)
    case 3..<5:
      return Fault(
        .matching(.write, skipping: skipping), .shortWrite(1 + random.below(60)), times: times)
    case 5..<7:
      return Fault(
        .matching(.write, skipping: skipping),
        .partialWrite(random.below(80), then: random.oneIn(2) ? .noSpace : .inputOutput),
        times: times)
    case 7:
      return Fault(
        .matching(.read, skipping: skipping),
        random.oneIn(2) ? .shortRead(1 + random.below(30)) : .error(.inputOutput), times: times)
    case 8:
      return Fault(
        .matching(pick([.create, .syncDirectory, .rename, .open, .allocate]), skipping: skipping),
        .error(pick([.inputOutput, .noSpace, .quota, .tooManyFiles, .notPermitted])),
        times: times)
    default:
      return Fault(
        .matching(nil, skipping: random.below(40)), .error(pick([.inputOutput, .noSpace])),
        times: times)
    }
  }

  mutating func damage() -> Operation { .damage(someDamage()) }

  mutating func someDamage() -> MediaDamage {
    MediaDamage(
      kind: pick(MediaDamage.Kind.allCases), file: random.next(), offset: random.next(),
      afterClose: random.oneIn(2))
  }
}
