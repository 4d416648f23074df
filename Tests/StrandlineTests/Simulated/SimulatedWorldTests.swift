import Strandline
import StrandlineTestSupport
import Synchronization
import Testing

@Suite("Simulated scheduler, clock and randomness")
struct SimulatedWorldTests {
  /// A step that notes its name and ends after `count` runs.
  private final class Work: Sendable {
    private let state = Mutex<(log: [String], left: [String: Int])>(([], [:]))

    var log: [String] { state.withLock { $0.log } }

    func step(_ name: String, _ count: Int) -> @Sendable () -> StepResult {
      {
        self.state.withLock { state in
          state.log.append(name)
          let left = (state.left[name] ?? count) - 1
          state.left[name] = left
          return left == 0 ? .finished : .again
        }
      }
    }
  }

  @Test("immediate work is done when start returns")
  func immediate() {
    let scheduler = SimulatedScheduler()
    let work = Work()
    scheduler.start(.background, work.step("a", 3))
    #expect(work.log == ["a", "a", "a"])
    #expect(scheduler.taskCount == 0)
    #expect(scheduler.stepCount == 3)
  }

  @Test("work that immediate work starts runs after the step that started it")
  func nested() {
    let scheduler = SimulatedScheduler()
    let work = Work()
    let inner = work.step("inner", 1)
    let outer = work.step("outer", 1)
    scheduler.start(.background) { [weak scheduler] in
      scheduler?.start(.background, inner)
      return outer()
    }
    #expect(work.log == ["outer", "inner"])
  }

  @Test("chosen work waits, and the seed alone decides its order")
  func chosen() {
    func run(_ seed: UInt64) -> [String] {
      let scheduler = SimulatedScheduler(.chosen(seed: seed))
      let work = Work()
      for name in ["a", "b", "c"] { scheduler.start(.background, work.step(name, 4)) }
      #expect(work.log.isEmpty)
      let some = scheduler.runSome(atMost: 5)
      #expect(some == work.log.count && some <= 5)
      #expect(scheduler.drain() == 12 - some)
      #expect(scheduler.taskCount == 0)
      return work.log
    }
    let logs = (0..<20).map { run($0) }
    #expect(logs == (0..<20).map { run($0) })
    #expect(Set(logs).count > 10)
    #expect(logs.allSatisfy { $0.sorted() == logs[0].sorted() })
  }

  @Test("discarded work does not run")
  func discarded() {
    let scheduler = SimulatedScheduler(.chosen(seed: 1))
    let work = Work()
    scheduler.start(.background, work.step("a", 1))
    scheduler.discard()
    #expect(scheduler.drain() == 0)
    scheduler.start(.background) { [weak scheduler] in
      scheduler?.discard()
      return .again
    }
    #expect(scheduler.drain() == 1)
    #expect(work.log.isEmpty)
  }

  @Test("the wall clock jumps, the monotonic one does not")
  func clocks() {
    let clock = SimulatedClock(wallMilliseconds: 5000, monotonicMilliseconds: 10)
    clock.advance(milliseconds: 7)
    #expect(clock.wallMilliseconds() == 5007)
    #expect(clock.monotonicMilliseconds() == 17)
    clock.setWall(milliseconds: 3)
    #expect(clock.wallMilliseconds() == 3)
    #expect(clock.monotonicMilliseconds() == 17)
  }

  @Test("randomness is the published SplitMix64 sequence of its seed")
  func randomness() {
    let random = SeededRandom(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect(random.next() == 9_817_491_932_198_370_423)
    var generator = SplitMix64(seed: 1)
    #expect(
      (0..<1000).map { _ in generator.below(3) }.reduce(into: Set()) { $0.insert($1) }
        == [0, 1, 2])
  }

  @Test("the environment is made of the simulated parts")
  func environment() {
    let disk = SimulatedDisk(seed: 1)
    let process = disk.process()
    let clock = SimulatedClock(wallMilliseconds: 9)
    let scheduler = SimulatedScheduler()
    let environment = Environment.simulated(
      process: process, seed: 4, clock: clock, scheduler: scheduler)
    #expect(environment.fileSystem === process)
    #expect(environment.scheduler === scheduler)
    #expect(environment.clock.wallMilliseconds() == 9)
    #expect(environment.random.next() == SeededRandom(seed: 4).next())
    #expect(environment.processID == process.processID)
  }
}
