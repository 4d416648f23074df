extension SessionStore {
  /// Makes a new store out of whatever can be read of a damaged one.
  ///
  /// The damaged store is only read, whatever is missing or damaged in it: any of its files, several
  /// of them, the medium in places. It must not be written to meanwhile. Of a damaged session the
  /// newest intact copy is taken. What backups hold is carried over only if nothing at all was
  /// damaged; otherwise every session is pending for every version, and a session is uploaded twice
  /// rather than not at all. What an older store held as backed up is never carried over. The new
  /// store has an identity of its own: batches handed out before are refused.
  ///
  /// - Parameters:
  ///   - from: the damaged store's directory.
  ///   - to: where the new store will be: nothing may exist there, its parent must.
  /// - Returns: what was recovered and what was not.
  /// - Throws: `StoreError`: `.invalidArgument` when something exists at `to`, `.notFound`,
  ///   `.notAStore`, `.unsupportedVersion`, `.noSpace`, `.io`; nothing is left at `to` then.
  /// - Complexity: O(bytes), read up to four times.
  public static func repair(from: String, to: String) throws(StoreError) -> RepairReport {
    try repair(from: from, to: to, environment: .system())
  }

  /// The same in a given environment; it ends, and leaves nothing, when `progress` answers false.
  package static func repair(
    from: String, to: String, environment: Environment, progress: ((Double) -> Bool)? = nil
  ) throws(StoreError) -> RepairReport {
    try NewDirectory.check(from)
    switch try environment.fileSystem.kind(of: from) {
    case nil: throw StoreError(.notFound, "there is no store at this path", path: from)
    case .file, .other:
      throw StoreError(.notAStore, "this is not a directory; a store is one", path: from)
    case .directory: break
    }
    let names = try environment.fileSystem.list(from)
    guard names.contains(where: { FileName($0) != nil }) else {
      throw StoreError(.notAStore, "the directory holds other things and no store", path: from)
    }
    var report = RepairReport()
    try NewDirectory(environment: environment).make(at: to, word: "repairing") {
      building throws(StoreError) in
      var options = Options()
      options.durability = .buffered
      let store = try open(at: building, options: options, environment: environment)
      var repair = StoreRepair(
        from, environment: environment, target: try RepairTarget(store.core), progress: progress)
      do throws(StoreError) {
        report = try repair.run()
        try store.close()
      } catch {
        store.core.abandon()
        throw error
      }
    }
    return report
  }
}
