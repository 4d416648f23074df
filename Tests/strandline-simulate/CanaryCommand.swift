import Strandline
import StrandlineTestSupport

/// Shows that the oracle finds bugs that were put in on purpose.
struct CanaryCommand {
  var name: String
  var seeds: SimulateCommand

  func run() throws(UsageError) -> Int32 {
    guard let known = Environment.canaryNames else {
      say("this build has no canaries; make one with:")
      say("  STRANDLINE_CANARIES=1 swift build -c release --scratch-path .build-canaries")
      return 64
    }
    guard name == "all" || known.contains(name) else {
      throw UsageError("unknown canary: \(name); there are \(known.joined(separator: ", "))")
    }
    var result: Int32 = 0
    for canary in known where name == "all" || name == canary {
      var command = seeds
      command.canary = canary
      if let (seed, violation) = command.firstFailure(isQuiet: true) {
        print("\(canary): caught by seed \(seed): \(violation.point.rawValue)")
      } else {
        print("\(canary): not caught in \(seeds.seedCount) seeds")
        result = 1
      }
    }
    return result
  }
}
