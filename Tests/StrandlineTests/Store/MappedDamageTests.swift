import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Mapped reading: damage is told as it is told by position")
struct MappedDamageTests {
  /// What a store with this damage says.
  struct Answers: Equatable {
    var codes: [StoreError.Code?] = []
    var listing: [SessionRecord] = []
    var pending: [SessionRecord] = []
    var skipped: [SessionKey] = []
    var report = DamageReport()
  }

  static func answers(_ reading: Reading, _ damage: (SimulatedDisk, String) -> Void) throws
    -> Answers
  {
    try ReadingMode.$current.withValue(reading) {
      let world = try World(segmentByteCountMax: 4096)
      for number in 1...60 { try world.store.save([session(number)]) }
      try world.store.close()
      let sealed = try #require(world.files(".segment").dropFirst().first)
      damage(world.disk, sealed)
      try world.start()
      var answers = Answers()
      for number in 1...60 {
        answers.codes.append(errorCode { _ = try world.store.session(session(number).key) })
      }
      answers.listing = try world.store.listing()
      let batch = try world.store.pending(for: BackupVersion("1"), limit: 1000)
      answers.pending = batch.sessions
      answers.skipped = batch.skipped
      answers.report = world.store.damageReport
      return answers
    }
  }

  @Test("a flipped bit, wherever it is", arguments: 0..<8)
  func flipped(part: Int) throws {
    var damagedCount = 0
    for offset in stride(from: part * 23, to: 4096, by: 8 * 23) {
      let flip = { (disk: SimulatedDisk, path: String) in
        disk.flipBit(of: path, atByte: offset, bit: offset % 8)
      }
      let mapped = try Self.answers(.mapped, flip)
      #expect(try mapped == Self.answers(.positional, flip), "byte \(offset)")
      if !mapped.report.isEmpty { damagedCount += 1 }
    }
    #expect(damagedCount > 10)
  }

  @Test("a sealed segment that became shorter", arguments: [0, 64, 128, 1000, 3000, 4000])
  func shortened(byteCount: Int) throws {
    let cut = { (disk: SimulatedDisk, path: String) in
      disk.truncateFile(path, to: byteCount)
    }
    let mapped = try Self.answers(.mapped, cut)
    #expect(try mapped == Self.answers(.positional, cut))
    #expect(mapped.codes.contains(.corrupt) && !mapped.listing.isEmpty)
  }
}
