#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// The files of a store, by kind: what stands behind the point in their names.
public struct StoreFiles: Sendable {
  private var sizes: [String: [Int]] = [:]

  /// Looks at a store's directory.
  public init(at path: String) throws(BenchmarkFailure) {
    for name in Workspace.names(in: path) {
      var status = stat()
      guard stat("\(path)/\(name)", &status) == 0 else {
        throw BenchmarkFailure("cannot look at \(name): error \(errno)")
      }
      let kind = name.split(separator: ".").dropFirst().last.map(String.init) ?? ""
      sizes[kind, default: []].append(Int(status.st_size))
    }
  }

  /// Bytes of all files.
  public var byteCount: Int { sizes.values.joined().reduce(0, +) }

  /// Bytes of the files of one kind.
  public func byteCount(of kind: String) -> Int { sizes[kind]?.reduce(0, +) ?? 0 }

  /// Bytes of the largest file of one kind.
  public func largestByteCount(of kind: String) -> Int { sizes[kind]?.max() ?? 0 }
}
