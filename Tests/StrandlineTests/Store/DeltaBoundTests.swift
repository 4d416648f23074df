import Strandline
import StrandlineTestSupport
import Testing

@Suite("Memory stays bounded while index files cannot be written")
struct DeltaBoundTests {
  static let version = BackupVersion("1")
  private static let deltaByteCountMax = 4 << 10

  @Test(
    "saves are refused, everything else goes on, and saving resumes by itself",
    arguments: [SystemError.noSpace, .inputOutput])
  func bound(failure: SystemError) throws {
    let world = try World(durability: .ordered)
    world.options.deltaByteCountMax = Self.deltaByteCountMax
    try world.crash()
    world.process.inject(.persistent(.matching(.create, suffix: ".run"), .error(failure)))
    var saved = 0
    var refusal: StoreError?
    while refusal == nil, saved < 10_000 {
      do throws(StoreError) {
        try world.store.save([session(saved)])
        saved += 1
      } catch {
        refusal = error
      }
    }
    #expect(refusal?.code == (failure == .noSpace ? .noSpace : .io))
    #expect(refusal?.message.contains("index files") == true)
    // A frozen delta, and one that is full several times over.
    let memory = try world.store.statistics().deltaByteCount
    #expect(memory >= 4 * Self.deltaByteCountMax && memory <= 8 * Self.deltaByteCountMax)
    for number in saved..<saved + 20 {
      #expect(errorCode { try world.store.save([session(number)]) } == refusal?.code)
      #expect(try world.store.session(session(number).key) == nil)
    }
    #expect(
      errorCode { _ = try world.store.takeLease("l", holder: "h", milliseconds: 1) }
        == refusal?.code)
    #expect(try world.store.statistics().deltaByteCount == memory)

    #expect(try world.store.session(session(saved - 1).key) == session(saved - 1))
    try world.store.delete([session(0).key])
    try world.store.acknowledge(try world.store.pending(for: Self.version, limit: 10))
    try world.store.resetBackupState()
    #expect(try world.store.backedUp(Self.version) == 10)

    world.process.clearFaults()
    try world.store.save([session(saved)])
    #expect(try world.store.statistics().deltaByteCount < memory)
    let expected = Set(sessions(1...saved))
    #expect(Set(try world.store.listing()) == expected)
    try world.crash(CrashImage.all)
    #expect(Set(try world.store.listing()) == expected)
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("the same when the files are written and the manifest that is to name them is not")
  func manifest() throws {
    let world = try World(durability: .ordered)
    world.options.deltaByteCountMax = Self.deltaByteCountMax
    try world.crash()
    world.process.inject(
      .persistent(.matching(.create, suffix: ".manifest.new"), .error(.noSpace)))
    var saved = 0
    while errorCode({ try world.store.save([session(saved)]) }) == nil, saved < 10_000 {
      saved += 1
    }
    #expect(saved < 2000)
    #expect(errorCode { try world.store.save([session(saved)]) } == .noSpace)
    world.process.clearFaults()
    try world.store.save([session(saved)])
    #expect(Set(try world.store.listing()) == Set(sessions(0...saved)))
    try world.crash(CrashImage.all)
    #expect(Set(try world.store.listing()) == Set(sessions(0...saved)))
  }
}
