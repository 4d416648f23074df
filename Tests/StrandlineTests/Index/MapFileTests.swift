import Strandline
import StrandlineTestSupport
import Testing

@Suite("Maps against plain arrays")
struct MapFileTests {
  @Test("what is written is read", arguments: IndexFixture.counts, [1, 65_537] as [UInt64])
  func roundTrip(_ count: Int, _ first: UInt64) throws {
    var random = SplitMix64(seed: 9)
    let places = (0..<count).map { _ in random.next() % 4 == 0 ? 0 : random.next() }
    let file = try IndexFixture.map(places, first: first)
    for mapped in [false, true] {
      let map = try #require(try IndexFixture.openMap(file, mapped: mapped))
      #expect(map.first == first && map.count == UInt64(count))
      let end = first + UInt64(count)
      #expect(try map.places(first..<end) == places)
      #expect(try map.places(end - UInt64(count / 3)..<end) == Array(places.suffix(count / 3)))
      for index in stride(from: 0, to: count, by: count > 1000 ? 97 : 1) {
        #expect(try map.place(of: first + UInt64(index)) == places[index])
      }
      #expect(try map.place(of: first - 1) == 0 && map.place(of: 0) == 0)
      #expect(try map.place(of: first + UInt64(count)) == 0 && map.place(of: .max) == 0)
    }
  }
}
