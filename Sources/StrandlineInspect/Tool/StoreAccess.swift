import Strandline

/// Opens stores for verbs and closes them again.
enum StoreAccess {
  /// Reads from the store at `path`, without a lock.
  static func reading<Result>(
    _ path: String, _ console: Console, notesDamage: Bool = true,
    _ body: (SessionStore) throws(StoreError) -> Result
  ) throws(ToolFailure) -> Result {
    try streaming(path, console, notesDamage: notesDamage) { (store) throws(ToolFailure) in
      try engine { () throws(StoreError) in try body(store) }
    }
  }

  /// Reads from the store at `path`, without a lock, and writes out meanwhile.
  static func streaming<Result>(
    _ path: String, _ console: Console, notesDamage: Bool = true,
    _ body: (SessionStore) throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> Result {
    var options = Options()
    options.readOnly = true
    let store = try engine { () throws(StoreError) in
      try SessionStore.open(at: path, options: options)
    }
    let result: Result
    do {
      result = try body(store)
    } catch {
      closeQuietly(store)
      throw error
    }
    if notesDamage { noteDamage(store, path, console) }
    closeQuietly(store)
    return result
  }

  /// Works on the store at `path`, which must be there.
  static func writing<Result>(
    _ path: String, _ console: Console, _ body: (SessionStore) throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> Result {
    guard PathState(path) == .occupied else {
      throw ToolFailure(.missing, "there is no store at \(path)")
    }
    let store = try engine { () throws(StoreError) in try SessionStore.open(at: path) }
    return try work(on: store, path, console, body)
  }

  /// Works on the store at `path`, and creates it where nothing is.
  static func creating<Result>(
    _ path: String, _ console: Console, options: Options = Options(),
    _ body: (SessionStore) throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> Result {
    let isNew = PathState(path) != .occupied
    let store: SessionStore
    do {
      store = try SessionStore.open(at: path, options: options)
    } catch {
      let failure = ToolFailure(error)
      guard isNew, failure.exitCode == .missing || error.code == .io else { throw failure }
      throw ToolFailure(.cannotCreate, failure.message, hint: failure.hint)
    }
    return try work(on: store, path, console, body)
  }

  private static func work<Result>(
    on store: SessionStore, _ path: String, _ console: Console,
    _ body: (SessionStore) throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> Result {
    let result: Result
    do {
      result = try body(store)
    } catch {
      closeQuietly(store)
      throw error
    }
    noteDamage(store, path, console)
    // A close makes the last commits durable: that it failed is news.
    try engine { () throws(StoreError) in try store.close() }
    return result
  }

  private static func noteDamage(_ store: SessionStore, _ path: String, _ console: Console) {
    guard !store.damageReport.isEmpty else { return }
    console.note("the store is damaged in places; `strandline info \(path)` lists them")
  }

  /// Closes a store after a failure, which is what the user hears of.
  private static func closeQuietly(_ store: SessionStore) {
    do { try store.close() } catch {}
  }
}
