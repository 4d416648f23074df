/// A fault, and how much of it is used up.
struct ActiveFault {
  let fault: Fault
  private var skipsLeft: Int
  private var timesLeft: Int

  init(_ fault: Fault) {
    self.fault = fault
    timesLeft = fault.times
    switch fault.trigger {
    case .call: skipsLeft = 0
    case .matching(_, _, let skipping): skipsLeft = skipping
    }
  }

  /// Whether the fault strikes this call; counts it if so.
  mutating func meets(_ kind: CallKind, _ path: String, call: Int) -> Bool {
    guard timesLeft > 0, fault.effect.fits(kind) else { return false }
    switch fault.trigger {
    case .call(let number):
      guard call >= number else { return false }
    case .matching(let wanted, let suffix, _):
      guard wanted == nil || wanted == kind, path.hasSuffix(suffix) else { return false }
      if skipsLeft > 0 {
        skipsLeft -= 1
        return false
      }
    }
    if timesLeft < .max { timesLeft -= 1 }
    return true
  }
}

extension FaultEffect {
  /// Whether calls of this kind can fail in this way.
  func fits(_ kind: CallKind) -> Bool {
    switch self {
    case .error:
      switch kind {
      case .beginWriteback, .unlock, .close: false
      default: true
      }
    case .shortRead: kind == .read
    case .shortWrite, .partialWrite, .lostWrite, .misplacedWrite: kind == .write
    case .syncFailure: kind == .sync
    }
  }
}
