import Foundation
import Strandline

/// A program beside the tool that saves one session after the other.
final class Writer: @unchecked Sendable {
  private let path: String
  private let options: Options
  private let lock = NSLock()
  private var isStopped = false
  private let ended = DispatchSemaphore(value: 0)

  init(_ path: String, segmentByteCountMax: Int = 64 << 20) {
    self.path = path
    var options = Options()
    options.segmentByteCountMax = segmentByteCountMax
    options.backgroundCompaction = false
    self.options = options
  }

  private var goesOn: Bool { lock.withLock { !isStopped } }

  func start() throws {
    let store = try SessionStore.open(at: path, options: options)
    Thread.detachNewThread { [self] in
      var number = 100
      while goesOn {
        var record = StoreFixture.record(number)
        record.payload += [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 40)
        _ = try? store.save([record], policy: .requeue)
        number += 1
      }
      try? store.close()
      ended.signal()
    }
  }

  func stop() {
    lock.withLock { isStopped = true }
    ended.wait()
  }
}
