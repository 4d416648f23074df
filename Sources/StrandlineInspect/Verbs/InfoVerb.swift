import Strandline

extension Verb {
  /// `strandline info`.
  static let info = Verb(
    name: "info", summary: "says what a store holds and how it is",
    operands: [.store], options: [.reveal, .json],
    details: "Exits with 65 when damage was found. Everything undamaged is served nevertheless.",
    example: "strandline info crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let path = arguments.operands[0]
    let information = try StoreAccess.reading(path, console, notesDamage: false) {
      (store) throws(StoreError) in
      try StoreInformation(of: store, at: path)
    }
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    if arguments.has(.json) {
      try console.output.write(information.json(&identifiers))
    } else {
      try console.output.write(information.text(&identifiers))
    }
    guard !information.damage.isEmpty else { return .success }
    console.note("the store is damaged in places; everything else is served")
    return .damage
  }
}
