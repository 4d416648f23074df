/// What is known of one backup version: the evidence, and when it was last used.
package struct VersionEvidence: Sendable {
  /// Live revisions the version holds.
  ///
  /// Dead ones are taken out, so that counts stay exact.
  package var revisions = RevisionSet()
  /// Members of `revisions` that are in the legacy set too.
  package var legacyOverlap = 0
  /// Every live revision up to this one has evidence.
  ///
  /// Never falls but by a forget; new revisions are always above it.
  package var watermark: UInt64 = 0
  /// The sequence of the last forget; the floor when there was none while the version was kept.
  package var epoch: Sequence48
  /// The sequence of the last acknowledgement or forget.
  package var lastUse: Sequence48
  /// Whether a forget ended the legacy meaning for this version.
  package var legacyEnded = false

  package init(epoch: Sequence48, lastUse: Sequence48) {
    self.epoch = epoch
    self.lastUse = lastUse
  }
}
