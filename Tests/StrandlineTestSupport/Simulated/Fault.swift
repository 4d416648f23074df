/// A failure that the simulated system puts in the way of a process's calls.
package struct Fault: Sendable, Hashable {
  /// Which calls the fault meets.
  package var trigger: FaultTrigger
  /// What happens to them.
  package var effect: FaultEffect
  /// How many calls it strikes, in all; `Int.max` is for ever.
  package var times: Int

  package init(_ trigger: FaultTrigger, _ effect: FaultEffect, times: Int = 1) {
    self.trigger = trigger
    self.effect = effect
    self.times = times
  }

  /// Strikes for ever.
  package static func persistent(_ trigger: FaultTrigger, _ effect: FaultEffect) -> Self {
    Self(trigger, effect, times: .max)
  }
}

/// Which calls a fault meets.
package enum FaultTrigger: Sendable, Hashable {
  /// From the process's call with this number on, counted from 1 over all calls.
  case call(Int)
  /// Calls of a kind (nil: of any) on names that end in `suffix`, after `skipping` such calls.
  case matching(CallKind?, suffix: String = "", skipping: Int = 0)
}

/// What a fault does to a call.
///
/// An effect that does not fit the call's kind leaves it alone and is not used up.
package enum FaultEffect: Sendable, Hashable {
  /// The call fails and changes nothing.
  case error(SystemError)
  /// A read gives at most this many bytes, at least 1.
  case shortRead(Int)
  /// A write takes at most this many bytes, at least 1.
  case shortWrite(Int)
  /// A write puts this many bytes into the file, then fails.
  case partialWrite(Int, then: SystemError)
  /// A sync fails in one of the ways of real file systems.
  case syncFailure(SyncFailure)
  /// A write succeeds and the cache shows it, but it never reaches the disk.
  case lostWrite
  /// A write succeeds and the cache shows it, but it reaches the disk this many bytes further on.
  case misplacedWrite(UInt64)
}

/// What a failed sync leaves behind.
package enum SyncFailure: String, Sendable, Hashable, CaseIterable {
  /// ext4 and XFS: the cache still shows the bytes, they count as written, and the next sync
  /// succeeds without writing them.
  case markClean
  /// Btrfs: the file shows what was durable before.
  case revert
  /// The failing sync succeeds although nothing was written; the file's next sync reports the
  /// failure, and the bytes are lost as with `markClean`. Until then the disk lies, so no store can
  /// keep its promise: see `SimulatedDisk.falseSyncCount`.
  case late
}

/// The system errors that faults can name.
package enum SystemError: String, Sendable, Hashable, CaseIterable {
  case inputOutput
  case noSpace
  case quota
  case notPermitted
  case notFound
  case tooManyFiles
  /// By a signal, where the system does not try again.
  case interrupted
}
