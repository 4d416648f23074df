import Strandline

/// Opens stores for verbs and closes them again.
enum StoreAccess {
  /// Reads from the store at `path`, without a lock: from files that are held already, or as they are
  /// now.
  static func reading<Result>(
    _ path: String, _ console: Console, from files: StoreFiles? = nil, notesDamage: Bool = true,
    _ body: (SessionStore) throws(StoreError) -> Result
  ) throws(ToolFailure) -> Result {
    try streaming(path, console, from: files, notesDamage: notesDamage) {
      (store) throws(ToolFailure) in
      try engine { () throws(StoreError) in try body(store) }
    }
  }

  /// Reads from the store at `path`, without a lock, and writes out meanwhile.
  static func streaming<Result>(
    _ path: String, _ console: Console, from files: StoreFiles? = nil, notesDamage: Bool = true,
    _ body: (SessionStore) throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> Result {
    var options = Options()
    options.readOnly = true
    let store = try open(path, options) { () throws(StoreError) in
      // What a writer changes afterwards is not seen, by whatever the verb asks for.
      if let files { files.environment } else { try Environment.holding(path) }
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
    try work(on: open(path, Options()) { .system() }, path, console, body)
  }

  /// Works on the store at `path`, and creates it where nothing is.
  static func creating<Result>(
    _ path: String, _ console: Console, options: Options = Options(),
    _ body: (SessionStore) throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> Result {
    guard PathState(path).isFree else {
      return try work(on: open(path, options) { .system() }, path, console, body)
    }
    let store: SessionStore
    do {
      store = try SessionStore.open(at: path, options: options)
    } catch {
      throw creationFailure(error, path)
    }
    return try work(on: store, path, console, body)
  }

  /// Opens what is there already.
  private static func open(
    _ path: String, _ options: Options, in environment: () throws(StoreError) -> Environment
  ) throws(ToolFailure) -> SessionStore {
    guard !PathState(path).isFree else { throw missing(path) }
    do {
      return try SessionStore.open(at: path, options: options, environment: environment())
    } catch {
      throw failure(toOpen: path, error)
    }
  }

  /// What is said where no store is.
  static func missing(_ path: String) -> ToolFailure {
    ToolFailure(
      .missing, "there is no store at \(path)",
      hint: "`strandline import` makes one from a file, `strandline demo --at` for a try")
  }

  /// Why a store cannot be opened, and what to do.
  static func failure(toOpen path: String, _ error: StoreError) -> ToolFailure {
    let failure = ToolFailure(error)
    let hint: String? =
      switch error.code {
      case .notAStore where PathState(path) == .link:
        "it is a link: name the directory that it leads to"
      case .notAStore where error.path == path:
        "a store is the directory that was named when it was made"
      // `info` may end here as well.
      case .corrupt: "`strandline salvage` makes a new store of what can be read"
      default: failure.hint
      }
    return ToolFailure(failure.exitCode, failure.message, hint: hint)
  }

  /// Why there is no new store.
  ///
  /// The engine builds it under another name, which says nothing to anybody.
  private static func creationFailure(_ error: StoreError, _ path: String) -> ToolFailure {
    let failure = ToolFailure(error)
    guard let number = error.systemErrorNumber else { return failure }
    let isCreation = failure.exitCode == .missing || error.code == .io
    return ToolFailure(
      isCreation ? .cannotCreate : failure.exitCode,
      "cannot create a store at \(path): \(SystemText.error(number))",
      hint: error.code == .notFound ? "the directory around it has to be there" : failure.hint)
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
