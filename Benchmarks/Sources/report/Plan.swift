import BenchmarkSupport
import Questions

/// What a report asks.
struct Plan {
  struct Step {
    let title: String
    let question: Question
    let settings: ComparisonSettings
  }

  let name: String
  let remark: String
  let steps: [Step]

  /// Enough to see that everything works, and of what order the figures are.
  static var quick: Plan {
    var settings = ComparisonSettings()
    settings.sessionCount = 5_000
    settings.roundCount = 1
    settings.duration = .milliseconds(500)
    settings.engines = [
      .floor, .strandline, .strandlineMapped, .sqliteFlag, .sqliteSide, .lmdbSets, .rocksdb,
      .leveldb,
    ]
    var bySize = settings
    bySize.sessionCount = 100
    bySize.variants = ["flat-10000", "flat-100000"]
    bySize.engines = [.strandline, .sqliteFlag, .lmdbSets]
    return Plan(
      name: "quick",
      remark: "One round with a small store: figures of one run on whatever else the machine did."
        + " They show that all engines answer the same, not which is how fast.",
      steps: steps(settings, bySize, payloads: [settings.payloadByteCount]))
  }

  /// What the tables are made of.
  static var full: Plan {
    let settings = ComparisonSettings()
    var bySize = settings
    bySize.sessionCount = 100
    bySize.roundCount = 1
    bySize.variants = ["flat-10000", "flat-100000", "flat-1000000"]
    var plan = steps(settings, bySize, payloads: [3_700, 1_081])
    bySize.variants = ["flat-10000", "flat-100000", "flat-1000000", "flat-10000000"]
    bySize.engines = [.strandline]
    plan.append(Step(title: "reset by size, up to ten million", question: .reset, settings: bySize))
    return Plan(
      name: "full", remark: "Five rounds in turns, a process for each cell.", steps: plan)
  }

  private static func steps(
    _ settings: ComparisonSettings, _ bySize: ComparisonSettings, payloads: [Int]
  ) -> [Step] {
    var steps: [Step] = []
    for payload in payloads {
      for question in Question.all {
        // The latency beside others and the reset do not depend on the payload.
        if payload != payloads[0], ["mixed", "reset", "open"].contains(question.name) { continue }
        var settings = settings
        settings.payloadByteCount = payload
        settings.engines = settings.engines?.filter { question.engines.contains($0) }
        if question.name == "reset" { settings.variants = ["alone", "contended"] }
        steps.append(
          Step(
            title: payloads.count > 1 ? "\(question.name), \(payload) B" : question.name,
            question: question, settings: settings))
      }
      if payload == payloads[0] {
        steps.append(Step(title: "reset by size", question: .reset, settings: bySize))
      }
    }
    return steps
  }
}
