import Foundation
import Testing

/// The address space of a process that a test starts, kept small: memory taken by a size that a file
/// makes up is not to be had there.
enum AddressSpace {
  /// False under a sanitizer, which reserves terabytes for itself: the limit would be what fails.
  static let canBeLimited: Bool = {
    let pageCounts = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pageCount = pageCounts?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    return pageCount < (1 << 40) / Int(getpagesize())
  }()

  static let skipReason: Comment = "a sanitizer leaves no address space to be limited"

  /// Lets this process have a gibibyte.
  static func limit() {
    var limit = rlimit(rlim_cur: 1 << 30, rlim_max: 1 << 30)
    #expect(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
  }
}
