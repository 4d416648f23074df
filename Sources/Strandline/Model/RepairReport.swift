/// What a repair could read, and what it could not.
public struct RepairReport: Sendable, Hashable {
  /// Sessions in the new store.
  public package(set) var recovered = 0
  /// Those of them that are an older intact copy, because the last one is damaged or gone.
  public package(set) var salvaged = 0
  /// Settings, withheld information and leases in the new store.
  public package(set) var recoveredValueCount = 0
  /// Places of the damaged store that could not be read or did not hold together.
  ///
  /// What was there may have been dead, or be salvaged from elsewhere.
  public package(set) var lost: [DamageReport.Finding] = []
  /// Sessions of which no intact copy was found, as far as their names can be read.
  public package(set) var lostKeys: [SessionKey] = []
  /// Whether what backups hold was carried over: only when nothing at all was damaged.
  ///
  /// Otherwise every session is pending for every version.
  public package(set) var isEvidenceKept = false
  /// Files in the directory that do not belong to the store.
  public package(set) var unknownFiles: [String] = []

  package init() {}
}
