import Dispatch
import Foundation
import Strandline

/// Runs threads on one store of a real file system and checks what they leave.
///
/// Meant for a build with the thread sanitizer, which says by itself where two threads race.
struct ThreadsCommand: Sendable {
  var seconds: Int
  var threadCount: Int

  func run() -> Int32 {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-threads-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: directory) }
    do {
      let results = try onStore(directory.path)
      report(results)
      return 0
    } catch {
      say("threads: \(error)")
      return 1
    }
  }

  private func onStore(_ path: String) throws -> [ThreadWork.Result] {
    var options = Options()
    // Small, so that the log rolls while others read it.
    options.segmentByteCountMax = 256 << 10
    let store = try SessionStore.open(at: path, options: options)
    let results = try work(on: store)
    var verdict = ThreadsVerdict(results)
    try verdict.check(store, "after the threads")
    try verdict.drain(store)
    try verdict.check(store, "after draining")
    try store.close()
    try store.reopen()
    try verdict.check(store, "after closing and opening")
    try verdict.checkNothingPending(store, "after closing and opening")
    try store.close()
    return results
  }

  /// Lets the threads run until the time is up or one of them finds something wrong.
  private func work(on store: SessionStore) throws -> [ThreadWork.Result] {
    let deadline = Date().addingTimeInterval(Double(seconds))
    let done = DispatchGroup()
    let outcomes = Outcomes()
    for thread in 0..<threadCount {
      done.enter()
      Thread {
        defer { done.leave() }
        var work = ThreadWork(store, thread: thread)
        do {
          while Date() < deadline, !outcomes.hasFailed { try work.step() }
          outcomes.add(.success(work.result))
        } catch {
          outcomes.add(.failure(error))
        }
      }.start()
    }
    done.wait()
    return try outcomes.all.map { try $0.get() }
  }

  private func report(_ results: [ThreadWork.Result]) {
    var counts: [ThreadWork.Verb: Int] = [:]
    for result in results { counts.merge(result.counts) { $0 + $1 } }
    let total = counts.values.reduce(0, +)
    let parts = ThreadWork.Verb.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
    print(
      "\(threadCount) threads, \(seconds) s, \(total) operations, all as promised: "
        + parts.joined(separator: ", "))
  }
}

/// What the threads hand over when they end.
private final class Outcomes: @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [Result<ThreadWork.Result, any Error>] = []
  private var isBroken = false

  var hasFailed: Bool { lock.withLock { isBroken } }
  var all: [Result<ThreadWork.Result, any Error>] { lock.withLock { outcomes } }

  func add(_ outcome: Result<ThreadWork.Result, any Error>) {
    lock.withLock {
      outcomes.append(outcome)
      if case .failure = outcome { isBroken = true }
    }
  }
}
