import Foundation
import Strandline
import Testing

@Suite("A purge beside a compaction")
struct PurgeBesideTests {
  @Test("it returns when what the compaction has replaced is gone")
  func waits() throws {
    let scratch = try Scratch()
    let path = scratch.file("store")
    let probe = Probe()
    var environment = Environment.system()
    environment.fileSystem = ProbeFileSystem(environment.fileSystem, probe)
    var options = Options.ofThisTest
    options.segmentByteCountMax = 8192
    options.backgroundCompaction = false
    let store = try SessionStore.open(at: path, options: options, environment: environment)
    for start in stride(from: 0, to: 100, by: 10) {
      try store.save((start..<start + 10).map { session($0, byteCount: 900) })
    }
    try store.delete((0..<70).map { session($0).key })

    let removed = Lock<String?>(nil)
    let wasThere = Lock<Bool?>(nil)
    let ended = Latch()
    probe.onUnlink { file in
      let isFirst = removed.withLock { removed in
        guard removed == nil, file.hasSuffix(".segment") else { return false }
        removed = file
        return true
      }
      guard isFirst else { return }
      // The compaction is installed, and its first source is about to go.
      Thread {
        try? store.purge()
        wasThere.withLock { $0 = FileManager.default.fileExists(atPath: file) }
        ended.arrive()
      }.start()
      // Time enough for a purge that does not wait.
      for _ in 0..<300_000 where wasThere.withLock({ $0 }) == nil { wasThere.yield() }
    }
    try store.compact()
    ended.wait(for: 1)
    probe.onUnlink(nil)
    #expect(removed.withLock { $0 } != nil && wasThere.withLock { $0 } == false)
    #expect(try store.counts(for: nil).total == 30)
    try store.close()
    let reader = try SessionStore.open(at: path)
    #expect(try reader.verify(.full).isClean)
    try reader.close()
  }
}
