/// A transaction of LMDB; bytes that it shows are good while it lasts.
struct LMDBTransaction {
  private static let notFound: Int32 = -30798
  private static let setRange: Int32 = 17
  private static let next: Int32 = 8
  static let appends: UInt32 = 0x20000
  static let create: UInt32 = 0x40000

  let library: LMDBLibrary
  let handle: OpaquePointer?

  func database(_ name: String, flags: UInt32) throws -> UInt32 {
    var database: UInt32 = 0
    try library.check(library.databaseOpen(handle, name, flags, &database))
    return database
  }

  /// Removes a database.
  func drop(_ database: UInt32) throws {
    try library.check(library.databaseDrop(handle, database, 1))
  }

  func entryCount(_ database: UInt32) throws -> Int {
    var statistics = LMDBLibrary.Statistics()
    try library.check(library.statistics(handle, database, &statistics))
    return statistics.entryCount
  }

  func get(_ key: [UInt8], in database: UInt32) throws -> UnsafeRawBufferPointer? {
    try key.withUnsafeBytes { key in
      var key = Self.value(key)
      var value = LMDBLibrary.Value()
      let code = library.get(handle, database, &key, &value)
      if code == Self.notFound { return nil }
      try library.check(code)
      return value.bytes
    }
  }

  func put(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in database: UInt32,
    flags: UInt32 = 0
  ) throws {
    var key = Self.value(key)
    var value = Self.value(value)
    try library.check(library.put(handle, database, &key, &value, flags))
  }

  func put(_ key: [UInt8], _ value: [UInt8], in database: UInt32) throws {
    try key.withUnsafeBytes { key in
      try value.withUnsafeBytes { try put(key, $0, in: database) }
    }
  }

  /// Deletes an entry; one that is not there is no error.
  func delete(_ key: [UInt8], in database: UInt32) throws {
    try key.withUnsafeBytes { key in
      var key = Self.value(key)
      let code = library.delete(handle, database, &key, nil)
      if code != Self.notFound { try library.check(code) }
    }
  }

  /// Shows entries in order of their keys from `start` on until `body` has enough.
  func scan(
    _ database: UInt32, from start: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    var cursor: OpaquePointer?
    try library.check(library.cursorOpen(handle, database, &cursor))
    defer { library.cursorClose(cursor) }
    try start.withUnsafeBytes { start in
      var key = Self.value(start)
      var value = LMDBLibrary.Value()
      var operation = start.isEmpty ? 0 : Self.setRange
      while true {
        let code = library.cursorGet(cursor, &key, &value, operation)
        if code == Self.notFound { return }
        try library.check(code)
        guard try body(key.bytes, value.bytes) else { return }
        operation = Self.next
      }
    }
  }

  private static func value(_ bytes: UnsafeRawBufferPointer) -> LMDBLibrary.Value {
    LMDBLibrary.Value(
      byteCount: bytes.count, start: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }
}
