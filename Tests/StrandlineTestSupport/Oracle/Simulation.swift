import Strandline

/// One run: a list of operations carried out on a store over a simulated disk and on the model, in
/// lock step, with everything the store answers compared.
package final class Simulation {
  /// What a seed stands for.
  package struct Plan: Sendable {
    package var seed: UInt64
    package var personality: DiskPersonality
    package var weather: OperationGenerator.Weather
    package var canary: String?
    /// Without compactions, copies, verifications and mapped reading: what seeds stood for before
    /// there were any.
    package var isPlain: Bool
    package var operations: [Operation]
    /// Learns of every call, if there is one.
    package var siteRegistry: SiteRegistry?

    package init(
      seed: UInt64, personality: DiskPersonality? = nil, canary: String? = nil,
      isPlain: Bool = false, operationCount: Int = 200
    ) {
      self.seed = seed
      self.canary = canary
      self.isPlain = isPlain
      var random = SplitMix64(seed: seed)
      let personalities = DiskPersonality.allCases
      let weathers = OperationGenerator.Weather.allCases
      let chosen = personalities[random.below(personalities.count)]
      self.personality = personality ?? chosen
      weather = weathers[random.below(weathers.count)]
      var generator = OperationGenerator(seed: random.next(), weather: weather)
      generator.usesThreads = seed % 4 == 3
      let plain = generator.operations(count: operationCount)
      operations = isPlain ? plain : OperationGenerator.withCare(plain, seed: seed, weather)
    }
  }

  /// A page the store handed out, and in which life.
  struct Held {
    var id: Int
    var batch: PendingBatch
    var life: Int
    /// An unclean end came between: the store must refuse it.
    var isRefused = false
  }

  let plan: Plan
  var random: SplitMix64
  /// What the store's own default is.
  let durability: Durability
  let disk: SimulatedDisk
  var process: SimulatedProcess
  var scheduler: SimulatedScheduler
  var store: SessionStore
  var expectations = Expectations()
  var truth = Truth()

  var held: [Held] = []
  var handedOutCount = 0
  /// Counts the openings.
  var life = 0
  /// Pages of lives before these are of no use: a store remembers so many and no more.
  static let lifeCountMax = 5
  static let lineCountMax = 32
  var hasSyncedSinceOpen = false
  /// Faults may have struck, or the disk may be full, since the store last proved to be well.
  var isTroubled = false
  /// A sync may have failed since the last one that did not: then the system's cache is no refuge.
  var syncMayHaveFailed = false
  /// What the armed crash, if any, does when it strikes.
  var armed: (image: CrashImage?, recoveryCall: Int?)?
  /// Where the process stops that recovers from a recovery that was stopped.
  var nextRecoveryCall: Int?
  var hasEnded = false
  /// Whether an opening has come to its end since the store was removed, if it was.
  var isCreated = true
  /// Files beside the log that were damaged on purpose.
  var damagedFiles: Set<String> = []
  /// Copies made so far.
  var copyCount = 0
  /// A copy whose making was struck, and what it must hold if it is there.
  var struckCopy: (path: String, states: [ModelStore])?
  /// What the processes before this one called that changed the disk.
  var formerCalls: [CallRecord] = []
  static let formerCallCountMax = 256

  /// The power cut shows what was synced: no sync counts before the disk was settled.
  var syncIsDurable: Bool { plan.personality != .barrierOnly }

  static let path = "/store"
  static let segmentByteCount: UInt64 = 4096

  package init(_ plan: Plan) throws {
    self.plan = plan
    random = SplitMix64(seed: plan.seed ^ 0x5eed)
    durability = random.oneIn(2) ? .durable : .buffered
    disk = SimulatedDisk(seed: plan.seed, personality: plan.personality)
    disk.siteRegistry = plan.siteRegistry
    if random.oneIn(4) { try Self.makeDirectory(on: disk) }
    if let crash = CreationCrash(&random) { try Self.strike(crash, plan, on: disk) }
    process = disk.process()
    scheduler = Self.scheduler(plan)
    store = try SessionStore.open(
      at: Self.path, options: Self.options(durability, readOnly: false),
      environment: Self.environment(plan, process, scheduler, seed: plan.seed))
    if !syncIsDurable { disk.settle() }
  }

  /// Runs a plan to its end or its first broken promise.
  package static func run(_ plan: Plan) -> Violation? {
    let simulation: Simulation
    do {
      simulation = try Simulation(plan)
    } catch {
      return Violation(.error, "the first open threw \(error)")
    }
    // Work that is left over holds the store, which holds the scheduler; the disk and its processes
    // hold each other.
    defer {
      simulation.scheduler.discard()
      simulation.disk.kill(simulation.process)
    }
    var place = -1
    do {
      for (index, operation) in plan.operations.enumerated() where !simulation.hasEnded {
        place = index
        try simulation.carryOut(operation)
      }
      try simulation.finish()
      return nil
    } catch {
      var violation = (error as? Violation) ?? Violation(.error, "\(error)")
      violation.operation = place
      violation.calls = (simulation.formerCalls + simulation.process.recentCalls)
        .filter { $0.kind.isMutating || $0.wasStruck }
      return violation
    }
  }

  func carryOut(_ operation: Operation) throws {
    try perform(operation)
    if !hasEnded { try ruleOutPasts() }
    if process.hasStopped && !hasEnded { try recoverFromStop() }
    if let copy = struckCopy { try checkStruckCopy(copy.path, copy.states) }
  }

  /// Pasts upon pasts are too many: what the store shows now rules most of them out.
  func ruleOutPasts() throws {
    guard expectations.lines.count > Self.lineCountMax, !process.hasStopped else { return }
    try compare()
  }

  /// The store must be well at the end of every run.
  func finish() throws {
    guard !hasEnded else { return }
    try carryOut(.heal)
    try carryOut(.compare)
    try carryOut(.restart)
    try carryOut(.compare)
    guard !plan.isPlain else { return }
    try carryOut(.verify)
    try compactToBound()
  }

  /// The options of an opening: whether files are mapped goes by the seed and by turns.
  func options(readOnly: Bool = false) -> Options {
    var options = Self.options(durability, readOnly: readOnly)
    let isMapped = !plan.isPlain && (plan.seed / 4 + UInt64(life)) % 2 == 1
    if isMapped { options.reading = .mapped }
    return options
  }

  static func options(_ durability: Durability, readOnly: Bool) -> Options {
    var options = Options()
    options.segmentByteCountMax = Int(segmentByteCount)
    options.deltaByteCountMax = 4096
    options.durability = durability
    options.readOnly = readOnly
    return options
  }

  static func scheduler(_ plan: Plan) -> SimulatedScheduler {
    SimulatedScheduler(plan.seed % 2 == 0 ? .immediate : .chosen(seed: plan.seed))
  }

  static func environment(
    _ plan: Plan, _ process: SimulatedProcess, _ scheduler: SimulatedScheduler, seed: UInt64
  ) -> Environment {
    var environment = Environment.simulated(process: process, seed: seed, scheduler: scheduler)
    environment.setCanary(plan.canary)
    return environment
  }
}
