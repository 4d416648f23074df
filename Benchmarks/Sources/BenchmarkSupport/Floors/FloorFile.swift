public import Strandline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A plain file of records: what the same bytes cost without any engine.
public final class FloorFile {
  private let file: Int32
  private var record: UnsafeMutableRawBufferPointer
  private var buffer: [UInt8] = []
  /// Syncs so far.
  public private(set) var syncCount = 0

  /// Opens the file `floor` in a directory, which is made when it is not there.
  public init(at path: String, recordByteCountMax: Int = 1 << 20) throws {
    try Workspace.makeDirectory(path)
    file = open("\(path)/floor", O_CREAT | O_RDWR | O_APPEND, 0o600)
    record = .allocate(byteCount: recordByteCountMax, alignment: 16)
    guard file >= 0 else { throw BenchmarkFailure("cannot open a plain file: error \(errno)") }
  }

  deinit {
    close(file)
    record.deallocate()
  }

  /// Appends the contents of sessions by one call.
  public func append(_ records: [SessionRecord]) throws(BenchmarkFailure) {
    buffer.removeAll(keepingCapacity: true)
    for record in records {
      buffer += record.key.room
      buffer += record.key.session
      buffer += record.senderKey
      buffer += record.payload
    }
    guard write(file, buffer, buffer.count) == buffer.count else {
      throw BenchmarkFailure("cannot write a plain file: error \(errno)")
    }
  }

  /// Appends 64 bytes.
  public func appendNote() throws(BenchmarkFailure) {
    var note: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
      (1, 2, 3, 4, 5, 6, 7, 8)
    let count = MemoryLayout.size(ofValue: note)
    guard write(file, &note, count) == count else {
      throw BenchmarkFailure("cannot write a plain file: error \(errno)")
    }
  }

  /// Syncs by the promise that the engine's own sync makes.
  public func sync() throws(BenchmarkFailure) {
    #if canImport(Darwin)
      let code = fcntl(file, F_FULLFSYNC)
    #else
      let code = fdatasync(file)
    #endif
    guard code == 0 else { throw BenchmarkFailure("cannot sync a plain file: error \(errno)") }
    syncCount += 1
  }

  /// Shows the payload of a session, which lies at its number.
  public func read(
    _ number: Int, of series: SessionSeries, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(BenchmarkFailure) {
    let count = series.recordByteCount
    let rest = count - series.payloadByteCount
    let offset = number * count + rest
    guard pread(file, record.baseAddress, series.payloadByteCount, off_t(offset)) == count - rest
    else { throw BenchmarkFailure("cannot read a plain file: error \(errno)") }
    body(UnsafeRawBufferPointer(rebasing: record[..<(count - rest)]))
  }

  func fill(_ cell: Cell) throws(BenchmarkFailure) {
    let series = cell.series
    for start in stride(from: 0, to: cell.sessionCount, by: 100) {
      try append((start..<min(start + 100, cell.sessionCount)).map { series.record($0) })
    }
    try sync()
  }
}
