/// The lives of a store that a batch may come from: this one, and those before it of which each
/// ended in a close.
///
/// A life is one opening for writing. An unclean end begins a new line, so that what was handed out
/// before is refused; so is what was handed out after a copy of the store was made, when that copy
/// is used in its place.
package struct Lineage: Hashable, Sendable {
  /// Lives remembered; a batch from an older one is refused.
  package static let countMax = 8
  /// The newest first; at least one.
  package let lives: [Incarnation]

  /// The line in which `current` follows lives that ended in a close, the newest of them first.
  package init(_ current: Incarnation, after former: [Incarnation] = []) {
    lives = [current] + former.prefix(Self.countMax - 1)
  }

  /// This life.
  package var current: Incarnation { lives[0] }

  package func contains(_ incarnation: Incarnation) -> Bool { lives.contains(incarnation) }
}
