extension StoreCore {
  private static let segmentByteCountMin = 4 << 20

  /// Bytes after which the active segment is sealed: a 64th of the log, within 4…64 MiB, and never
  /// over the option.
  func segmentTarget(_ writer: LogWriter) -> UInt64 {
    Self.segmentTarget(
      writer.manifest, end: writer.end, byteCountMax: options.segmentByteCountMax)
  }

  /// The same for a log that ends at `end` of its last segment.
  package static func segmentTarget(
    _ manifest: ManifestSnapshot, end: UInt64, byteCountMax: Int
  ) -> UInt64 {
    let limit = UInt64(min(max(byteCountMax, 4 << 10), 256 << 20))
    // The lengths come from disk: made-up ones must not trap, and a wrong share does no harm.
    let share = manifest.entries.reduce(end / 64) { sum, entry in
      sum &+ (entry.isSealed ? entry.byteCount / 64 : 0)
    }
    return min(limit, max(UInt64(Self.segmentByteCountMin), share))
  }
}
