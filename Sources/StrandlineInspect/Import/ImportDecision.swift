package import Strandline

/// What happens to an entry whose session may be stored already.
///
/// A copy with a lower index would win in the store, which takes payloads as opaque. So here it has
/// to prove itself: a true copy leads to the stored one, step by step, and a forged one does not.
package enum ImportDecision: Hashable, Sendable {
  /// Hand it to the store.
  case save
  /// It is the stored copy, perhaps told with other words: the stored one stays.
  case same
  /// The stored copy is better, or as good for all that can be told.
  case keep
  /// The two are no copies of one session, or nobody can tell.
  case refuse(Refusal)

  /// Decides on a copy.
  ///
  /// - Parameters:
  ///   - copy: the entry's record.
  ///   - stored: what is stored under its key, if anything.
  ///   - advance: moves a ratchet on to an index; nil where there is no cryptography for it.
  /// - Returns: what to do.
  /// - Throws: what `advance` throws.
  package static func decide(
    _ copy: SessionRecord, over stored: SessionRecord?,
    advance: (MegolmRatchet, UInt32) throws(ToolFailure) -> MegolmRatchet?
  ) throws(ToolFailure) -> ImportDecision {
    guard let stored else { return .save }
    if copy == stored { return .save }
    guard let mine = ImportedSession(copy), let theirs = ImportedSession(stored) else {
      return decideOpaque(copy, over: stored)
    }
    if mine.key.index > theirs.key.index { return .keep }
    guard stored.senderKey.isEmpty || copy.senderKey == stored.senderKey else {
      return .refuse(.otherSender)
    }
    if mine.key.index == theirs.key.index {
      return mine.key == theirs.key ? .same : .refuse(.forged)
    }
    guard let reached = try advance(MegolmRatchet(mine.key), theirs.key.index) else {
      return .refuse(.notCompared)
    }
    return reached.bytes.elementsEqual(theirs.key.ratchet) ? .save : .refuse(.forged)
  }

  /// One of the two is no exported key, so that nobody can say whether they belong together.
  private static func decideOpaque(
    _ copy: SessionRecord, over stored: SessionRecord
  ) -> ImportDecision {
    if copy.firstKnownIndex < stored.firstKnownIndex { return .refuse(.notComparable) }
    // The same pickle told with another sender is for the store to decide.
    let isSame =
      copy.payload == stored.payload && copy.firstKnownIndex == stored.firstKnownIndex
    return isSame ? .save : .keep
  }
}
