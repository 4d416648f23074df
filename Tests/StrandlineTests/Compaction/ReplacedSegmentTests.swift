import Strandline
import StrandlineTestSupport
import Testing

@Suite("Deleted sessions do not come back, whatever is left of the files", .bothReadings)
struct ReplacedSegmentTests {
  private static let deleted = [0, 8, 16, 24, 32].map { session($0).key }

  private struct Before {
    let world: World
    let truth: CompactionFixture.Contents
    /// The segments as they were before the compaction.
    let old: [String: [UInt8]]
  }

  private func compacted() throws -> Before {
    let world = try World(segmentByteCountMax: 4096)
    try CompactionFixture.fill(world.store)
    try world.reopen()
    let truth = try CompactionFixture.contents(world.store)
    let old = world.files(".segment").reduce(into: [:]) { $0[$1] = world.disk.contents(of: $1) }
    try world.store.purge()
    return Before(world: world, truth: truth, old: old)
  }

  /// Loses all manifests and opens what is left.
  private func rebuild(_ world: World, close: Bool = true) throws {
    if close { try world.store.close() }
    for path in world.files(".manifest") { world.disk.remove(path) }
    try world.start()
  }

  private func expect(_ world: World, _ truth: CompactionFixture.Contents) throws {
    let found = try CompactionFixture.contents(world.store)
    #expect(found.sessions == truth.sessions)
    #expect(Set(found.listing) == Set(truth.listing) && found.total == truth.total)
    #expect(found.settings == truth.settings && found.withheld == truth.withheld)
  }

  @Test("the manifest is lost after a compaction")
  func lostManifest() throws {
    let before = try compacted()
    try rebuild(before.world)
    try expect(before.world, before.truth)
    // All evidence is gone, and the numbers go on above those of what was dropped.
    #expect(try before.world.store.allPending(CompactionFixture.a).count == before.truth.total)
    try before.world.store.save([session(50)])
    try before.world.store.purge()
    try rebuild(before.world)
    #expect(try before.world.store.session(session(50).key) == session(50))
    #expect(try before.world.store.counts(for: nil).total == before.truth.total + 1)
  }

  @Test("sources come back whose removal was not durable", arguments: [false, true])
  func sourcesBack(losesManifest: Bool) throws {
    let before = try compacted()
    try before.world.store.close()
    let names = before.world.files(".segment")
    for (path, bytes) in before.old where !names.contains(path) {
      before.world.disk.setContents(of: path, to: bytes)
    }
    if losesManifest {
      try rebuild(before.world, close: false)
    } else {
      try before.world.start()
      #expect(try CompactionFixture.contents(before.world.store) == before.truth)
      let left = before.world.files()
      #expect(before.old.keys.allSatisfy { !left.contains($0) || names.contains($0) })
      #expect(before.world.store.damageReport.isEmpty)
    }
    try expect(before.world, before.truth)
  }

  @Test("sources of an output come back that was replaced itself")
  func handedOn() throws {
    let before = try compacted()
    let world = before.world
    try world.store.delete([session(1).key])
    try world.store.purge()
    try world.store.close()
    let names = world.files(".segment")
    for (path, bytes) in before.old where !names.contains(path) {
      world.disk.setContents(of: path, to: bytes)
    }
    try rebuild(world, close: false)
    #expect(try world.store.session(session(1).key) == nil)
    for key in Self.deleted { #expect(try world.store.session(key) == nil) }
    #expect(try world.store.counts(for: nil).total == before.truth.total - 1)
  }

  @Test("an output that no manifest came to name is removed")
  func unnamedOutput() throws {
    let world = try World(segmentByteCountMax: 4096)
    try CompactionFixture.fill(world.store)
    world.end()
    let early = world.disk.copy()
    try world.start()
    let truth = try CompactionFixture.contents(world.store)
    let names = world.files(".segment")
    try world.store.purge()
    let output = try #require(world.files(".segment").first { !names.contains($0) })
    let bytes = try #require(world.disk.contents(of: output))
    early.setContents(of: output, to: bytes)
    let next = try World(early, segmentByteCountMax: 4096)
    #expect(try CompactionFixture.contents(next.store) == truth)
    #expect(!next.files().contains(output) && next.store.damageReport.isEmpty)
  }

  @Test("an output that is damaged is read as far as it goes, with or without a manifest")
  func damagedOutput() throws {
    for (place, losesManifest) in [(200, true), (200, false), (-40, true), (2000, true)] {
      let before = try compacted()
      try before.world.store.close()
      let sizes = before.world.files(".segment").map {
        ($0, before.world.disk.contents(of: $0)?.count ?? 0)
      }
      let (path, size) = try #require(sizes.max { $0.1 < $1.1 })
      let offset = place < 0 ? size + place : place
      before.world.disk.flipBit(of: path, atByte: offset, bit: 2)
      if losesManifest {
        try rebuild(before.world, close: false)
      } else {
        try before.world.start()
      }
      var lost = 0
      for (key, record) in before.truth.sessions {
        let found = try? before.world.store.session(key)
        if found == nil { lost += 1 } else { #expect(found == record) }
      }
      #expect(lost <= 1, "\(place): \(lost) lost")
      for key in Self.deleted { #expect(try before.world.store.session(key) == nil) }
    }
  }

  @Test("a tombstone stays while a segment before it does")
  func tombstonesStay() throws {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.save((0..<10).map { session($0, byteCount: 500) })
    try world.store.save((10..<30).map { session($0, byteCount: 500) })
    try world.store.delete([session(2).key])
    try world.store.save((30..<50).map { session($0, byteCount: 500) })
    // Damage keeps the first segment from being compacted, and the record of session 2 with it.
    try world.store.close()
    world.damage(session(4, byteCount: 500).payload)
    try world.start()
    try world.store.delete((20..<30).map { session($0).key })
    try world.store.purge()
    #expect(world.holds(session(2, byteCount: 500).payload))
    #expect(!world.holds(session(25, byteCount: 500).payload))
    #expect(world.tombstoneCount == 11)
    #expect(world.store.damageReport.findings.count == 1)
    #expect(errorCode { _ = try world.store.session(session(4).key) } == .corrupt)
    try rebuild(world)
    #expect(try world.store.session(session(2).key) == nil)
    #expect(try world.store.session(session(3).key) == session(3, byteCount: 500))
    #expect(try world.store.counts(for: nil).total == 50 - 11)
  }

  @Test("a tombstone goes when all before it is compacted along, and nothing unnamed lies there")
  func tombstonesGo() throws {
    for hasUnnamed in [false, true] {
      let world = try World(segmentByteCountMax: 4096)
      try world.store.save((0..<30).map { session($0, byteCount: 500) })
      try world.store.delete([session(2).key])
      #expect(world.tombstoneCount == 1)
      if hasUnnamed {
        // A segment of another store: none of this one's, but who knows.
        world.disk.setContents(of: World.path + "/00000003.segment", to: [1, 2, 3])
      }
      try world.store.purge()
      #expect(world.tombstoneCount == (hasUnnamed ? 1 : 0))
    }
  }
}

extension World {
  /// Tombstones in all segments.
  var tombstoneCount: Int {
    files(".segment").reduce(0) { sum, path in
      guard let bytes = disk.contents(of: path) else { return sum }
      return sum
        + bytes.withUnsafeBytes { bytes in
          guard let header = try? FileHeader(decoding: bytes) else { return 0 }
          let seed = FrameSeed(storeID: header.storeID, fileID: header.fileID)
          var walk = SegmentWalk(SegmentBytes(bytes, seed: seed), end: UInt64(bytes.count))
          var count = 0
          while let step = walk.next() {
            if case .frame(let frame, _, _) = step, frame.header.kind?.isTombstone == true {
              count += 1
            }
          }
          return count
        }
    }
  }
}
