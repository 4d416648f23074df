/// The last calls of a process, in a ring.
struct CallLog {
  struct Entry {
    var number: Int
    var kind: CallKind
    var path: String
    var offset: UInt64
    var byteCount: Int
    var wasStruck: Bool
  }

  static let entryCountMax = 256

  private var ring: [Entry] = []
  private var next = 0

  mutating func append(_ entry: Entry) {
    if ring.count < Self.entryCountMax {
      ring.append(entry)
    } else {
      ring[next] = entry
      next = (next + 1) % Self.entryCountMax
    }
  }

  /// Oldest first.
  var records: [CallRecord] {
    (ring[next...] + ring[..<next]).map { entry in
      CallRecord(
        number: entry.number, kind: entry.kind, name: SimulatedDisk.split(entry.path).name,
        offset: entry.offset, byteCount: entry.byteCount, wasStruck: entry.wasStruck)
    }
  }
}
