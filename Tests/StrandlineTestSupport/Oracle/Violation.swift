/// A promise that was not kept.
package struct Violation: Error, Sendable, CustomStringConvertible {
  /// The promise, in the oracle's words.
  package enum Point: String, Sendable {
    case durable = "an acknowledged durable commit is missing, or what survived is no prefix"
    case answer = "an answer differs from the rules"
    case evidence = "evidence is ahead of truth"
    case counts = "counts differ from a recount"
    case listing = "two ways of reading disagree"
    case error = "an error without a cause"
    case wrongBytes = "bytes were served that were never saved"
    case recovery = "the store does not work once faults have stopped"
    case reader = "a reader does not show a moment of the history"
    case incarnation = "a page of another life was not refused"
    case verification = "a full verification is not clean, or leaves bytes unaccounted for"
    case copy = "a copy is not the store it was made of"
    case bound = "compaction is idle and the files are beyond their bound"
  }

  package var point: Point
  package var detail: String
  /// The last calls that changed the disk, and those that faults struck.
  package var calls: [CallRecord] = []
  /// The place of the operation in the list.
  package var operation = 0

  package init(_ point: Point, _ detail: String) {
    self.point = point
    self.detail = detail
  }

  package var description: String { "\(point.rawValue): \(detail)" }
}
