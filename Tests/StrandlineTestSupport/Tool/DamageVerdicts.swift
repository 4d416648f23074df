import Foundation
package import Strandline

/// Has the verbs that judge a store judge stores that were damaged at random.
package struct DamageVerdicts {
  /// What the verbs may end with: whole, damaged, no store any more, a newer format by the look of it.
  package static let exitCodes: Set<Int32> = [0, 65, 66, 69]

  /// What came of one damaged store.
  package struct Outcome: Sendable {
    package let seed: UInt64
    package let actions: [String]
    /// By verb.
    package var exitCodes: [String: Int32] = [:]
    package var failures: [String] = []
  }

  /// Stores to damage, file by file.
  private let stores: [(name: String, files: [String: [UInt8]])]
  private let directory: String

  /// `directory` is made for each store and removed again.
  package init(in directory: String) throws(StoreError) {
    self.directory = directory
    var stores: [(name: String, files: [String: [UInt8]])] = []
    for fixture in Fixture.all + [.everything] {
      stores.append((fixture.name, try fixture.files()))
    }
    self.stores = stores
  }

  /// Damages a store and has it judged.
  package func judge(_ seed: UInt64) throws -> Outcome {
    let store = stores[Int(seed % UInt64(stores.count))]
    let damage = RandomDamage(store.files, seed: seed)
    let files = FileManager.default
    try? files.removeItem(atPath: directory)
    try files.createDirectory(atPath: directory, withIntermediateDirectories: false)
    defer { try? files.removeItem(atPath: directory) }
    for (name, bytes) in damage.files {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
    }
    for name in damage.directories where damage.files[name] == nil {
      try files.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: false)
    }
    var outcome = Outcome(seed: seed, actions: ["of \(store.name)"] + damage.actions)
    for (verb, arguments) in [
      ("check", ["--full"]), ("doctor", []), ("info", []), ("dump", []),
    ] {
      let answer = ToolAnswer([verb, directory] + arguments)
      outcome.exitCodes[verb] = answer.exitCode
      if let failure = Self.failure(of: answer, verb) {
        outcome.failures.append("\(verb): \(failure)\n\(answer.errors)")
      }
    }
    return outcome
  }

  /// What is wrong with an answer; nil when it is a verdict.
  private static func failure(of answer: ToolAnswer, _ verb: String) -> String? {
    guard exitCodes.contains(answer.exitCode) else { return "ended with \(answer.exitCode)" }
    let isTold =
      switch verb {
      case "check":
        answer.lines.last.map { $0.hasPrefix("clean") || $0.hasPrefix("damaged") } ?? false
      case "doctor": answer.output.contains("\nlost: ") && answer.output.contains("\nnext: ")
      case "info": answer.output.contains("damage")
      default: !answer.output.isEmpty
      }
    // A store that cannot be opened at all is told on the other stream.
    let isRefused = answer.exitCode != 0 && answer.errors.hasPrefix("strandline: ")
    guard isTold || isRefused else { return "no verdict, with \(answer.exitCode)" }
    let claims = verb == "check" && (answer.lines.last?.hasPrefix("clean") ?? false)
    return claims != (answer.exitCode == 0) && verb == "check"
      ? "says one thing and ends with \(answer.exitCode)" : nil
  }
}
