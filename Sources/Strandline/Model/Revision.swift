/// The number of one uploadable content of a session on the store's single axis.
///
/// Revisions start at 1, increase, are never reused and survive compaction. At most 2^47 - 1.
public struct Revision: Hashable, Comparable, Sendable {
  /// The number itself; 0 stands before the first revision.
  public let rawValue: UInt64

  package init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// Whether `left` was given out before `right`.
  public static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }
}
