import Foundation
import Strandline

/// A program beside the tool that saves one session after the other.
final class Writer: @unchecked Sendable {
  private let path: String
  private let options: Options
  private let isBusy: Bool
  private let lock = NSLock()
  private var isStopped = false
  private let ended = DispatchSemaphore(value: 0)

  /// With `isBusy` segments are short, sessions are replaced, and index files and compactions come
  /// all the time.
  init(_ path: String, segmentByteCountMax: Int = 64 << 20, isBusy: Bool = false) {
    self.path = path
    self.isBusy = isBusy
    var options = Options()
    options.segmentByteCountMax = segmentByteCountMax
    options.backgroundCompaction = isBusy
    if isBusy { options.deltaByteCountMax = 16 << 10 }
    self.options = options
  }

  private var goesOn: Bool { lock.withLock { !isStopped } }

  func start() throws {
    let store = try SessionStore.open(at: path, options: options)
    Thread.detachNewThread { [self] in
      var number = 100
      while goesOn {
        var record = StoreFixture.record(isBusy ? number % 50 : number)
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
