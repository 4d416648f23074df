/// LMDB as a store of ordered keys, all in one database.
final class LMDBOrderedStore: OrderedStore {
  private struct Batch: OrderedBatch {
    let transaction: LMDBTransaction
    let database: UInt32

    func put(_ key: [UInt8], _ value: [UInt8]) throws {
      try transaction.put(key, value, in: database)
    }

    func delete(_ key: [UInt8]) throws { try transaction.delete(key, in: database) }
  }

  private let environment: LMDBEnvironment
  private let database: UInt32

  init(at path: String) throws {
    environment = try LMDBEnvironment(at: path)
    database = try environment.database("entries")
  }

  func write(isDurable: Bool, _ body: (any OrderedBatch) throws -> Void) throws {
    try environment.write(isDurable: isDurable) { transaction in
      try body(Batch(transaction: transaction, database: database))
    }
  }

  func get<R>(_ key: [UInt8], _ body: (UnsafeRawBufferPointer) -> R) throws -> R? {
    try environment.read { transaction in try transaction.get(key, in: database).map(body) }
  }

  func scan(
    from start: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    try environment.read { try $0.scan(database, from: start, body) }
  }

  func sync() throws { try environment.sync() }
  func settle() throws {}
  func compact() throws {}
  func close() { environment.close() }
}
