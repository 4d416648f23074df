import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Concurrency: calls from any thread", .bothReadings)
struct ConcurrencyTests {
  static let version = BackupVersion("1")

  /// What threads found wrong.
  final class Findings: Sendable {
    private let texts = Lock<[String]>([])
    var all: [String] { texts.withLock { $0 } }

    /// Notes an error, or that `body` answered false.
    func check(_ what: String, _ body: () throws -> Bool) {
      do {
        if try !body() { texts.withLock { $0.append(what) } }
      } catch {
        texts.withLock { $0.append("\(what): \(error)") }
      }
    }
  }

  @Test("four threads save, acknowledge and read: nothing is lost and the counts are exact")
  func fourThreads() throws {
    let world = try World(segmentByteCountMax: 16 << 10)
    let store = world.store
    let findings = Findings()
    let rounds = 30
    onThreads(4) { thread in
      for round in 0..<rounds {
        let records = (0..<3).map { session(thread * 1000 + round * 3 + $0) }
        findings.check("save") { try store.save(records).allSatisfy { $0 == .inserted } }
        findings.check("own save") { try store.session(records[1].key) == records[1] }
        findings.check("page") {
          let batch = try store.pending(for: Self.version, limit: 4)
          let result = try store.acknowledge(batch)
          return result.recorded <= batch.sessions.count && result.unknown.isEmpty
        }
        findings.check("counts") {
          let counts = try store.counts(for: Self.version)
          return counts.backedUp <= counts.total && counts.total >= (round + 1) * 3
        }
        findings.check("listing") { try store.sessions().rest().count >= (round + 1) * 3 }
      }
    }
    #expect(findings.all.isEmpty)
    let wanted = Set(
      (0..<4).flatMap { thread in (0..<rounds * 3).map { session(thread * 1000 + $0) } })
    for _ in 0..<2 {
      let counts = try world.store.counts(for: Self.version)
      #expect(counts.total == 4 * rounds * 3)
      #expect(Set(try world.store.listing()) == wanted)
      #expect(try world.store.allPending(Self.version).count == counts.total - counts.backedUp)
      try world.crash(CrashImage.none)
    }
  }

  @Test("threads that improve the same sessions: the best of each key stays, and is pending")
  func sameKeys() throws {
    let world = try World(durability: .buffered)
    let store = world.store
    let findings = Findings()
    onThreads(4) { thread in
      for round in 0..<25 {
        let index = UInt32(100 - (round * 4 + thread))
        let records = (0..<3).map { session($0, index: index) }
        findings.check("save") { try store.save(records).count == 3 }
        findings.check("better or equal") {
          try records.allSatisfy { record in
            try store.session(record.key).map { $0.firstKnownIndex <= index } ?? false
          }
        }
        if round % 5 == 0 {
          findings.check("acknowledge") {
            try !store.acknowledge(try store.pending(for: Self.version, limit: 2)).forgotten
          }
        }
      }
    }
    #expect(findings.all.isEmpty)
    try store.save((0..<3).map { session($0, index: 0) })
    #expect(try store.allPending(Self.version) == (0..<3).map { session($0, index: 0) })
    #expect(try store.counts(for: Self.version) == SessionCounts(total: 3, backedUp: 0))
  }

  @Test("a batch is seen whole or not at all by readers that run beside it")
  func atomic() throws {
    let world = try World()
    let store = world.store
    let findings = Findings()
    onThreads(3) { thread in
      for round in 0..<40 {
        if thread == 0 {
          var batch = WriteBatch()
          for number in 0..<4 {
            batch.save(session(round * 4 + number), backedUpTo: Self.version)
          }
          findings.check("commit") { try store.commit(batch).count == 4 }
        } else {
          findings.check("whole") {
            let counts = try store.counts(for: Self.version)
            return counts.total % 4 == 0 && counts.backedUp == counts.total
          }
          findings.check("listing") { try store.sessions().rest().count % 4 == 0 }
        }
      }
    }
    #expect(findings.all.isEmpty)
    #expect(try store.counts(for: Self.version) == SessionCounts(total: 160, backedUp: 160))
  }

  @Test("on a real disk, with resets, forgets and leases in between")
  func realDisk() throws {
    let scratch = try Scratch()
    let store = try SessionStore.open(at: scratch.file("store"))
    let findings = Findings()
    onThreads(4) { thread in
      for round in 0..<15 {
        findings.check("save") { try store.save([session(thread * 100 + round)]) == [.inserted] }
        findings.check("verb") {
          switch (round + thread) % 4 {
          case 0: try store.resetBackupState()
          case 1: try store.forgetBackup(BackupVersion("\(thread)"))
          case 2: return try store.takeLease("\(thread)", holder: "me", milliseconds: 9) == 1
          default: try store.uploadAll(to: Self.version, page: 5)
          }
          return true
        }
      }
    }
    #expect(findings.all.isEmpty)
    try store.uploadAll(to: Self.version)
    #expect(try store.counts(for: Self.version) == SessionCounts(total: 60, backedUp: 60))
    try store.close()
    try store.reopen()
    #expect(store.damageReport.isEmpty)
    #expect(try store.counts(for: Self.version) == SessionCounts(total: 60, backedUp: 60))
    try store.close()
  }
}
