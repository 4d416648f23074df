import BenchmarkSupport
import Strandline

extension Subject {
  /// Opens the store, looks one session up, closes it.
  func open() throws -> Figures {
    var store: SessionStore?
    let opening = try seconds { store = try openStore() }
    let key = series.key(sessionCount / 3)
    var found: SessionRecord?
    let lookup = try seconds { found = try store?.session(key) }
    guard found?.key == key else { throw BenchmarkFailure("a session is missing") }
    try store?.close()
    return [.openMilliseconds: opening * 1e3, .lookupMilliseconds: lookup * 1e3]
  }

  /// Saves a thousand sessions one by one, says so, and goes on until it is killed.
  func write() throws -> Figures {
    let store = try openStore()
    let series = SessionSeries(payloadByteCount: payloadByteCount, seed: UInt64(100 + round))
    for number in 0..<ScaleRun.savesMax {
      _ = try store.save([series.record(number)], durability: .durable)
      // Not by `print`, which may keep it until the end.
      if number == 1_000 { Log.output(Figures().line) }
    }
    throw BenchmarkFailure("nobody ended the writer")
  }
}
