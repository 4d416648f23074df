import Strandline

extension Fixture {
  package static let all: [Fixture] = [
    clean, unclean, torn, cut, flipped, legacy, islands, beforeManifest, compacted, midCompaction,
    midInstall,
  ]

  /// Closed.
  private static let clean = Fixture("clean") { (workshop) throws(StoreError) in
    try workshop.fill()
    try workshop.store.close()
  }

  /// Killed with commits behind the last index files.
  private static let unclean = Fixture("unclean") { (workshop) throws(StoreError) in
    try workshop.fill()
    try workshop.save(60..<63)
    workshop.disk.kill(workshop.process)
  }

  /// The last commit is there in part.
  private static let torn = Fixture("torn") { (workshop) throws(StoreError) in
    try workshop.fill()
    try workshop.save(60..<63)
    workshop.disk.kill(workshop.process)
    workshop.cutLastSegment(by: 24)
  }

  /// The log ends before what the manifest says it holds.
  private static let cut = Fixture("cut") { (workshop) throws(StoreError) in
    try workshop.fill()
    try workshop.store.close()
    workshop.cutLastSegment(by: 300)
  }

  /// A bit of a payload in a sealed segment is another one.
  private static let flipped = Fixture("flipped") { (workshop) throws(StoreError) in
    try workshop.fill()
    try workshop.store.close()
    workshop.flip(Array("session 20, index 5".utf8))
  }

  /// Imported from an older store, with one session that had to be uploaded.
  private static let legacy = Fixture("legacy") { (workshop) throws(StoreError) in
    let old = (0..<10).map { number in
      LegacySession(record: FixtureWorkshop.session(number), needsBackup: number == 4)
    }
    _ = try workshop.store.importLegacy(old)
    try workshop.save(10..<50)
    try workshop.store.forgetBackup(FixtureWorkshop.b)
    try workshop.store.close()
  }

  /// Evidence above the watermarks, after a reset, of three versions, one of them forgotten.
  private static let islands = Fixture("islands") { (workshop) throws(StoreError) in
    try workshop.save(0..<60)
    let uploads = stride(from: 1, to: 60, by: 2).map { number in
      Upload(key: FixtureWorkshop.session(number).key, firstKnownIndex: 5)
    }
    _ = try workshop.store.acknowledge(uploads, for: FixtureWorkshop.a)
    _ = try workshop.store.acknowledge(Array(uploads.suffix(9)), for: FixtureWorkshop.b)
    try workshop.store.resetBackupState()
    _ = try workshop.store.acknowledge(Array(uploads.prefix(3)), for: FixtureWorkshop.c)
    try workshop.store.forgetBackup(FixtureWorkshop.c)
    _ = try workshop.store.save(
      [FixtureWorkshop.session(60)], backedUpTo: FixtureWorkshop.c)
    try workshop.save(61..<80)
    try workshop.store.close()
  }

  /// Killed when index files were written and no manifest named them.
  private static let beforeManifest = Fixture("mid-checkpoint", segmentByteCountMax: 64 << 10) {
    (workshop) throws(StoreError) in
    try workshop.save(0..<60)
    _ = try workshop.store.acknowledge(
      try workshop.store.pending(for: FixtureWorkshop.a, limit: 10))
    workshop.process.inject(
      .persistent(.matching(.create, suffix: ".manifest.new"), .error(.inputOutput)))
    let before = workshop.watermarksCount
    var number = 60
    while workshop.watermarksCount == before, number < 200 {
      try workshop.save(number..<number + 1)
      number += 1
    }
    workshop.disk.kill(workshop.process)
  }

  /// Compacted, with patches over the map, and closed.
  private static let compacted = Fixture("compacted") { (workshop) throws(StoreError) in
    try workshop.fill()
    try workshop.store.compact()
    try workshop.save(60..<70)
    try workshop.store.close()
  }

  /// Killed while a compaction was copying.
  private static let midCompaction = Fixture("mid-compaction") { (workshop) throws(StoreError) in
    try workshop.fill()
    let (disk, process) = (workshop.disk, workshop.process)
    try? workshop.store.compact { share in
      if share > 0 { disk.kill(process) }
      return true
    }
  }

  /// Killed when a manifest named what a compaction had written, before that got its name.
  private static let midInstall = Fixture("mid-install") { (workshop) throws(StoreError) in
    try workshop.fill()
    let process = workshop.process
    try? workshop.store.compact { share in
      if share > 0 {
        process.inject(
          .persistent(.matching(.rename, suffix: ".segment.new"), .error(.inputOutput)))
      }
      return true
    }
    workshop.disk.kill(workshop.process)
  }
}

extension FixtureWorkshop {
  private func files(_ suffix: String) -> [String] {
    disk.listFiles(Fixture.path).filter { $0.hasSuffix(suffix) }.sorted()
  }

  fileprivate func cutLastSegment(by byteCount: Int) {
    let path = Fixture.path + "/" + (files(".segment").last ?? "")
    let count = disk.contents(of: path)?.count ?? 0
    disk.truncateFile(path, to: count - byteCount)
  }

  fileprivate var watermarksCount: Int { files(".watermarks").count }

  /// Changes a bit of the first place where these bytes are.
  fileprivate func flip(_ bytes: [UInt8]) {
    for name in files(".segment") {
      let path = Fixture.path + "/" + name
      guard let contents = disk.contents(of: path), contents.count > bytes.count else { continue }
      for start in 0..<contents.count - bytes.count
      where contents[start..<start + bytes.count].elementsEqual(bytes) {
        disk.flipBit(of: path, atByte: start + 3, bit: 2)
        return
      }
    }
  }
}
