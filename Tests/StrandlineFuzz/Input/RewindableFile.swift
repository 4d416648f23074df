import Foundation
import StrandlineInspect

/// A file without a name that holds one input after the other, for readers that read twice.
final class RewindableFile: Sendable {
  private let descriptor: Int32

  init?() {
    var template = Array((NSTemporaryDirectory() + "strandline-fuzz-XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    unlink(template)
  }

  deinit { close(descriptor) }

  /// A source over these bytes, valid until the next one is made.
  func source(_ bytes: [UInt8]) -> LineSource? {
    guard ftruncate(descriptor, 0) == 0,
      bytes.withUnsafeBytes({ pwrite(descriptor, $0.baseAddress, $0.count, 0) }) == bytes.count,
      lseek(descriptor, 0, SEEK_SET) == 0
    else { return nil }
    return LineSource(descriptor: descriptor, name: "input")
  }
}
