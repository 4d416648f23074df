import Strandline
import StrandlineTestSupport

/// Whole-file shorthands for tests of the simulation.
extension FileSystem {
  func make(_ path: String, _ bytes: [UInt8] = []) throws(StoreError) -> any File {
    let file = try create(path)
    try file.put(bytes)
    return file
  }

  func makeDurable(_ path: String, _ bytes: [UInt8]) throws(StoreError) -> any File {
    let file = try make(path, bytes)
    try file.sync()
    try syncDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    return file
  }

  func bytes(of path: String) throws(StoreError) -> [UInt8] {
    try open(path, for: .reading).bytes()
  }
}

extension File {
  /// Writes all bytes, however many calls that takes.
  func put(_ bytes: [UInt8], at offset: UInt64 = 0) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      done += try writeOnce(Array(bytes[done...]), at: offset + UInt64(done))
    }
  }

  /// One call of `write`.
  func writeOnce(_ bytes: [UInt8], at offset: UInt64 = 0) throws(StoreError) -> Int {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(StoreError) in try write(buffer, at: offset) }
    }
    return try result.get()
  }

  /// One call of `read`.
  func readOnce(_ count: Int, at offset: UInt64 = 0) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(StoreError) in try read(into: buffer, at: offset) }
    }
    return Array(bytes[..<(try result.get())])
  }

  func bytes() throws(StoreError) -> [UInt8] { try readOnce(Int(try size())) }
}

/// The code of the error that `body` throws; nil when it throws none.
func code(of body: () throws(StoreError) -> Void) -> StoreError.Code? {
  do {
    try body()
    return nil
  } catch {
    return error.code
  }
}

/// Every simple image of what is pending, some torn and some random ones.
func images(for disk: SimulatedDisk, randomCount: UInt64 = 8) -> [CrashImage] {
  let count = disk.pendingOperationCount
  var images: [CrashImage] = [
    .none, .all, .sizesWithoutData(.zeros), .sizesWithoutData(.stale), .entriesWithoutData,
    .dataWithoutEntries,
  ]
  for index in 0..<count {
    images.append(.prefix(index))
    images.append(.omit(index))
    images.append(.torn(index, seed: UInt64(index)))
  }
  for seed in 0..<randomCount {
    images.append(.random(seed: seed, granularity: seed % 2 == 0 ? .sector : .page))
  }
  return images
}

/// Bytes that differ from their neighbours and are never zero.
func pattern(_ count: Int, from start: Int = 1) -> [UInt8] {
  (start..<start + count).map { UInt8($0 % 251 + 1) }
}
