import Foundation
import StrandlineTestSupport

/// What the command line asks for.
enum Command {
  case simulate(SimulateCommand)
  case canary(CanaryCommand)
  case writer(path: String, seed: UInt64, start: Int)
  case verify(path: String, seed: UInt64, count: Int)
  case kill(KillCommand)
  case processes(ProcessesCommand)
  case historyWriter(path: String, seconds: Int)
  case historyReader(path: String)
  case full(FullCommand)
  case powerCut(PowerCutCommand)
  case threads(ThreadsCommand)
  case fixtures(directory: String)
  case exhaustive(ExhaustiveCommand)
  case damage(DamageCommand)
  case watermarks(WatermarksCommand)
  case verbs(VerbsCommand)
  case verbsWriter(path: String, seed: UInt64, seconds: Int)
  case verdicts(VerdictsCommand)
  case verdictsWorker(seed: UInt64, count: Int)
  case pages(PagesCommand)
  case help

  static let usage = """
    usage: strandline-simulate [--seeds N] [--from SEED] [--minutes M] [--personality P]
             [--workload NAME] [--canary NAME|all]
           strandline-simulate kill [--rounds N] [--from SEED]
           strandline-simulate full [--rounds N] [--from SEED]
           strandline-simulate powercut [--rounds N] [--from SEED]
           strandline-simulate processes [--seconds N] [--readers N]
           strandline-simulate threads [--seconds N] [--threads N]
           strandline-simulate writer PATH SEED [START]
           strandline-simulate verify PATH SEED LINES
           strandline-simulate history-writer PATH SECONDS
           strandline-simulate history-reader PATH
           strandline-simulate fixtures DIRECTORY
           strandline-simulate exhaustive [--kind crashes|faults|recovery|deep-recovery]
             [--workload NAME] [--personality P]
           strandline-simulate damage [--every N] [--offset K]
           strandline-simulate watermarks [--operations N] [--from SEED]
           strandline-simulate verbs [--seconds N] [--from SEED]
           strandline-simulate verbs-writer PATH SEED SECONDS
           strandline-simulate verdicts [--stores N] [--from SEED]
           strandline-simulate verdicts-worker SEED COUNT
           strandline-simulate pages FIXTURES DIRECTORY

    Runs seeds of random operations on a store over a simulated disk, with faults and crashes, and
    compares everything it answers with a model of its rules. Exits with 1 when a promise is
    broken. `kill` does so with real processes, `threads` with threads on a real disk,
    `processes` with readers beside a writer. `full` and `powercut` mount small file systems of their
    own, fill them and cut their power; where that is not allowed they say so and end with 0.
    `exhaustive` strikes short named runs at each of their calls: crashes, faults, and crashes in
    the recovery from a crash; deep-recovery adds a third crash at random. `damage` cuts a small
    store at every byte and flips each Nth bit. `watermarks` compares watermark sets with plain
    ones. `verbs` runs every verb of the tool that only reads beside a writer that compacts: each has
    to end with 0, or with 66 when it was given the name of a file that is gone by then.
    `verdicts` damages stores at random and has `check`, `doctor`, `info` and `dump` judge each: a
    verdict, and 0, 65, 66 or 69, and no trap. `fixtures` writes the example stores of the format, always the same, for Formats/fixtures, `pages` what the tool
    prints of them, for Tests/StrandlineInspectTests/Pages.
    Workloads: \(Workload.all.map(\.name).joined(separator: ", ")).
    Personalities: \(DiskPersonality.allCases.map(\.rawValue).joined(separator: ", ")).
    example: strandline-simulate --seeds 10000
    """

  init(_ arguments: [String]) throws(UsageError) {
    switch arguments.first {
    case "writer" where arguments.count == 3 || arguments.count == 4:
      self = .writer(
        path: arguments[1], seed: try number(arguments[2]),
        start: arguments.count == 4 ? try number(arguments[3]) : 0)
    case "verify" where arguments.count == 4:
      self = .verify(
        path: arguments[1], seed: try number(arguments[2]), count: try number(arguments[3]))
    case "kill":
      let flags = try Flags(arguments.dropFirst(), known: ["--rounds", "--from"])
      self = .kill(
        KillCommand(
          roundCount: try flags.number("--rounds") ?? 50, seed: try flags.number("--from") ?? 1))
    case "full":
      let flags = try Flags(arguments.dropFirst(), known: ["--rounds", "--from"])
      self = .full(
        FullCommand(
          roundCount: try flags.number("--rounds") ?? 10, seed: try flags.number("--from") ?? 1))
    case "history-writer" where arguments.count == 3:
      self = .historyWriter(path: arguments[1], seconds: try number(arguments[2]))
    case "history-reader" where arguments.count == 2: self = .historyReader(path: arguments[1])
    case "processes":
      let flags = try Flags(arguments.dropFirst(), known: ["--seconds", "--readers"])
      let readerCount = try flags.number("--readers") ?? 2
      guard (1...16).contains(readerCount) else { throw UsageError("--readers takes 1 to 16") }
      self = .processes(
        ProcessesCommand(seconds: try flags.number("--seconds") ?? 60, readerCount: readerCount))
    case "powercut":
      let flags = try Flags(arguments.dropFirst(), known: ["--rounds", "--from"])
      self = .powerCut(
        PowerCutCommand(
          roundCount: try flags.number("--rounds") ?? 50, seed: try flags.number("--from") ?? 1))
    case "threads":
      let flags = try Flags(arguments.dropFirst(), known: ["--seconds", "--threads"])
      let threadCount = try flags.number("--threads") ?? 4
      guard (1...64).contains(threadCount) else { throw UsageError("--threads takes 1 to 64") }
      self = .threads(
        ThreadsCommand(seconds: try flags.number("--seconds") ?? 60, threadCount: threadCount))
    case "fixtures" where arguments.count == 2: self = .fixtures(directory: arguments[1])
    case "exhaustive":
      let flags = try Flags(
        arguments.dropFirst(), known: ["--kind", "--workload", "--personality"])
      self = .exhaustive(try ExhaustiveCommand(flags))
    case "damage":
      let flags = try Flags(arguments.dropFirst(), known: ["--every", "--offset"])
      let bitStep = try flags.number("--every") ?? 8
      guard bitStep > 0 else { throw UsageError("--every takes 1 or more") }
      self = .damage(DamageCommand(bitStep: bitStep, offset: try flags.number("--offset") ?? 0))
    case "watermarks":
      let flags = try Flags(arguments.dropFirst(), known: ["--operations", "--from"])
      self = .watermarks(
        WatermarksCommand(
          operationCount: try flags.number("--operations") ?? 100_000,
          firstSeed: try flags.number("--from") ?? 1))
    case "help", "--help", "-h": self = .help
    default: self = try Self.ofTool(arguments)
    }
  }

  /// What is done with the tool's verbs.
  private static func ofTool(_ arguments: [String]) throws(UsageError) -> Command {
    switch arguments.first {
    case "verbs":
      let flags = try Flags(arguments.dropFirst(), known: ["--seconds", "--from"])
      return .verbs(
        VerbsCommand(
          seconds: try flags.number("--seconds") ?? 60, seed: try flags.number("--from") ?? 1))
    case "verbs-writer" where arguments.count == 4:
      return .verbsWriter(
        path: arguments[1], seed: try number(arguments[2]), seconds: try number(arguments[3]))
    case "verdicts":
      let flags = try Flags(arguments.dropFirst(), known: ["--stores", "--from"])
      return .verdicts(
        VerdictsCommand(
          storeCount: try flags.number("--stores") ?? 10_000,
          seed: try flags.number("--from") ?? 1))
    case "pages" where arguments.count == 3:
      return .pages(PagesCommand(fixtures: arguments[1], directory: arguments[2]))
    case "verdicts-worker" where arguments.count == 3:
      return .verdictsWorker(seed: try number(arguments[1]), count: try number(arguments[2]))
    default: return try simulation(arguments)
    }
  }

  private static func simulation(_ arguments: [String]) throws(UsageError) -> Command {
    let flags = try Flags(
      arguments[...],
      known: ["--seeds", "--from", "--minutes", "--personality", "--workload", "--canary"])
    var personality: DiskPersonality?
    if let name = flags["--personality"] {
      personality = DiskPersonality(rawValue: name)
      if personality == nil { throw UsageError("unknown personality: \(name)") }
    }
    let workload = try workload(flags)
    let minutes: Int? = try flags.number("--minutes")
    let command = SimulateCommand(
      seedCount: try flags.number("--seeds") ?? (minutes == nil ? 1000 : .max),
      firstSeed: try flags.number("--from") ?? 1, minutes: minutes, personality: personality,
      workload: workload)
    guard let name = flags["--canary"] else { return .simulate(command) }
    return .canary(CanaryCommand(name: name, seeds: command))
  }

  static func workload(_ flags: Flags) throws(UsageError) -> Workload? {
    guard let name = flags["--workload"] else { return nil }
    guard let workload = Workload.named(name) else {
      throw UsageError(
        "unknown workload: \(name); there are "
          + Workload.all.map(\.name).joined(separator: ", "))
    }
    return workload
  }

  func run() throws(UsageError) -> Int32 {
    switch self {
    case .simulate(let command): return command.run()
    case .canary(let command): return try command.run()
    case .writer(let path, let seed, let start):
      return WriterCommand.write(path, seed: seed, from: start)
    case .verify(let path, let seed, let count):
      let range = count...count + 1
      guard let found = WriterCommand.verify(path, seed: seed, commits: range)?.first else {
        return 1
      }
      print("\(found) commits, \(count) of them acknowledged")
      return 0
    case .kill(let command): return command.run()
    case .full(let command): return command.run()
    case .processes(let command): return command.run()
    case .historyWriter(let path, let seconds): return HistoryWriter.run(path, seconds: seconds)
    case .historyReader(let path): return HistoryReader.run(path)
    case .powerCut(let command): return command.run()
    case .exhaustive(let command): return command.run()
    case .damage(let command): return command.run()
    case .watermarks(let command): return command.run()
    case .fixtures(let directory): return FixturesCommand(directory: directory).run()
    case .threads(let command): return command.run()
    case .verbs(let command): return command.run()
    case .verdicts(let command): return command.run()
    case .pages(let command): return command.run()
    case .verdictsWorker(let seed, let count):
      return VerdictsCommand.work(from: seed, count: count)
    case .verbsWriter(let path, let seed, let seconds):
      return VerbsCommand.write(path, seed: seed, seconds: seconds)
    case .help:
      print(Self.usage)
      return 0
    }
  }
}

/// A command line that cannot be understood.
struct UsageError: Error {
  let message: String
  init(_ message: String) { self.message = message }
}

/// Flags with one value each.
struct Flags {
  private var values: [String: String] = [:]

  init(_ arguments: ArraySlice<String>, known: Set<String>) throws(UsageError) {
    var rest = arguments
    while let flag = rest.popFirst() {
      guard known.contains(flag) else { throw UsageError("unknown argument: \(flag)") }
      guard let value = rest.popFirst() else { throw UsageError("\(flag) takes a value") }
      values[flag] = value
    }
  }

  subscript(flag: String) -> String? { values[flag] }

  func number<Number: FixedWidthInteger>(_ flag: String) throws(UsageError) -> Number? {
    guard let text = values[flag] else { return nil }
    return try strandline_simulate.number(text)
  }
}

func number<Number: FixedWidthInteger>(_ text: String) throws(UsageError) -> Number {
  guard let number = Number(text), number >= 0 else {
    throw UsageError("not a number: \(text)")
  }
  return number
}

/// Writes a line to stderr; stdout is for data.
func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
