package import Strandline

/// One thing that happens to a simulated store, as a value: a run is a list of these, made up
/// front, so that a failing list can be shortened and printed.
package enum Operation: Sendable {
  case save([SessionRecord], backedUpTo: BackupVersion?, policy: SavePolicy, Durability)
  /// Saves of one record each, made by as many threads at once.
  case together([SessionRecord], Durability)
  case delete([SessionKey], Durability)
  case commit([ModelStore.BatchStep], Durability)
  case importLegacy([LegacySession], knownVersion: BackupVersion?, Durability)
  /// Takes a pending page and keeps it for later.
  case hold(BackupVersion, limit: Int)
  /// The same while another thread makes calls.
  case interruptedHold(BackupVersion, limit: Int, by: [Operation])
  /// Acknowledges the held page at this place, counted round the list; it stays in the list.
  case acknowledgeHeld(Int)
  case acknowledge([Upload], BackupVersion)
  case reset
  case forget(BackupVersion)
  case set(String, [UInt8]?)
  case flush
  case read(SessionKey)
  /// Compares everything the store answers with the model.
  case compare
  /// Opens a second, read-only store beside the writer.
  case look
  /// Compacts, or purges, on the caller's thread; calls are made between its steps, and after so
  /// many steps the caller wants no more.
  case compact(purges: Bool, stepCountMax: Int?, meanwhile: [Operation])
  /// Copies the store, looks at the copy and removes it.
  case snapshot
  /// Verifies every byte.
  case verify
  /// Closes, a file that is not the log is lost or damaged, and a new process opens.
  case lose(MediaDamage)
  /// Runs some background steps.
  case background(Int)
  /// Closes and reopens the same handle.
  case reopen
  /// Closes, and a new process opens.
  case restart
  /// Ends the process between two calls.
  case kill
  /// Cuts the power between two calls.
  case powerCut(CrashImage)
  /// Lets the process end at the given call from now on, by a kill (nil) or a power cut, and
  /// sometimes once more while it recovers.
  case crash(afterCalls: Int, CrashPoint.Moment, CrashImage?, recoveryCall: Int?)
  case fault(Fault)
  /// Leaves this many free bytes on the disk.
  case fill(Int)
  /// Ends all faults and frees the disk.
  case heal
  /// Lets the disk write out what was synced.
  case settle
  /// Damages the medium while the store is closed; a run's last operation.
  case damage(MediaDamage)
}

/// Damage to a file's bytes, placed by numbers that are taken round what there is.
package struct MediaDamage: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case flip, zeroSector, cutShort, remove }
  package var kind: Kind
  package var file: UInt64
  package var offset: UInt64
  /// Whether the store is closed cleanly before, or the process killed.
  package var afterClose: Bool
}
