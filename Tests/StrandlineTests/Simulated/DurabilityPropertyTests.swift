import Strandline
import StrandlineTestSupport
import Testing

/// The promise that everything else rests on: contents that were synced, under a name whose
/// directory was synced, survive every image under every personality.
///
/// Under `barrierOnly` a sync is a barrier and no promise; there the promise is made by `settle()`,
/// which stands for the drive's own quiet time, and is checked with it in the place of the syncs.
@Suite("What was synced survives")
struct DurabilityPropertyTests {
  @Test("contents and names survive every crash image", arguments: DiskPersonality.allCases)
  func survives(personality: DiskPersonality) throws {
    for seed in 0..<5 as Range<UInt64> {
      let disk = SimulatedDisk(seed: seed, personality: personality)
      var workload = SyncedWorkload(disk: disk, seed: seed)
      for step in 0..<60 {
        try workload.step()
        guard step % 12 == 11 else { continue }
        for image in images(for: disk, randomCount: 4) {
          let after = disk.afterPowerCut(image)
          if let flaw = workload.flaw(in: after) {
            Issue.record("seed \(seed), step \(step), \(image): \(flaw)")
            return
          }
        }
      }
    }
  }

  @Test("the same check finds a file system that leaves syncs out")
  func checkIsNotBlind() throws {
    for sabotage in SabotagedFileSystem.Sabotage.allCases {
      let disk = SimulatedDisk(seed: 3)
      let system = SabotagedFileSystem(disk.process(), sabotage)
      var workload = SyncedWorkload(disk: disk, seed: 3, system: system)
      for _ in 0..<60 { try workload.step() }
      #expect(workload.flaw(in: disk.afterPowerCut(.none)) != nil, "\(sabotage)")
    }
  }
}

/// Random operations on a few files, and what must survive of them.
private struct SyncedWorkload {
  private struct TrackedFile {
    var handle: any File
    var length = 0
    /// The bytes of the last sync; nil where something was written since.
    var promised: [UInt8?] = []
  }

  private let disk: SimulatedDisk
  private let system: any FileSystem
  private var generator: SplitMix64
  private var files: [Int: TrackedFile] = [:]
  /// Names as processes see them.
  private var names: [String: Int] = [:]
  /// Names that were synced and not touched since: what they must lead to.
  private var promisedNames: [String: Int] = [:]
  private var nextFile = 0

  init(disk: SimulatedDisk, seed: UInt64, system: (any FileSystem)? = nil) {
    self.disk = disk
    self.system = system ?? disk.process()
    generator = SplitMix64(seed: seed)
  }

  mutating func step() throws(StoreError) {
    let name = "/f\(generator.below(5))"
    guard let id = names[name] else { return try create(name) }
    switch generator.below(10) {
    case 0...3: try write(id)
    case 4, 5: try sync(id)
    case 6: try syncNames()
    case 7:
      try system.unlink(name)
      names[name] = nil
      promisedNames[name] = nil
    case 8: try rename(name, id)
    default: try cut(id)
    }
  }

  /// What is wrong with a disk after a crash; nil when every promise is kept.
  func flaw(in after: SimulatedDisk) -> String? {
    for (name, id) in promisedNames {
      guard let bytes = after.contents(of: name) else { return "\(name) is missing" }
      let promised = files[id]?.promised ?? []
      let end = (promised.lastIndex { $0 != nil } ?? -1) + 1
      guard bytes.count >= end else { return "\(name) has \(bytes.count) of \(end) bytes" }
      for (place, byte) in promised.enumerated() {
        if let byte, bytes[place] != byte { return "\(name) is wrong at \(place)" }
      }
    }
    return nil
  }

  private mutating func create(_ name: String) throws(StoreError) {
    files[nextFile] = TrackedFile(handle: try system.create(name))
    names[name] = nextFile
    promisedNames[name] = nil
    nextFile += 1
  }

  private mutating func write(_ id: Int) throws(StoreError) {
    guard var file = files[id] else { return }
    let isAppend = generator.below(3) > 0
    let offset = isAppend ? file.length : generator.below(file.length + 600)
    let bytes = pattern(1 + generator.below(1500), from: generator.below(1000))
    try file.handle.put(bytes, at: UInt64(offset))
    file.length = max(file.length, offset + bytes.count)
    for place in offset..<min(offset + bytes.count, max(offset, file.promised.count)) {
      file.promised[place] = nil
    }
    files[id] = file
  }

  private mutating func cut(_ id: Int) throws(StoreError) {
    guard var file = files[id] else { return }
    file.length = generator.below(file.length + 1)
    try file.handle.truncate(to: UInt64(file.length))
    file.promised.removeLast(max(0, file.promised.count - file.length))
    files[id] = file
  }

  private mutating func sync(_ id: Int) throws(StoreError) {
    try files[id]?.handle.sync()
    if disk.personality == .barrierOnly { return try settle() }
    let bytes = try contents(id)
    files[id]?.promised = bytes
  }

  private mutating func syncNames() throws(StoreError) {
    try system.syncDirectory("/")
    if disk.personality == .barrierOnly { return try settle() }
    promisedNames = names
  }

  private mutating func settle() throws(StoreError) {
    disk.settle()
    for id in Array(files.keys) {
      let bytes = try contents(id)
      files[id]?.promised = bytes
    }
    promisedNames = names
  }

  private func contents(_ id: Int) throws(StoreError) -> [UInt8] {
    try files[id]?.handle.bytes() ?? []
  }

  private mutating func rename(_ name: String, _ id: Int) throws(StoreError) {
    let newName = "/f\(generator.below(5))"
    guard newName != name else { return }
    try system.rename(name, to: newName)
    names[name] = nil
    names[newName] = id
    promisedNames[name] = nil
    promisedNames[newName] = nil
  }
}
