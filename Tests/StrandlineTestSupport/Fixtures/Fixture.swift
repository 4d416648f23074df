package import Strandline

/// A small store of format version 1 in one of the states that readers meet.
///
/// The same bytes each time it is made; they lie in Formats/fixtures.
package struct Fixture: Sendable {
  package let name: String
  private let segmentByteCountMax: Int
  private let build: @Sendable (FixtureWorkshop) throws(StoreError) -> Void

  init(
    _ name: String, segmentByteCountMax: Int = 4096,
    _ build: @escaping @Sendable (FixtureWorkshop) throws(StoreError) -> Void
  ) {
    self.name = name
    self.segmentByteCountMax = segmentByteCountMax
    self.build = build
  }

  package static let formatVersion = 1

  /// The sessions that the example stores hold: all there is of one follows from these numbers.
  package static func session(_ number: Int, index: UInt32, edition: Int) -> SessionRecord {
    FixtureWorkshop.session(number, index: index, edition: edition)
  }

  static let path = "/store"

  /// The names and bytes of its files.
  package func files() throws(StoreError) -> [String: [UInt8]] {
    let workshop = try FixtureWorkshop(segmentByteCountMax: segmentByteCountMax)
    try build(workshop)
    var files: [String: [UInt8]] = [:]
    for name in workshop.disk.listFiles(Self.path) {
      files[name] = workshop.disk.contents(of: Self.path + "/" + name)
    }
    return files
  }

  /// A store that is opened from such files, on a disk and a machine of its own.
  package static func open(
    _ files: [String: [UInt8]], readOnly: Bool = false
  ) throws(StoreError) -> SessionStore {
    let disk = SimulatedDisk(seed: 9)
    let process = disk.process()
    try process.createDirectory(path)
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      try process.create(path + "/" + name).close()
      disk.setContents(of: path + "/" + name, to: bytes)
    }
    disk.settle()
    var options = FixtureWorkshop.options()
    options.readOnly = readOnly
    return try SessionStore.open(
      at: path, options: options, environment: .simulated(process: disk.process(), seed: 10))
  }
}

/// Where a fixture is made: a disk, and a process with a store on it.
final class FixtureWorkshop: Sendable {
  static let a = BackupVersion("A")
  static let b = BackupVersion("B", publicKey: [1, 2, 3])
  static let c = BackupVersion("C")
  static let sender = [UInt8](repeating: 0x5E, count: 32)

  let disk = SimulatedDisk(seed: 1)
  let process: SimulatedProcess
  let store: SessionStore

  /// The smallest of everything, so that each structure fits into a few KiB.
  static func options(segmentByteCountMax: Int = 4096) -> Options {
    var options = Options()
    options.segmentByteCountMax = segmentByteCountMax
    options.deltaByteCountMax = 4096
    options.backgroundCompaction = false
    return options
  }

  init(segmentByteCountMax: Int) throws(StoreError) {
    process = disk.process()
    store = try SessionStore.open(
      at: Fixture.path, options: Self.options(segmentByteCountMax: segmentByteCountMax),
      environment: .simulated(process: process, seed: 1))
  }

  static func session(_ number: Int, index: UInt32 = 5, edition: Int = 0) -> SessionRecord {
    let text = "session \(number), index \(index), edition \(edition)"
    return SessionRecord(
      key: SessionKey(room: "!room\(number % 3):example.org", session: "session-\(number)"),
      payload: Array(text.utf8), firstKnownIndex: index,
      senderKey: number % 2 == 0 ? sender : [], senderDataKind: UInt8(number % 4))
  }

  func save(_ numbers: Range<Int>, index: UInt32 = 5, edition: Int = 0) throws(StoreError) {
    for number in numbers {
      _ = try store.save([Self.session(number, index: index, edition: edition)])
    }
  }

  /// Some of everything: sessions that improve, are rewritten and deleted, settings, withheld
  /// information, a lease, evidence for two versions, over several segments and index files.
  func fill() throws(StoreError) {
    try save(0..<40)
    _ = try store.acknowledge(try store.pending(for: Self.a, limit: 10))
    try store.set("token", to: Array("first".utf8))
    try store.set("token", to: Array("second".utf8))
    try store.set("empty", to: [])
    try store.set("gone", to: [1])
    try store.set("gone", to: nil)
    var batch = WriteBatch()
    batch.withhold(SessionKey(room: "!room0:example.org", session: "withheld"), info: [4])
    batch.save(Self.session(40))
    batch.delete(Self.session(3).key)
    _ = try store.commit(batch)
    _ = try store.takeLease("upload", holder: "one", milliseconds: 1000)
    try save(4..<8, index: 2)
    try save(8..<12, edition: 1)
    _ = try store.delete([12, 13].map { Self.session($0).key })
    _ = try store.acknowledge(try store.pending(for: Self.b, limit: 7))
    try save(41..<60)
    try store.flush()
  }
}
