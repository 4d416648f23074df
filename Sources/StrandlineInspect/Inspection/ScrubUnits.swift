import Strandline

/// The pieces of a file that a scrub reads one after the other: each has a checksum of its own.
struct ScrubUnits {
  private let file: InspectedFile
  private let end: UInt64?

  /// `end` is where the log leaves a segment.
  init(_ file: InspectedFile, end: UInt64?) {
    self.file = file
    self.end = end
  }

  /// Visits the units from `start`, the end of an earlier one, until `body` answers false; it is
  /// told whether the unit is good.
  ///
  /// Answers whether all were visited.
  func forEach(
    from start: UInt64, _ body: (Range<UInt64>, Bool) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    var isWanted = true
    func visit(_ range: Range<UInt64>, _ isGood: Bool) throws(ToolFailure) -> Bool {
      isWanted = try body(range, isGood)
      return isWanted
    }
    if file.byteCount == 0, !file.isLock {
      // Nothing is no file of a store.
      return try visit(0..<0, false)
    }
    if file.isLock {
      _ = try visitWhole(from: start, visit) { bytes in
        unsafe bytes.withUnsafeBytes { unsafe (try? LockNote(decoding: $0)) != nil }
      }
      return isWanted
    }
    switch file.kind {
    case .segment:
      guard file.seed != nil else {
        _ = try visitWhole(from: start, visit) { _ in false }
        break
      }
      try SegmentStretches(file, end: end).forEach(from: start) {
        (stretch, range) throws(ToolFailure) in
        switch stretch {
        case .fileHeader(let header): try visit(range, header != nil)
        case .segmentHeader(let header): try visit(range, header != nil)
        case .frame(let frame): try visit(range, frame.checkBody() == .intact)
        case .damaged: try visit(range, false)
        case .unused: try visit(range, true)
        }
      }
    case .run, .map: try visitPages(from: start, visit)
    case .manifest:
      _ = try visitWhole(from: start, visit) { bytes in
        unsafe bytes.withUnsafeBytes { unsafe (try? ManifestSnapshot(decoding: $0)) != nil }
      }
    case .watermarks:
      guard let storeID = file.storeID, let id = file.fileID else {
        _ = try visitWhole(from: start, visit) { _ in false }
        break
      }
      _ = try visitWhole(from: start, visit) { bytes in
        unsafe bytes.withUnsafeBytes {
          unsafe (try? WatermarksSnapshot(decoding: $0, storeID: storeID, fileID: id)) != nil
        }
      }
    case nil: break
    }
    return isWanted
  }

  /// A file with one checksum over all of it.
  private func visitWhole(
    from start: UInt64, _ visit: (Range<UInt64>, Bool) throws(ToolFailure) -> Bool,
    _ isGood: ([UInt8]) -> Bool
  ) throws(ToolFailure) -> Bool {
    guard start < file.byteCount else { return true }
    let bytes = try file.whole()
    return try visit(0..<file.byteCount, isGood(bytes))
  }

  private func visitPages(
    from start: UInt64, _ visit: (Range<UInt64>, Bool) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    let pageByteCount = UInt64(IndexPage.byteCount)
    var offset = start
    while offset < file.byteCount {
      let end = min(offset + pageByteCount, file.byteCount)
      let bytes = try file.bytes(at: offset, count: IndexPage.byteCount)
      let isGood =
        if offset == 0 {
          try IndexFileListing(file).header != nil
        } else {
          file.seed.map { seed in
            unsafe bytes.withUnsafeBytes {
              unsafe PageHeader(verifying: $0, seed: seed, fileOffset: offset) != nil
            }
          } ?? false
        }
      guard try visit(offset..<end, isGood) else { return }
      offset = end
    }
  }
}
