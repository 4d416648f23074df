/// A sorted index entry of 16 bytes: what a run holds on disk and the delta in memory.
///
/// Family *key*: hash 64 | revision 48 | flags 16. Families *room* and *sender*: group hash 40 |
/// key hash 40 | revision 47 | one spare bit. An entry says where to look; whether the revision
/// lives is asked of the live bits, and names are compared in the record.
package struct IndexEntry: Hashable, Comparable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func key(hash: UInt64, revision: UInt64) -> IndexEntry {
    IndexEntry(high: hash, low: revision << 16)
  }

  package var keyRevision: UInt64 { low >> 16 }

  /// `group` and `key` are 64-bit hashes, of which the upper 40 bits are kept.
  package static func member(group: UInt64, key: UInt64, revision: UInt64) -> IndexEntry {
    let key40 = key >> 24
    return IndexEntry(
      high: (group & ~0xFF_FFFF) | key40 >> 16, low: (key40 & 0xFFFF) << 48 | revision << 1)
  }

  package var memberRevision: UInt64 { low >> 1 & ((1 << 47) - 1) }
  /// The 40 bits of the key's hash.
  package var memberKey: UInt64 { (high & 0xFF_FFFF) << 16 | low >> 48 }

  package static func < (left: IndexEntry, right: IndexEntry) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}
