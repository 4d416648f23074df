/// How a file system orders what it has not been asked to make durable.
package enum DiskPersonality: String, Sendable, Hashable, CaseIterable {
  /// ext4 with ordered data. Names survive in the order of the operations on them; a length never
  /// covers appended bytes that were not written; overwritten sectors are independent. Syncing a
  /// file makes its name durable too.
  case ordered
  /// XFS. Names survive in order; lengths and contents are independent, and a range without
  /// contents shows zeros, never earlier bytes.
  case writeback
  /// APFS and Btrfs. Each file is a prefix of its operations, the files independent of each other.
  case copyOnWrite
  /// Darwin's `fsync`: a sync is only a barrier. Nothing is durable before `settle()`, but what
  /// was synced reaches the disk before anything done after that sync.
  case barrierOnly
  /// All that POSIX allows: names, lengths and sectors are independent of each other, lengths show
  /// stale bytes, partly written sectors show garbage inside the written range.
  case adversarial
}
