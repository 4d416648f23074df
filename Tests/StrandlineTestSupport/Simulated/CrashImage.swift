/// What becomes of the operations that were pending when the power went away.
///
/// An image is a wish: the disk's personality then takes back what that file system would never
/// show, so that every image is legal under every personality.
package enum CrashImage: Sendable, Hashable, CustomStringConvertible {
  /// Nothing that was pending survives.
  case none
  /// Everything that was pending survives.
  case all
  /// The first `count` pending operations survive, in the order in which they were made.
  case prefix(Int)
  /// Everything survives except the pending operation with this index, from 0.
  case omit(Int)
  /// Like `prefix`, and of the operation behind it a part chosen by `seed`.
  case torn(Int, seed: UInt64)
  /// A random subset; written ranges are cut at multiples of `granularity`.
  case random(seed: UInt64, granularity: CrashGranularity = .sector)
  /// Lengths and names survive, contents do not.
  case sizesWithoutData(CrashFill)
  /// Names survive, contents and lengths do not.
  case entriesWithoutData
  /// Contents and lengths survive, names do not.
  case dataWithoutEntries

  package var description: String {
    switch self {
    case .none: "none"
    case .all: "all"
    case .prefix(let count): "prefix(\(count))"
    case .omit(let index): "omit(\(index))"
    case .torn(let index, let seed): "torn(\(index), seed: \(seed))"
    case .random(let seed, let granularity): "random(seed: \(seed), .\(granularity))"
    case .sizesWithoutData(let fill): "sizesWithoutData(.\(fill))"
    case .entriesWithoutData: "entriesWithoutData"
    case .dataWithoutEntries: "dataWithoutEntries"
    }
  }
}

/// The unit that a disk writes whole or not at all.
package enum CrashGranularity: Int, Sendable, Hashable, CaseIterable {
  case sector = 512
  case page = 4096
}

/// What a range shows whose length was recorded while its contents were not.
package enum CrashFill: Sendable, Hashable, CaseIterable {
  case zeros
  /// Earlier bytes of the disk, from files that were deleted or cut; only the adversarial
  /// personality shows them, the others show zeros.
  case stale
}
