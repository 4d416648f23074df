extension StoreCore {
  private static let segmentByteCountMin = 4 << 20

  /// Bytes after which the active segment is sealed: a 64th of the log, within 4…64 MiB, and never
  /// over the option.
  func segmentTarget(_ writer: LogWriter) -> UInt64 {
    let limit = UInt64(min(max(options.segmentByteCountMax, 4 << 10), 256 << 20))
    let sealed = writer.manifest.entries.reduce(UInt64(0)) { $0 + ($1.isSealed ? $1.byteCount : 0) }
    let share = (sealed + writer.end) / 64
    return min(limit, max(UInt64(Self.segmentByteCountMin), share))
  }
}
