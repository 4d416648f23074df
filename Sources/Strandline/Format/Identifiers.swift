/// The random identity of a store; every file and every frame checksum is bound to it.
package struct StoreID: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// The number in a file's name, 28 bits: from one counter for all kinds of files, never reused.
package struct FileID: Hashable, Comparable, Sendable {
  package static let valueMax: UInt32 = (1 << 28) - 1
  package let rawValue: UInt32

  package init?(exactly value: UInt32) {
    guard value >= 1, value <= Self.valueMax else { return nil }
    rawValue = value
  }

  package static let first = FileID(first: 1)
  private init(first: UInt32) { rawValue = first }

  /// The id after this one, or nil when the counter is used up.
  package var next: FileID? { FileID(exactly: rawValue + 1) }

  package static func < (left: FileID, right: FileID) -> Bool { left.rawValue < right.rawValue }
}

/// The number of a frame in commit order, from 1; 48 bits.
package struct Sequence48: Hashable, Comparable, Sendable {
  package let rawValue: UInt64
  package init(_ rawValue: UInt64) { self.rawValue = rawValue }
  package static let zero = Sequence48(0)
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  package var next: Sequence48 { Sequence48(rawValue + 1) }
}
