import Strandline

/// Prints room ids, session ids and sender keys: as they are with `--reveal`, else as numbers.
///
/// The numbers count what one command shows, in the order in which it is first shown. They say
/// which rows belong to one room and nothing else; a hash would let anybody who knows a room id
/// look for it.
struct IdentifierPrinter {
  private enum Kind: Hashable { case room, session, sender, name }
  private struct Name: Hashable {
    let kind: Kind
    let bytes: [UInt8]
  }

  let reveals: Bool
  private var numbers: [Name: Int] = [:]
  private var last: [Kind: Int] = [:]

  init(reveals: Bool) { self.reveals = reveals }

  mutating func room(_ key: SessionKey) -> JSONOutput { json(.room, key.room) }
  mutating func session(_ key: SessionKey) -> JSONOutput { json(.session, key.session) }

  /// The name of a setting or a lease.
  mutating func name(_ name: [UInt8]) -> JSONOutput { json(.name, name) }

  /// A sender key is no text: base64, or null where there is none.
  mutating func sender(_ senderKey: [UInt8]) -> JSONOutput {
    guard !senderKey.isEmpty else { return .null }
    guard reveals else { return redacted(.sender, senderKey) }
    return .text(Base64Text.encode(senderKey))
  }

  mutating func roomText(_ key: SessionKey) -> String { text(.room, key.room) }
  mutating func sessionText(_ key: SessionKey) -> String { text(.session, key.session) }

  mutating func senderText(_ senderKey: [UInt8]) -> String {
    guard !senderKey.isEmpty else { return "none" }
    return reveals ? Base64Text.encode(senderKey) : text(.sender, senderKey)
  }

  private mutating func json(_ kind: Kind, _ id: [UInt8]) -> JSONOutput {
    reveals ? .bytes(id) : redacted(kind, id)
  }

  private mutating func redacted(_ kind: Kind, _ id: [UInt8]) -> JSONOutput {
    .fields(["redacted": .count(number(kind, id)), "byte_count": .count(id.count)])
  }

  private mutating func text(_ kind: Kind, _ id: [UInt8]) -> String {
    guard reveals else { return "#\(number(kind, id)) (\(id.count) B)" }
    guard let text = String(validating: id, as: UTF8.self) else {
      return "base64:" + Base64Text.encode(id)
    }
    return Printable.escaping(text)
  }

  private mutating func number(_ kind: Kind, _ id: [UInt8]) -> Int {
    let name = Name(kind: kind, bytes: id)
    if let number = numbers[name] { return number }
    let number = last[kind, default: 0] + 1
    last[kind] = number
    numbers[name] = number
    return number
  }
}
