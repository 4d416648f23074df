import Foundation
import Strandline
import StrandlineTestSupport

/// Has stores that were damaged at random judged, by a process of its own, so that a trap is met as
/// the end of that process.
struct VerdictsCommand {
  var storeCount: Int
  var seed: UInt64

  func run() -> Int32 {
    let begin = Date()
    var next = seed
    let end = seed + UInt64(storeCount)
    var codes: [String: Int] = [:]
    var failureCount = 0
    var trapCount = 0
    do {
      while next < end {
        let worker = try LineProcess(["verdicts-worker", "\(next)", "\(end - next)"])
        while let line = worker.line() {
          // A line for each store: what each verb ended with, or what was wrong.
          if line.hasPrefix("FAILURE") {
            failureCount += 1
            if failureCount <= 10 { print(line) }
          } else {
            for word in line.split(separator: " ") { codes[String(word), default: 0] += 1 }
            next += 1
          }
        }
        let status = worker.finish()
        guard status != 0 else { break }
        trapCount += 1
        print("TRAP: a verb ended the process with \(status): verdicts --stores 1 --from \(next)")
        next += 1
      }
    } catch {
      say("verdicts: \(error)")
      return 1
    }
    for (code, count) in codes.sorted(by: { $0.key < $1.key }) { print("\(code): \(count)") }
    print(
      "verdicts: \(next - seed) stores from seed \(seed) in"
        + " \(Int(Date().timeIntervalSince(begin))) s, \(trapCount) traps, \(failureCount) failures"
    )
    return trapCount == 0 && failureCount == 0 && next == end ? 0 : 1
  }

  static func work(from seed: UInt64, count: Int) -> Int32 {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-verdicts-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      let verdicts = try DamageVerdicts(in: directory.path)
      for seed in seed..<seed + UInt64(count) {
        let outcome = try verdicts.judge(seed)
        for failure in outcome.failures {
          let text = failure.replacingOccurrences(of: "\n", with: " | ")
          print("FAILURE --from \(seed), \(outcome.actions.joined(separator: ", ")): \(text)")
        }
        print(
          outcome.exitCodes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: " "))
        fflush(nil)
      }
      return 0
    } catch {
      say("verdicts: \(error)")
      return 1
    }
  }
}
