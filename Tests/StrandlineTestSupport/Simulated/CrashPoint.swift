/// The call at which a process stops.
package struct CrashPoint: Sendable, Hashable {
  /// Which calls are counted.
  package enum Counting: Sendable, Hashable { case mutatingCalls, allCalls }
  /// How much of the call happens.
  package enum Moment: Sendable, Hashable, CaseIterable {
    case before
    /// Half of a write's bytes; like `before` for every other call.
    case partway
    case after
  }

  /// Counted from 1 since the process began.
  package var call: Int
  package var moment: Moment
  package var counting: Counting

  package init(
    atCall call: Int, moment: Moment = .before, counting: Counting = .mutatingCalls
  ) {
    self.call = call
    self.moment = moment
    self.counting = counting
  }
}
