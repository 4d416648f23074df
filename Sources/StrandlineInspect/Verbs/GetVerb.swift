import Strandline

extension OptionRule {
  static let getPayload = OptionRule(
    name: "--payload", value: nil,
    summary: "writes the payload's bytes and nothing else; with --json, adds them in base64")
  static let getBase64 = OptionRule(
    name: "--base64", value: nil, summary: "ROOM and SESSION are the base64 of the ids' bytes")
}

extension Verb {
  /// `strandline get`.
  static let get = Verb(
    name: "get", summary: "shows one session",
    operands: [.store, .room, .session],
    options: [.getPayload, .getBase64, .reveal, .json],
    example: "strandline get crypto.strandline '!room:example.org' SESSION-ID --payload > session",
    writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let key = try arguments.sessionKey()
    let isRaw = arguments.has(.getPayload) && !arguments.has(.json)
    if isRaw, console.output.isTerminal {
      throw .usage("a payload is no text for a terminal", hint: "redirect it, or add --json")
    }
    let found = try StoreAccess.reading(arguments.operands[0], console) {
      (store) throws(StoreError) in try store.session(key)
    }
    guard let record = found else { throw ToolFailure(.missing, "there is no such session") }
    if isRaw {
      try console.output.write(record.payload)
      return .success
    }
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    if arguments.has(.json) {
      var json = JSONOutput.session(record, &identifiers)
      if arguments.has(.getPayload), case .object(let fields) = json {
        let payload = JSONOutput.text(Base64Text.encode(record.payload))
        json = .object(fields + [.init(name: "payload", value: payload)])
      }
      try console.output.write(json)
      return .success
    }
    try console.output.write(
      """
      room              \(identifiers.roomText(record.key))
      session           \(identifiers.sessionText(record.key))
      first index       \(Quantity.count(Int(record.firstKnownIndex)))
      sender key        \(identifiers.senderText(record.senderKey))
      sender data kind  \(record.senderDataKind)
      payload           \(Quantity.bytes(UInt64(record.payload.count)))

      """)
    return .success
  }
}
