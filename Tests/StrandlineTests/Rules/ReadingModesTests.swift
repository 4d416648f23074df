import Strandline
import Testing

@Suite("The suites that run with both ways of reading")
struct ReadingModesTests {
  @Test("run positional first, then mapped")
  func both() async throws {
    let seen = Lock<[Reading]>([])
    let test = try #require(Test.current)
    try await ReadingModes().provideScope(for: test, testCase: Test.Case.current) {
      let world = try World()
      seen.withLock { $0.append(world.options.reading) }
    }
    #expect(seen.withLock { $0 } == [.positional, .mapped])
  }
}
