/// What one process does.
enum Phase: String {
  /// Makes the store.
  case fill
  /// Opens it, looks one session up, closes it.
  case open
  /// Everything that reads, and the reset.
  case read
  /// Saves until it is killed.
  case write
  /// Improves random sessions.
  case update
}
