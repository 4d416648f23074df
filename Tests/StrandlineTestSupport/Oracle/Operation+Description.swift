import Strandline

extension Operation: CustomStringConvertible {
  package var description: String {
    switch self {
    case .save(let records, let version, let policy, let durability):
      "save \(records.map(text).joined(separator: " + "))\(into(version)) .\(policy) .\(durability)"
    case .together(let records, let durability):
      "together \(records.map(text).joined(separator: " | ")) .\(durability)"
    case .delete(let keys, let durability):
      "delete \(keys.map(name).joined(separator: ", ")) .\(durability)"
    case .commit(let steps, let durability):
      "commit [\(steps.map(text).joined(separator: "; "))] .\(durability)"
    case .importLegacy(let sessions, let version, let durability):
      "importLegacy "
        + sessions.map { text($0.record) + ($0.needsBackup ? " needed" : " clean") }
        .joined(separator: " + ") + "\(into(version)) .\(durability)"
    case .hold(let version, let limit): "hold \(name(version)) limit \(limit)"
    case .interruptedHold(let version, let limit, let meanwhile):
      "hold \(name(version)) limit \(limit)" + during(meanwhile)
    case .acknowledgeHeld(let place): "acknowledge held \(place)"
    case .acknowledge(let uploads, let version):
      "acknowledge "
        + uploads.map { "\(name($0.key))@\($0.firstKnownIndex)" }.joined(separator: ", ")
        + into(version)
    case .reset: "reset"
    case .forget(let version): "forget \(name(version))"
    case .set(let setting, let value): "set \(setting) \(value.map { "\($0.count) B" } ?? "nil")"
    case .flush: "flush"
    case .read(let key): "read \(name(key))"
    case .compare: "compare"
    case .look: "look"
    case .compact(let purges, let steps, let meanwhile):
      (purges ? "purge" : "compact") + (steps.map { ", cancelled after \($0) steps" } ?? "")
        + during(meanwhile)
    case .snapshot: "snapshot"
    case .verify: "verify"
    case .lose(let damage): "lose \(damage)"
    case .background(let steps): "background \(steps)"
    case .reopen: "reopen"
    case .restart: "restart"
    case .kill: "kill"
    case .powerCut(let image): "power cut, image \(image)"
    case .crash(let calls, let moment, let image, let recoveryCall):
      "crash .\(moment) \(calls) calls later, \(image.map { "image \($0)" } ?? "process only")"
        + (recoveryCall.map { ", and at call \($0) of the recovery" } ?? "")
    case .fault(let fault): "fault \(fault)"
    case .fill(let byteCount): "fill, leaving \(byteCount) B"
    case .heal: "heal"
    case .settle: "settle"
    case .damage(let damage): "damage \(damage)"
    }
  }
}

private func during(_ operations: [Operation]) -> String {
  operations.isEmpty ? "" : ", meanwhile [\(operations.map(\.description).joined(separator: "; "))]"
}

func name(_ key: SessionKey) -> String {
  String(decoding: key.room, as: UTF8.self) + "/" + String(decoding: key.session, as: UTF8.self)
}

func name(_ version: BackupVersion) -> String {
  "v\(version.version)" + (version.publicKey.isEmpty ? "" : "+key\(version.publicKey)")
}

func text(_ record: SessionRecord) -> String {
  var hash: UInt16 = 0
  for byte in record.payload { hash = hash &* 31 &+ UInt16(byte) }
  return "\(name(record.key))@\(record.firstKnownIndex)"
    + "(\(record.payload.count) B #\(hash), kind \(record.senderDataKind))"
}

private func into(_ version: BackupVersion?) -> String { version.map { " in \(name($0))" } ?? "" }

private func text(_ step: ModelStore.BatchStep) -> String {
  switch step {
  case .save(let record, let version, let policy):
    "save \(text(record))\(into(version)) .\(policy)"
  case .delete(let key): "delete \(name(key))"
  case .set(let setting, let value): "set \(setting) \(value.map { "\($0.count) B" } ?? "nil")"
  case .withhold(let key, let info):
    "withhold \(name(key)) \(info.map { "\($0.count) B" } ?? "nil")"
  }
}
