/// What the design with stamps needs of a store of ordered keys.
protocol OrderedStore: AnyObject, Sendable {
  /// Applies the puts and deletes of `body` in one step.
  func write(isDurable: Bool, _ body: (any OrderedBatch) throws -> Void) throws

  /// Shows a value for the time of the call; nothing when there is none.
  func get<R>(_ key: [UInt8], _ body: (UnsafeRawBufferPointer) -> R) throws -> R?

  /// Shows entries in order of their keys from `start` on until `body` has enough.
  func scan(
    from start: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool) throws

  func sync() throws
  func settle() throws
  func compact() throws
  func close()
}

/// What a write changes.
protocol OrderedBatch {
  func put(_ key: [UInt8], _ value: [UInt8]) throws
  func delete(_ key: [UInt8]) throws
}
