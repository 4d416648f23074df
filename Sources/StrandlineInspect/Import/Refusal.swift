/// Why an entry of a file was not imported; nothing of the entry itself.
package enum Refusal: String, Error, Sendable, CaseIterable {
  case tooLong
  case notAnObject
  case notText
  case unknownKind
  case unknownAlgorithm
  case badRoom
  case badSessionID
  case badSenderKey
  case badKey
  case idMismatch
  case noPickle
  case broken
  case forged
  case otherSender
  case notComparable
  case notCompared

  /// What follows "entry 7" in a message.
  package var sentence: String {
    switch self {
    case .tooLong: "is longer than \(Quantity.count(ArrayEntries.entryByteCountMax)) bytes"
    case .notAnObject: "is not a JSON object"
    case .notText: "is not UTF-8"
    case .unknownKind: "is neither an exported room key nor a legacy row"
    case .unknownAlgorithm: "names no algorithm that is known"
    case .badRoom: "has a room id that is not text of 1 to 255 bytes"
    case .badSessionID: "has a session id that is not text of 1 to 255 bytes"
    case .badSenderKey: "has a sender key that is not 32 bytes in base64"
    case .badKey: "has a session key that is not 165 bytes of version 1 in base64"
    case .idMismatch: "has a session id that does not belong to its key"
    case .noPickle: "is a legacy row without a pickled session"
    case .broken: "is broken JSON"
    case .forged:
      "does not lead to the copy that is stored, so that one of them is forged or damaged; "
        + "the stored copy stays"
    case .otherSender: "names another sender than the copy that is stored; the stored copy stays"
    case .notComparable:
      "cannot be compared with the copy that is stored, which has another form; "
        + "the stored copy stays"
    case .notCompared:
      "cannot be compared with the copy that is stored without the system's cryptography; "
        + "the stored copy stays"
    }
  }

  /// Whether a stored copy stood against the entry.
  package var isConflict: Bool {
    switch self {
    case .forged, .otherSender, .notComparable, .notCompared: true
    default: false
    }
  }
}
