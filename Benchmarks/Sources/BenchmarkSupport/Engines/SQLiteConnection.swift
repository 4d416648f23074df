/// A connection with its prepared statements; one thread at a time.
final class SQLiteConnection: @unchecked Sendable {
  private static let openReadWriteCreateNoMutex: Int32 = 0x2 | 0x4 | 0x8000
  private static let row: Int32 = 100
  private static let done: Int32 = 101

  private let library: SQLiteLibrary
  private var database: SQLiteLibrary.Database?
  private var statements: [String: SQLiteLibrary.Statement] = [:]

  init(_ path: String) throws {
    library = try SQLiteLibrary.loaded.get()
    try check(library.open(path, &database, Self.openReadWriteCreateNoMutex, nil))
    try check(library.busyTimeout(database, 600_000))
  }

  deinit { close() }

  func close() {
    for statement in statements.values { _ = library.finalize(statement) }
    statements = [:]
    _ = library.close(database)
    database = nil
  }

  /// Runs a statement, which is prepared once, and shows every row.
  func run(
    _ text: String, bind: (SQLiteRow) -> Void = { _ in }, row: (SQLiteRow) throws -> Void = { _ in }
  ) throws {
    let statement = try prepared(text)
    let view = SQLiteRow(library: library, statement: statement)
    bind(view)
    defer { _ = library.reset(statement) }
    while true {
      let code = library.step(statement)
      if code == Self.done { return }
      guard code == Self.row else { throw failure(code) }
      try row(view)
    }
  }

  /// Runs `body` in one transaction that writes.
  func transaction(_ body: () throws -> Void) throws {
    try run("BEGIN IMMEDIATE")
    do {
      try body()
      try run("COMMIT")
    } catch {
      try? run("ROLLBACK")
      throw error
    }
  }

  private func prepared(_ text: String) throws -> SQLiteLibrary.Statement {
    if let statement = statements[text] { return statement }
    var statement: SQLiteLibrary.Statement?
    try check(library.prepare(database, text, -1, &statement, nil))
    guard let statement else { throw BenchmarkFailure("SQLite: nothing to prepare in \(text)") }
    statements[text] = statement
    return statement
  }

  private func check(_ code: Int32) throws { if code != 0 { throw failure(code) } }

  private func failure(_ code: Int32) -> BenchmarkFailure {
    let text = library.message(database).map { String(cString: $0) } ?? ""
    return BenchmarkFailure("SQLite: error \(code), \(text)")
  }
}

/// The parameters and the columns of a statement.
struct SQLiteRow {
  /// SQLite copies what is bound, as it does for the clients that ship it.
  private static var transient: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: -1) }

  fileprivate let library: SQLiteLibrary
  fileprivate let statement: SQLiteLibrary.Statement

  func bind(_ index: Int32, _ bytes: [UInt8]) {
    bytes.withUnsafeBytes {
      _ = library.bindBlob(statement, index, $0.baseAddress, Int32($0.count), Self.transient)
    }
  }

  func bind(_ index: Int32, _ number: Int) {
    _ = library.bindInteger(statement, index, Int64(number))
  }

  func integer(_ index: Int32) -> Int { Int(library.columnInteger(statement, index)) }

  func bytes(_ index: Int32) -> [UInt8] { Array(rawBytes(index)) }

  /// The bytes of a column, good until the next step.
  func rawBytes(_ index: Int32) -> UnsafeRawBufferPointer {
    let start = library.columnBlob(statement, index)
    return UnsafeRawBufferPointer(
      start: start, count: Int(library.columnByteCount(statement, index)))
  }
}
