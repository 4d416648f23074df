package import Strandline

extension Environment {
  /// A simulated world for one process.
  package static func simulated(
    process: SimulatedProcess, seed: UInt64, clock: SimulatedClock = SimulatedClock(),
    scheduler: SimulatedScheduler = SimulatedScheduler()
  ) -> Environment {
    Environment(
      fileSystem: process, scheduler: scheduler, clock: clock, random: SeededRandom(seed: seed),
      processID: process.processID)
  }
}
