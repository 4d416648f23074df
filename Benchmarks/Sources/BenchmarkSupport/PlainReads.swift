#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Plain reads at random places of a store's files: what a lookup that keeps no index page in memory
/// cannot do without.
public final class PlainReads {
  private typealias Source = (descriptor: Int32, byteCount: Int)

  private static let pageByteCount = 4096

  private var sources: [String: [Source]] = [:]
  private var random = RandomSource(seed: 17)
  private var buffer = [UInt8](repeating: 0, count: pageByteCount)

  /// Opens the files of a store.
  public init(at path: String) throws(BenchmarkFailure) {
    for name in Workspace.names(in: path) {
      let kind = name.split(separator: ".").last.map(String.init) ?? ""
      guard ["run", "map", "segment"].contains(kind) else { continue }
      let descriptor = open("\(path)/\(name)", O_RDONLY)
      var status = stat()
      guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
        throw BenchmarkFailure("cannot open \(name): error \(errno)")
      }
      sources[kind, default: []].append((descriptor, Int(status.st_size)))
    }
  }

  deinit { for source in sources.values.joined() { close(source.descriptor) } }

  /// The time of one page of a run, one of the map, and so many bytes of a segment.
  public func lookup(recordByteCount: Int) throws(BenchmarkFailure) -> Duration {
    let pages = ["run", "map"].map { ($0, Self.pageByteCount) }
    let parts = pages + [("segment", min(recordByteCount, Self.pageByteCount))]
    let places = parts.map { place(in: $0.0, byteCount: $0.1) }
    let start = ContinuousClock.now
    for place in places {
      guard pread(place.descriptor, &buffer, place.byteCount, off_t(place.offset)) >= 0 else {
        throw BenchmarkFailure("cannot read a file of the store: error \(errno)")
      }
    }
    return ContinuousClock.now - start
  }

  /// A place in all files of a kind, each byte as likely as any other.
  private func place(
    in kind: String, byteCount: Int
  ) -> (descriptor: Int32, offset: Int, byteCount: Int) {
    let files = sources[kind] ?? []
    var position = random.below(max(files.reduce(0) { $0 + $1.byteCount }, 1))
    for file in files {
      if position < file.byteCount {
        let unit = kind == "segment" ? 8 : Self.pageByteCount
        return (file.descriptor, position / unit * unit, byteCount)
      }
      position -= file.byteCount
    }
    return (files.first?.descriptor ?? -1, 0, byteCount)
  }
}
