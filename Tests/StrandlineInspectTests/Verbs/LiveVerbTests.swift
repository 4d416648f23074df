import Foundation
import Strandline
import StrandlineInspect
import StrandlineTestSupport
import Testing

@Suite("Verbs beside a writer that compacts")
struct LiveVerbTests {
  /// A writer on a thread of its own, until it is told to stop.
  final class Companion: @unchecked Sendable {
    private let lock = NSLock()
    private var isStopped = false
    private var outcome: Result<Int, any Error> = .success(0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ writer: LiveWriter) {
      Thread.detachNewThread { [self] in
        var writer = writer
        let result = Result { try writer.run { lock.withLock { !isStopped } } }
        lock.withLock { outcome = result }
        ended.signal()
      }
    }

    /// How many turns it made.
    func stop() throws -> Int {
      lock.withLock { isStopped = true }
      ended.wait()
      return try lock.withLock { outcome }.get()
    }
  }

  @Test("every verb that only reads ends with 0, whatever the writer takes away meanwhile")
  func all() throws {
    let scratch = try Scratch()
    let path = scratch.file("store")
    var writer = LiveWriter(path, seed: 1)
    try writer.begin()
    let companion = Companion(writer)
    var verbs = LiveVerbs(path, scratch: scratch.path)
    verbs.round { true }
    let turnCount = try companion.stop()
    #expect(turnCount > 0)
    #expect(verbs.isComplete)
    #expect(verbs.tally.failures.isEmpty, "\(verbs.tally.failures.joined(separator: "\n"))")
  }

  @Test("follow goes on across compactions, and says which commits it did not see")
  func follow() throws {
    let scratch = try Scratch()
    let path = scratch.file("store")
    var writer = LiveWriter(path, seed: 2)
    try writer.begin()
    let companion = Companion(writer)
    let run = ToolRun("follow", path, "--count", "400", "--seconds", "120", "--json")
    _ = try companion.stop()
    #expect(run.exitCode == 0, "\(run.errors)")
    var next: Int?
    var commitCount = 0
    for line in try run.objects() {
      if line["line"] as? String == "gap" {
        #expect(line["first_sequence"] as? Int == next ?? line["first_sequence"] as? Int)
        next = (line["last_sequence"] as? Int).map { $0 + 1 }
      } else {
        let sequence = try #require(line["sequence"] as? Int)
        #expect(sequence == next ?? sequence)
        next = sequence + 1
        commitCount += 1
      }
    }
    #expect(commitCount == 400)
  }
}
