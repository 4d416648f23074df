import Foundation
import Strandline
import StrandlineTestSupport

/// The writer of `processes`: makes the numbered commits and says each number that is done.
enum HistoryWriter {
  static func run(_ path: String, seconds: Int) -> Int32 {
    do {
      var options = Options()
      // Files come and go all the time.
      options.segmentByteCountMax = 64 << 10
      options.deltaByteCountMax = 8 << 10
      let store = try SessionStore.open(at: path, options: options)
      let deadline = Date().addingTimeInterval(Double(seconds))
      var number = 0
      while Date() < deadline {
        let durability: Durability =
          number % 8 == 0 ? .durable : number % 2 == 0 ? .ordered : .buffered
        try store.commit(NumberedHistory.batch(number), durability: durability)
        number += 1
        guard say(number) else { break }
        if number % 20 == 0 {
          try store.acknowledge(store.pending(for: NumberedHistory.version, limit: 20))
        }
        if number % 500 == 0 { try store.compact() }
      }
      try store.close()
      return 0
    } catch {
      strandline_simulate.say("history-writer: \(error)")
      return 1
    }
  }

  /// Straight to the system: what was printed was acknowledged.
  private static func say(_ number: Int) -> Bool {
    let line = Array("\(number)\n".utf8)
    return write(1, line, line.count) == line.count
  }
}
