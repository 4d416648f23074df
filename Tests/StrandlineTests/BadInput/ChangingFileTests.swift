import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: files that somebody changes while they are read")
struct ChangingFileTests {
  @Test("a log that is cut off between any two reads of an opening")
  func cutOff() async {
    await #expect(processExitsWith: .success) {
      for target in 1...40 {
        let world = try World(durability: .buffered)
        for number in 1...4 { try world.store.save([session(number)]) }
        try world.store.save([session(5)], durability: .durable)
        try world.store.save([session(6)])
        world.end()
        let path = try #require(world.files(".segment").last)
        let disk = world.disk
        world.probe.onRead { number in
          if number == target { disk.truncateFile(path, to: 200) }
        }
        do {
          try world.start()
          RuleR12Tests.readEverything(world.store)
        } catch {
          #expect(error is StoreError)
        }
      }
    }
  }
}
