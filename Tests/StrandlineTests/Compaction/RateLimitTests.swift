import Strandline
import Testing

@Suite("The rate of work beside the commits: a token bucket")
struct RateLimitTests {
  @Test("a burst is free, then the rate holds")
  func rate() {
    var limit = RateLimit(byteCountPerSecond: 1_000_000, now: 1000)
    limit.take(100_000, now: 1000)
    #expect(limit.pause(now: 1000) == 0)
    limit.take(50_000, now: 1000)
    #expect(limit.pause(now: 1000) == 50)
    #expect(limit.pause(now: 1020) == 30)
    #expect(limit.pause(now: 1050) == 0)
    limit.take(1000, now: 1050)
    #expect(limit.pause(now: 1050) == 1)
  }

  @Test(
    "over a long time as much as the rate says, whatever the steps", arguments: [1, 4, 64, 256])
  func steady(kibibytes: UInt64) {
    var limit = RateLimit(byteCountPerSecond: 64_000_000, now: 0)
    var now: UInt64 = 0
    var moved: UInt64 = 0
    while now < 10_000 {
      limit.take(kibibytes << 10, now: now)
      moved += kibibytes << 10
      now += limit.pause(now: now)
    }
    #expect((630_000_000...660_000_000).contains(moved))
  }

  @Test("a rest fills the bucket once, and a clock that stands or leaps does no harm")
  func clock() {
    var limit = RateLimit(byteCountPerSecond: 1_000_000, now: 5)
    limit.take(100_000, now: 5)
    limit.take(100_000, now: .max)
    #expect(limit.pause(now: .max) == 0)
    limit.take(1000, now: .max)
    #expect(limit.pause(now: .max) == 1)
    #expect(limit.pause(now: 0) == 1)
  }
}
