#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A library of another engine, looked for when the benchmark runs: the package builds, and runs
/// without that engine, on a machine that has none of them.
struct DynamicLibrary: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer
  private let name: String

  /// Loads the first that is there.
  init(_ names: [String]) throws(BenchmarkFailure) {
    for name in names {
      if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        self.handle = handle
        self.name = name
        return
      }
    }
    throw BenchmarkFailure("there is no library \(names.joined(separator: " or "))")
  }

  /// A function of the library; its type is the caller's word, taken from the library's header.
  func function<T>(_ symbol: String) throws(BenchmarkFailure) -> T {
    guard let pointer = dlsym(handle, symbol) else {
      throw BenchmarkFailure("\(name) has no function \(symbol)")
    }
    return unsafeBitCast(pointer, to: T.self)
  }
}
