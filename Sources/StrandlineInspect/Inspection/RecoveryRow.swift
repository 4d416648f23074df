/// A row of the tables in Formats/recovery.md, to the letter.
package struct RecoveryRow: Sendable, Hashable {
  /// The heading that the table stands under.
  package let table: String
  package let found: String
  package let done: String

  private init(_ table: String, _ found: String, _ done: String) {
    self.table = table
    self.found = found
    self.done = done
  }
}

// Which manifest.
extension RecoveryRow {
  private static let manifestTable = "Which manifest"
  static let normal = RecoveryRow(
    manifestTable,
    "the highest manifest is valid, every segment it names is there, "
      + "no other segment of this store holds a frame", "normal open")
  static let manifestDamaged = RecoveryRow(
    manifestTable, "the highest manifest is damaged", "rebuild")
  static let segmentUnfinished = RecoveryRow(
    manifestTable, "a named segment is there under its name with `.new`",
    "normal open: it is whole, the next writer gives it its name")
  static let segmentMissing = RecoveryRow(
    manifestTable, "a named segment is missing", "rebuild")
  static let segmentUnnamed = RecoveryRow(
    manifestTable,
    "a segment that is not named holds a frame of this store, is no compaction output, "
      + "and no named output replaces it", "rebuild")
  static let outputUnnamed = RecoveryRow(
    manifestTable, "any other compaction output, and any segment that a named output replaces",
    "normal open: removed by the next writer")
  static let newerFormat = RecoveryRow(
    manifestTable, "a newer format, or an unknown incompatible flag",
    "refused, nothing is touched")
  static let noManifest = RecoveryRow(
    manifestTable, "no manifest, and a segment whose file header is good", "rebuild")
  static let nothingReadable = RecoveryRow(
    manifestTable, "no manifest and no segment can be read", "refused")
}

// Which index files.
extension RecoveryRow {
  private static let indexTable = "Which index files"
  static let noIndexYet = RecoveryRow(
    indexTable, "the manifest names none, and its basis is the beginning of the log",
    "every frame is applied")
  static let evidenceLostBefore = RecoveryRow(
    indexTable, "the manifest names none, and its basis lies behind the beginning",
    "evidence was lost there: the index is built from the records of all segments, evidence is "
      + "empty, a reset is assumed; frames behind the basis are applied")
  static let indexGood = RecoveryRow(
    indexTable, "all are there, their headers and fences are good",
    "they are used; their pages are checked when they are read")
  static let indexDamaged = RecoveryRow(
    indexTable,
    "a run or the map is missing or damaged, also if that shows while the store is open",
    "the index is built from the records of all segments, of the revisions that the watermarks "
      + "say live; evidence stays")
  static let watermarksDamaged = RecoveryRow(
    indexTable, "the watermarks are missing or damaged",
    "the index is built from the records of all segments; evidence is empty and a reset is "
      + "assumed, whatever frames behind the basis say")
}

// Where the log ends.
extension RecoveryRow {
  private static let endTable = "Where the log ends"
  static let shortened = RecoveryRow(
    endTable, "the file is shorter than the manifest says", "corruption; the rest is served")
  static let noFrame = RecoveryRow(
    endTable,
    "sealed, or ends in a clean mark, or X < P: no frame at X, or a commit is not whole",
    "corruption: go on at the next frame, report the range")
  static let badBody = RecoveryRow(
    endTable, "sealed, or clean, or X < P: a name or payload is bad",
    "that record is corrupt, the next frame is fine")
  static let reordered = RecoveryRow(
    endTable, "otherwise, whole commits behind X",
    "writes that reached the disk out of order: the log ends at X")
  static let tornTail = RecoveryRow(
    endTable, "otherwise, no frame at X", "a torn tail: the log ends at X")
  static let droppedCommit = RecoveryRow(
    endTable, "otherwise, a commit at X that is not whole or not intact",
    "dropped whole: the log ends at X")

  /// Every row that a diagnosis can name.
  package static let all: [RecoveryRow] = [
    normal, manifestDamaged, segmentUnfinished, segmentMissing, segmentUnnamed, outputUnnamed,
    newerFormat, noManifest, nothingReadable, noIndexYet, evidenceLostBefore, indexGood,
    indexDamaged, watermarksDamaged, shortened, noFrame, badBody, reordered, tornTail,
    droppedCommit,
  ]
}
