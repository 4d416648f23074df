import Strandline

/// The first opening, which creates the store: on one seed of four it is struck.
extension Simulation {
  /// A process that stops somewhere in creating the store, and how what it left is treated.
  struct CreationCrash {
    var call: Int
    var moment: CrashPoint.Moment
    var image: CrashImage?

    init(call: Int, moment: CrashPoint.Moment) {
      self.call = call
      self.moment = moment
    }

    init?(_ random: inout SplitMix64) {
      guard random.oneIn(4) else { return nil }
      call = 1 + random.below(Self.callCountMax)
      let moments = CrashPoint.Moment.allCases
      moment = moments[random.below(moments.count)]
      image = random.oneIn(2) ? nil : .random(seed: random.next())
    }

    static let callCountMax = 24
  }

  /// Strikes a process that begins to create the store on `disk`; nothing was acknowledged yet.
  static func strike(_ crash: CreationCrash, _ plan: Plan, on disk: SimulatedDisk) throws {
    let process = disk.process()
    process.crash(at: CrashPoint(atCall: crash.call, moment: crash.moment))
    do {
      _ = try SessionStore.open(
        at: path, options: options(.durable, readOnly: false),
        environment: environment(plan, process, SimulatedScheduler(), seed: plan.seed ^ 1))
    } catch {
      guard process.hasStopped else { throw error }
    }
    if let image = crash.image { disk.powerCut(image) } else { disk.kill(process) }
  }

  /// A directory that was there before the store.
  static func makeDirectory(on disk: SimulatedDisk) throws {
    let process = disk.process()
    try process.createDirectory(path)
    disk.settle()
    disk.kill(process)
  }
}
