/// Makes a directory whole or not at all: filled beside its place under a temporary name, synced,
/// renamed there, its name synced.
package struct NewDirectory {
  package let environment: Environment

  package init(environment: Environment) { self.environment = environment }

  /// - Parameters:
  ///   - path: where it will be; what exists there is refused.
  ///   - word: says in the temporary name what is going on.
  ///   - fill: makes the contents, durably, in the directory it is given.
  /// - Throws: `.invalidArgument`, or what `fill` or the system reports; nothing is left beside
  ///   `path` then.
  package func make(
    at path: String, word: String, _ fill: (String) throws(StoreError) -> Void
  ) throws(StoreError) {
    try Self.check(path)
    let fileSystem = environment.fileSystem
    try refuseExisting(path)
    let parent = StoreCreation.place(of: path).parent
    let suffix = String(environment.random.next(), radix: 16)
    let building = parent + "/.strandline-" + word + "-" + suffix
    var isPlaced = false
    do {
      try fileSystem.createDirectory(building)
    } catch {
      guard error.code == .notFound else { throw error }
      throw StoreError(
        .notFound, "the directory that would hold the copy does not exist", path: parent)
    }
    do {
      try fill(building)
      try refuseExisting(path)
      // Crash window: a directory with a name of its own beside `path`, which may be removed.
      try fileSystem.rename(building, to: path)
      isPlaced = true
      try fileSystem.syncDirectory(parent)
    } catch {
      clear(isPlaced ? path : building)
      throw error
    }
  }

  private func refuseExisting(_ path: String) throws(StoreError) {
    guard try environment.fileSystem.kind(of: path) == nil else {
      throw StoreError(
        .invalidArgument, "something exists at this path already; name a new one", path: path)
    }
  }

  static func check(_ path: String) throws(StoreError) {
    guard !path.isEmpty else { throw ArgumentCheck.invalid("the path is empty") }
    guard !path.utf8.contains(0) else {
      throw ArgumentCheck.invalid("the path contains a zero byte")
    }
  }

  /// Removes what was made; the manifests first, without which the rest is no store.
  private func clear(_ directory: String) {
    let fileSystem = environment.fileSystem
    let names = ((try? fileSystem.list(directory)) ?? []).sorted {
      ($0.hasSuffix(".manifest") ? 0 : 1, $0) < ($1.hasSuffix(".manifest") ? 0 : 1, $1)
    }
    for name in names { try? fileSystem.unlink(directory + "/" + name) }
    try? fileSystem.removeDirectory(directory)
  }
}
