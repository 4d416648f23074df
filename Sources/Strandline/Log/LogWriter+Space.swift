// Space ahead of the end of the log.
extension LogWriter {
  /// No segment grows beyond this, except by control frames.
  static let byteCountMax: UInt64 = 256 << 20
  /// Control frames begin no segment, until they alone have made one this long: several million
  /// acknowledgements without a save.
  static let controlByteCountMax: UInt64 = 768 << 20
  /// Well below what a reader takes for a segment.
  static let hardByteCountMax: UInt64 = 960 << 20
  /// Blocks kept allocated behind the end: when the disk is full, saves may use all but the last
  /// part of it, and deletions, acknowledgements and resets that too.
  ///
  /// What a killed process left is copied to a new segment, whose manifest of up to 20 KB needs
  /// this last part, too.
  static let reserveByteCount: UInt64 = 256 << 10
  static let reserveForSmallByteCount: UInt64 = 128 << 10
  /// How much is allocated at a time.
  static let reserveStepByteCount: UInt64 = 1 << 20

  /// Makes sure that `byteCount` bytes fit behind the end, so that a full disk is found before
  /// anything is written.
  /// - Throws: `.noSpace`: it did not happen.
  func reserve(_ byteCount: UInt64, isSmall: Bool) throws(StoreError) {
    guard let reserved = reservedEnd else { return }
    let wanted = end + byteCount + Self.reserveByteCount
    if wanted <= reserved { return }
    do {
      try extendReserve(from: max(reserved, end), to: wanted + Self.reserveStepByteCount)
    } catch {
      guard error.code == .noSpace else { throw error }
      try reserveOnFullDisk(byteCount, from: max(reserved, end), wanted: wanted, isSmall: isSmall)
    }
  }

  private func reserveOnFullDisk(
    _ byteCount: UInt64, from start: UInt64, wanted: UInt64, isSmall: Bool
  ) throws(StoreError) {
    let kept = isSmall ? 0 : Self.reserveForSmallByteCount
    let needed = end + byteCount + kept
    do {
      try extendReserve(from: start, to: wanted)
    } catch {
      guard error.code == .noSpace else { throw error }
      if let reserved = reservedEnd, needed <= reserved { return }
      try extendForNeed(from: start, to: needed)
    }
  }

  /// The reserve cannot be had: what is needed now may still fit.
  private func extendForNeed(from start: UInt64, to needed: UInt64) throws(StoreError) {
    do {
      try extendReserve(from: start, to: needed)
    } catch {
      guard error.code == .noSpace else { throw error }
      throw StoreError(
        .noSpace, "the disk is full and nothing was written; free space, then try again",
        path: directory, systemCall: error.systemCall,
        systemErrorNumber: error.systemErrorNumber)
    }
  }

  /// The reserve of a new segment, had before the old one gives its own back: in between another
  /// program would take the last of the space, and not even a deletion would work any more.
  ///
  /// A segment that must be left is left without it: what space there is, its commits and the
  /// manifest need first.
  /// - Returns: where it ends; nil where the file system cannot reserve.
  /// - Throws: `.noSpace`: the old segment goes on.
  func reserve(in file: any File, behind end: UInt64) throws(StoreError) -> UInt64? {
    guard reservedEnd != nil else { return nil }
    if mustRoll { return 0 }
    let isReserved = try file.allocate(from: end, byteCount: Self.reserveByteCount)
    return isReserved ? end + Self.reserveByteCount : nil
  }

  /// Takes the reserve, or what there is of it, before anything else takes space: an index file of
  /// this process, or another program.
  ///
  /// Best effort: what cannot be had now is asked for again by the next append, which tells why.
  func takeReserve() {
    var byteCount = Self.reserveByteCount
    while byteCount >= 4 << 10 {
      do {
        return try extendReserve(from: end, to: end + byteCount)
      } catch {
        guard error.code == .noSpace else { return }
        byteCount /= 2
      }
    }
  }

  /// Gives back what is more than the reserve, which stays for the next process: opened on a full
  /// disk, the store can delete, acknowledge and reset.
  func trimReserve() {
    guard let reserved = reservedEnd,
      reserved > end + Self.reserveByteCount + Self.reserveForSmallByteCount
    else { return }
    try? active.file.truncate(to: end)
    reservedEnd = end
    takeReserve()
  }

  private func extendReserve(from start: UInt64, to target: UInt64) throws(StoreError) {
    if try active.file.allocate(from: start, byteCount: target - start) {
      reservedEnd = target
    } else {
      reservedEnd = nil
    }
  }
}
