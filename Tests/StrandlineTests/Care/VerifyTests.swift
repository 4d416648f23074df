import Strandline
import StrandlineTestSupport
import Testing

@Suite(
  "Verification: every byte has a class, every damage is found, nothing else is")
struct VerifyTests {
  private static func expectWhole(_ report: VerifyReport, _ disk: SimulatedDisk, at path: String)
    throws
  {
    #expect(report.isClean, "\(report.findings)")
    #expect(Set(report.files.map(\.name)) == Set(disk.listFiles(path)))
    for file in report.files {
      let size = disk.contents(of: path + "/" + file.name)?.count ?? -1
      #expect(Int(file.byteCount) == size, "\(file.name)")
      #expect(file.byteCounts.values.reduce(0, +) == file.byteCount, "\(file.name)")
      #expect(file.damaged.isEmpty)
    }
  }

  @Test("every byte of stores of several shapes", arguments: CareWorld.Shape.allCases)
  func shapes(shape: CareWorld.Shape) throws {
    let world = try CareWorld.world(shape)
    let report = try world.store.verify(.full)
    try Self.expectWhole(report, world.disk, at: World.path)
    #expect(report.sessionCount == (try world.store.counts(for: nil).total))
    #expect(report.unnamedFiles.isEmpty && report.unknownFiles.isEmpty)
    if shape != .empty {
      for byteClass in [VerifyReport.ByteClass.liveFrame, .deadFrame, .tombstone, .controlFrame] {
        #expect(report.byteCount(of: byteClass) > 0, "\(byteClass)")
      }
    }
    if shape == .indexed || shape == .reopened {
      for byteClass in [VerifyReport.ByteClass.indexPage, .fencePage, .watermarks] {
        #expect(report.byteCount(of: byteClass) > 0, "\(byteClass)")
      }
    }
    let quick = try world.store.verify(.quick)
    #expect(quick.isClean, "\(quick.findings)")
    #expect(quick.byteCount == report.byteCount)
    try world.store.close()
    #expect(errorCode { _ = try world.store.verify(.quick) } == .closed)
    let reader = try world.reader()
    try Self.expectWhole(try reader.verify(.full), world.disk, at: World.path)
    #expect(try reader.verify(.quick).isClean)
  }

  @Test("a segment that is named and has its temporary name yet is there")
  func unfinishedSegment() throws {
    let fixture = try #require(Fixture.all.first { $0.name == "mid-install" })
    let files = try fixture.files()
    #expect(files.keys.contains { $0.hasSuffix(".segment.new") })
    let report = try Fixture.open(files, readOnly: true).verify(.full)
    #expect(report.isClean, "\(report.findings)")
    for file in report.files {
      #expect(file.byteCounts.values.reduce(0, +) == file.byteCount, "\(file.name)")
    }
    let total = files.values.reduce(0) { $0 + $1.count }
    #expect(Int(report.byteCount) == total)
  }

  @Test("what a writer leaves of a log that was cut anywhere is whole", arguments: 297...304)
  func afterCut(byteCount: Int) throws {
    let fixture = try #require(Fixture.all.first { $0.name == "clean" })
    var files = try fixture.files()
    let log = try #require(files.keys.filter { $0.hasSuffix(".segment") }.max())
    files[log]?.removeLast(byteCount)
    let store = try Fixture.open(files)
    let kinds = Set(try store.verify(.full).findings.map(\.file).map { $0.suffix(9) })
    #expect(!kinds.contains(".manifest"))
    try store.close()
    try store.reopen()
    #expect(!store.damageReport.findings.contains { $0.file.hasSuffix(".manifest") })
  }

  @Test("every finding names a file", arguments: [3511, 7511])
  func namedFindings(offset: Int) throws {
    let fixture = try #require(Fixture.all.first { $0.name == "flipped" })
    var files = try fixture.files()
    let map = try #require(files.keys.filter { $0.hasSuffix(".map") }.min())
    files[map]?[offset] ^= 1
    let report = try Fixture.open(files, readOnly: true).verify(.full)
    #expect(!report.isClean && report.findings.allSatisfy { !$0.file.isEmpty })
  }

  @Test("snapshots are clean", arguments: CareWorld.Shape.allCases)
  func snapshots(shape: CareWorld.Shape) throws {
    let world = try CareWorld.world(shape)
    try world.store.snapshot(to: CareWorld.copyPath)
    let copy = try CareWorld.open(world.disk)
    try Self.expectWhole(try copy.verify(.full), world.disk, at: CareWorld.copyPath)
    let reader = try CareWorld.open(world.disk, readOnly: true)
    try Self.expectWhole(try reader.verify(.full), world.disk, at: CareWorld.copyPath)
  }

  @Test("unknown files are told and left alone")
  func unknown() throws {
    let world = try CareWorld.world(.open)
    world.disk.setContents(of: World.path + "/notes.txt", to: [1, 2, 3])
    let report = try world.store.verify(.full)
    #expect(report.isClean && report.unknownFiles == ["notes.txt"])
  }

  @Test("each flipped bit of a closed store, sampled in every file", arguments: 0..<2)
  func bits(turn: Int) throws {
    let world = try CareWorld.world(.reopened)
    try world.store.close()
    let whole = try world.reader().verify(.full)
    var count = 0
    for file in whole.files {
      let path = World.path + "/" + file.name
      let size = Int(file.byteCount)
      // Densely where structures are, sparsely elsewhere.
      var places = Array(stride(from: turn, to: min(size, 200), by: 74))
      places += stride(from: 200 + turn * 97, to: size, by: max(1401, size / 4))
      places.append(size - 1 - turn)
      for place in places where place >= 0 && place < size {
        if file.unused.contains(where: { $0.contains(UInt64(place)) }) { continue }
        let copy = world.disk.copy()
        copy.flipBit(of: path, atByte: place, bit: (place + turn) % 8)
        count += 1
        let what = "byte \(place) of \(file.name)"
        do {
          let store = try CareWorld.open(copy, at: World.path, readOnly: true)
          let report = try store.verify(.full)
          #expect(!report.isClean, "\(what)")
          for file in report.files {
            #expect(file.byteCounts.values.reduce(0, +) == file.byteCount, "\(what)")
          }
        } catch let error as StoreError {
          #expect(error.code == .corrupt, "\(what): \(error)")
        }
      }
    }
    #expect(count > 50)
  }

  @Test("damage to an open store is found where it is")
  func open() throws {
    let world = try CareWorld.world(.reopened)
    let segment = try #require(world.files(".segment").first)
    let run = try #require(world.files(".run").first)
    world.disk.flipBit(of: segment, atByte: 3000, bit: 1)
    world.disk.flipBit(of: run, atByte: 4096 + 100, bit: 1)
    let report = try world.store.verify(.full)
    let files = Set(report.findings.map { World.path + "/" + $0.file })
    #expect(files.contains(segment) && files.contains(run))
    #expect(report.byteCount(of: .damaged) > 4096)
    #expect(report.findings.contains { $0.kind == .index && $0.offset == 4096 })
  }

  @Test("while others write")
  func concurrent() throws {
    let scratch = try Scratch()
    var options = Options.ofThisTest
    options.segmentByteCountMax = 64 << 10
    options.deltaByteCountMax = 16 << 10
    let store = try SessionStore.open(at: scratch.file("store"), options: options)
    let isDone = Lock(false)
    let latch = Latch()
    onThread {
      var number = 0
      // Not many: the verifications are to meet writers, not a large store.
      while !isDone.withLock({ $0 }), number < 3000 {
        _ = try? store.save([session(number % 300, variant: number)], durability: .ordered)
        number += 1
      }
      latch.arrive()
    }
    for _ in 0..<4 {
      let report = try store.verify(.full)
      #expect(report.isClean, "\(report.findings)")
      #expect(try store.verify(.quick).isClean)
    }
    isDone.withLock { $0 = true }
    latch.wait(for: 1)
    try store.close()
  }

  @Test("cancelled at any time; progress goes up to 1")
  func cancelled() throws {
    let world = try CareWorld.world(.reopened)
    var shares: [Double] = []
    _ = try world.store.verify(.full) { share in
      shares.append(share)
      return true
    }
    #expect(shares == shares.sorted() && shares.first == 0 && shares.last == 1)
    for limit in stride(from: 0, to: shares.count, by: max(1, shares.count / 9)) {
      var count = 0
      let code = errorCode {
        _ = try world.store.verify(.full) { _ in
          count += 1
          return count <= limit
        }
      }
      #expect(code == .cancelled)
    }
    #expect(try world.store.verify(.full).isClean)
  }
}
