/// Waiting until nothing happens any more beside the calls, by the same sign for every engine: the
/// process uses no processor and writes nothing.
public enum Rest {
  private static let poll = Duration.milliseconds(10)
  private static let quiet = Duration.milliseconds(250)
  private static let waitMax = Duration.seconds(300)
  /// The wait itself uses some processor: this much of one in each poll is rest.
  private static let restShare = 0.05

  /// Waits for rest, and tells when the last activity was seen.
  public static func wait() throws(BenchmarkFailure) -> ContinuousClock.Instant {
    let start = ContinuousClock.now
    var last = start
    var seen = Resources.now
    var seenAt = start
    while true {
      Pause.sleep(poll)
      let now = ContinuousClock.now
      let resources = Resources.now
      let busy = resources.processorSeconds - seen.processorSeconds
      if busy > restShare * (now - seenAt).secondCount
        || resources.writtenByteCount != seen.writtenByteCount
      {
        last = now
      }
      seen = resources
      seenAt = now
      if now - last >= quiet { return last }
      guard now - start < waitMax else { throw BenchmarkFailure("the engine did not come to rest") }
    }
  }
}
