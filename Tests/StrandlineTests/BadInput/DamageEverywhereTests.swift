import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: a damaged store is a typed error or serves the rest, and says what it lost")
struct DamageEverywhereTests {
  static let closed = Result { try DamagedStore(isClosed: true) }
  static let unclean = Result { try DamagedStore(isClosed: false) }
  /// The work is cut into parts that run side by side.
  static let partCount = 8

  /// Index files are mostly empty pages, and have exhaustive tests of their own.
  static func step(_ path: String) -> Int {
    path.hasSuffix(".run") || path.hasSuffix(".map") ? 53 : 1
  }

  /// `strandline-simulate damage` cuts at every byte.
  @Test("a closed store cut off at one byte in eleven of every file", arguments: 0..<partCount)
  func truncated(part: Int) throws {
    let store = try Self.closed.get()
    var count = 0
    for path in store.paths {
      let byteCount = try #require(store.disk.contents(of: path)).count
      let step = 11 * Self.step(path)
      for length in stride(from: part * step, to: byteCount, by: Self.partCount * step) {
        try store.check("\(path) cut to \(length)", turn: length) {
          $0.truncateFile(path, to: length)
        }
        count += 1
      }
    }
    #expect(count > 50)
  }

  @Test("a store that was not closed, cut off at one byte in seventeen", arguments: 0..<partCount)
  func truncatedUnclean(part: Int) throws {
    let store = try Self.unclean.get()
    for path in store.paths {
      let byteCount = try #require(store.disk.contents(of: path)).count
      let step = 17 * Self.step(path)
      for length in stride(from: part * step, to: byteCount, by: Self.partCount * step) {
        try store.check("\(path) cut to \(length)", isClosed: false) {
          $0.truncateFile(path, to: length)
        }
      }
    }
    #expect(try store.check("untouched", isClosed: true) { _ in })
  }

  @Test("a closed store with one bit flipped in one byte of 29", arguments: 0..<partCount)
  func flipped(part: Int) throws {
    let store = try Self.closed.get()
    var count = 0
    for path in store.paths {
      let byteCount = try #require(store.disk.contents(of: path)).count
      let step = 29 * Self.step(path)
      for offset in stride(from: part * step, to: byteCount, by: Self.partCount * step) {
        let bit = (offset / 29 + part) % 8
        try store.check("\(path): bit \(bit) of byte \(offset)", turn: offset) {
          $0.flipBit(of: path, atByte: offset, bit: bit)
        }
        count += 1
      }
    }
    #expect(count > 20)
  }

  @Test("a store that was not closed with one bit flipped", arguments: 0..<partCount)
  func flippedUnclean(part: Int) throws {
    let store = try Self.unclean.get()
    for path in store.paths {
      let byteCount = try #require(store.disk.contents(of: path)).count
      let step = 19 * Self.step(path)
      for offset in stride(from: part * step + 3, to: byteCount, by: Self.partCount * step) {
        try store.check("\(path): byte \(offset)", isClosed: false) {
          $0.flipBit(of: path, atByte: offset, bit: offset % 8)
        }
      }
    }
    #expect(store.paths.count >= 3)
  }

  @Test("each file missing in turn, or empty, or twice its size with zeros")
  func wholeFiles() throws {
    let store = try Self.closed.get()
    var opened = 0
    for path in store.paths + [World.path + "/LOCK"] {
      let byteCount = store.disk.contents(of: path)?.count ?? 0
      if try store.check("\(path) is missing", { $0.remove(path) }) { opened += 1 }
      if try store.check("\(path) is empty", { $0.truncateFile(path, to: 0) }) { opened += 1 }
      try store.check("\(path) is longer") { $0.truncateFile(path, to: 2 * byteCount + 16) }
    }
    // Nothing but a store without any segment cannot be opened.
    #expect(opened == 2 * (store.paths.count + 1))
  }

  @Test("two files exchanged")
  func exchanged() throws {
    let store = try Self.closed.get()
    for one in store.paths {
      for two in store.paths where one < two {
        let (first, second) = (store.disk.contents(of: one), store.disk.contents(of: two))
        try store.check("\(one) and \(two) are exchanged") { disk in
          disk.setContents(of: one, to: second ?? [])
          disk.setContents(of: two, to: first ?? [])
        }
      }
    }
    #expect(store.paths.count >= 4)
  }

  @Test("all manifests missing: sessions are served, evidence is not")
  func noManifest() throws {
    let store = try Self.closed.get()
    let copy = store.disk.copy()
    for path in store.paths where path.hasSuffix(".manifest") { copy.remove(path) }
    let world = try World(copy)
    let found = try DamagedStore.contents(world.store)
    #expect(found.sessions == store.truth.sessions && found.damagedCount == 0)
    #expect(found.pending.values.allSatisfy { $0 == Set(store.truth.sessions.keys) })
    #expect(found.settings == store.truth.settings && found.withheld == store.truth.withheld)
    #expect(!world.store.damageReport.isEmpty)
  }

  @Test("all segments missing is a typed error, and nothing is made in their place")
  func noSegment() throws {
    let store = try Self.closed.get()
    let copy = store.disk.copy()
    for path in store.paths where path.hasSuffix(".segment") { copy.remove(path) }
    let before = copy.listFiles(World.path)
    #expect(errorCode { _ = try World(copy) } == .corrupt)
    #expect(copy.listFiles(World.path) == before)
  }
}
