// Reading what is known of backup versions.
extension SectionCursor {
  /// The legacy set and the versions; counts are counted again, not believed.
  mutating func evidence(
    versionCount: Int, live: RevisionSet, nextRevision: UInt64, floor: Sequence48,
    legacyEnded: Bool
  ) throws(FormatError) -> EvidenceTable {
    guard versionCount <= Limits.versionCountMax else { throw .badField("version count") }
    var table = EvidenceTable()
    table.floor = floor
    table.legacyEnded = legacyEnded
    var bitmapMax = versionCount > 1 ? EvidenceTable.bitmapCountMax : Int.max
    table.legacy = try set(below: nextRevision, bitmapMax: bitmapMax)
    guard table.legacy.isSubset(of: live), !legacyEnded || table.legacy.isEmpty else {
      throw .badField("legacy revisions")
    }
    bitmapMax -= table.legacy.bitmapCount
    for _ in 0..<versionCount {
      let next = try version(
        live: live, legacy: table.legacy, nextRevision: nextRevision, bitmapMax: bitmapMax)
      guard table.index(of: next.version) == nil,
        table.kept.last.map({ $0.state.lastUse < next.state.lastUse }) ?? true
      else { throw .badField("version") }
      bitmapMax -= next.state.islands.bitmapCount
      table.kept.append(next)
    }
    return table
  }

  private mutating func version(
    live: RevisionSet, legacy: RevisionSet, nextRevision: UInt64, bitmapMax: Int
  ) throws(FormatError) -> EvidenceTable.Kept {
    let start = try take(WatermarksSnapshot.versionByteCount)
    let flags = reader.u32(at: start + 40)
    guard flags & ~WatermarksSnapshot.legacyEndedFlag == 0,
      reader.isZero(at: start + 46, count: 2)
    else { throw .badField("version flags") }
    var state = VersionEvidence(
      epoch: Sequence48(reader.u64(at: start + 24)),
      lastUse: Sequence48(reader.u64(at: start + 32)))
    state.legacyEnded = flags != 0
    state.watermark = reader.u64(at: start)
    guard state.epoch <= state.lastUse, state.watermark < nextRevision else {
      throw .badField("watermark")
    }
    let version = try name(
      textByteCount: Int(reader.u8(at: start + 44)), keyByteCount: Int(reader.u8(at: start + 45)))
    state.islands = try set(below: nextRevision, bitmapMax: bitmapMax)
    guard state.islands.count(through: state.watermark) == 0, state.islands.isSubset(of: live)
    else { throw .badField("islands") }
    state.count = live.count(through: state.watermark) + state.islands.count
    state.legacyOverlap =
      legacy.count(through: state.watermark) + legacy.intersectionCount(state.islands)
    guard reader.u64(at: start + 8) == UInt64(state.count),
      reader.u64(at: start + 16) == UInt64(state.legacyOverlap)
    else { throw .badField("evidence count") }
    return EvidenceTable.Kept(version: version, state: state)
  }

  private mutating func name(
    textByteCount: Int, keyByteCount: Int
  ) throws(FormatError) -> BackupVersion {
    let text = reader.array(at: try take(textByteCount), count: textByteCount)
    let key = reader.array(at: try take(keyByteCount), count: keyByteCount)
    try alignToEight()
    guard !text.isEmpty, let string = String(validating: text, as: UTF8.self) else {
      throw .badField("version string")
    }
    return BackupVersion(string, publicKey: key)
  }
}
