import Foundation
import Strandline
import StrandlineTestSupport

/// What is in a store, as lines that can be compared: from the engine, or from the reader.
struct StoreAnswer: Equatable {
  var sessions: [String] = []
  var counts: [String] = []
  var neighbours: [String] = []
  /// Damaged places; in no order.
  var damage: Set<String> = []
  var ends: [String] = []

  /// Lines of one and not of the other.
  func differences(from other: StoreAnswer) -> [String] {
    let (mine, others) = (Set(lines), Set(other.lines))
    return mine.subtracting(others).map { "- " + $0 }.sorted()
      + others.subtracting(mine).map { "+ " + $0 }.sorted()
  }

  private var lines: [String] { sessions + counts + neighbours + damage.sorted() + ends }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func hex(_ key: SessionKey) -> [String] { [hex(key.room), hex(key.session)] }
}

extension StoreAnswer {
  /// What the engine says: an open store, asked for everything.
  ///
  /// - Parameters:
  ///   - store: the store.
  ///   - names: the settings that it may have.
  ///   - rooms: those it may have withheld information of.
  /// - Throws: what the store throws where all of it cannot be read.
  init(_ store: SessionStore, names: [String], rooms: [String]) throws {
    var cursor = try store.sessions()
    var records: [SessionRecord] = []
    while let record = try cursor.next() { records.append(record) }
    sessions = records.map { record in
      "\(Self.hex(record.key)) from \(Self.hex(record.senderKey)) \(record.senderDataKind)"
        + " index \(record.firstKnownIndex) payload \(Self.hex(record.payload))"
    }.sorted()
    counts = ["total \(try store.counts(for: nil).total)"]
    for state in try store.backupVersions() {
      let version = state.version
      let name = [Self.hex(Array(version.version.utf8)), Self.hex(version.publicKey)]
      counts.append("version \(name) watermark \(state.watermark.rawValue)")
      counts += try Self.held(version, "\(name)", store)
    }
    counts += try Self.held(BackupVersion("never seen"), "a version never seen", store)
    for name in names {
      guard let value = try Self.unlessDamaged({ try store.setting(name) }) else { continue }
      neighbours.append("setting \(Self.hex(Array(name.utf8))) \(Self.hex(value))")
    }
    for room in rooms {
      let found = try Self.unlessDamaged { try store.withheld(inRoom: Array(room.utf8)) }
      for (key, info) in found ?? [] {
        neighbours.append("withheld \(Self.hex(key)) \(Self.hex(info))")
      }
    }
    neighbours.sort()
    let report = store.damageReport
    let found = report.findings + (try store.verify(.full).findings)
    damage = Self.lines(found)
    ends = [
      "evidence dropped \(report.evidenceDropped)", "torn \(report.tornByteCount)",
      "reordered \(report.reorderedCommitCount)", "unknown \(report.unknownFiles.sorted())",
    ]
  }

  /// What is damaged is an error to who asks for it, and no line.
  private static func unlessDamaged<Value>(_ body: () throws -> Value?) throws -> Value? {
    do {
      return try body()
    } catch let error as StoreError where error.code == .corrupt {
      return nil
    }
  }

  private static func held(
    _ version: BackupVersion, _ name: String, _ store: SessionStore
  ) throws -> [String] {
    let batch = try store.pending(for: version, limit: 100_000)
    let pending = zip(batch.sessions, batch.revisions).map { "\(hex($0.key)) \($1.rawValue)" }
    let skipped = batch.skipped.map { "\(hex($0))" }
    return [
      "\(name) holds \(try store.counts(for: version).backedUp)",
      "\(name) lacks \(pending)", "\(name) skips \(skipped)",
    ]
  }

  private static func lines(_ findings: [DamageReport.Finding]) -> Set<String> {
    var places = DamagedPlaces()
    for finding in findings where finding.kind != .index && finding.kind != .evidence {
      places.add(
        finding.kind.rawValue, finding.file, finding.offset, finding.byteCount,
        finding.key.map(hex))
    }
    return places.lines
  }
}

/// What was found damaged, each place once: whoever met it knew more or less of it.
struct DamagedPlaces {
  private struct Place: Hashable {
    var kind: String
    var file: String
    var offset: UInt64
  }
  private var byteCounts: [Place: UInt64] = [:]
  private var keys: [Place: [String]] = [:]
  /// Units of eight bytes without frames: one range for one reader can be two for another.
  private var ranges: [String: Set<UInt64>] = [:]

  mutating func add(
    _ kind: String, _ file: String, _ offset: UInt64, _ byteCount: UInt64, _ key: [String]?
  ) {
    if kind == "range" {
      ranges[file, default: []].formUnion(offset / 8..<(offset + byteCount) / 8)
      return
    }
    // Of a file whose headers are bad it is said in one piece or in two.
    let place = Place(kind: kind, file: file, offset: kind == "file" ? 0 : offset)
    byteCounts[place] = kind == "file" ? 0 : max(byteCount, byteCounts[place] ?? 0)
    keys[place] = key ?? keys[place]
  }

  var lines: Set<String> {
    let damaged = byteCounts.map { place, byteCount in
      "\(place.kind) in \(place.file) at \(place.offset) of \(byteCount): \(keys[place] ?? [])"
    }
    let bare = ranges.filter { !$0.value.isEmpty }.map { file, units in
      "no frames in \(file) at \(units.sorted().map { $0 * 8 })"
    }
    return Set(damaged + bare)
  }
}

extension StoreAnswer {
  /// What the reader says.
  ///
  /// - Parameters:
  ///   - result: what it printed.
  ///   - durableOnly: whether what is pending ends at the last promise, as it does for readers
  ///     without the lock.
  init(_ result: ReferenceReader.Result, durableOnly: Bool) {
    let durable = result.lines.lazy.compactMap(\.durableRevision).first ?? 0
    let limit = durableOnly ? durable : .max
    var places = DamagedPlaces()
    for line in result.lines {
      if let kind = line.damage {
        places.add(kind, line.file ?? "", line.offset ?? 0, line.byteCount ?? 0, line.session)
      } else if let key = line.session {
        sessions.append(
          "\(key) from \(line.senderKey ?? "") \(line.senderDataKind ?? 0)"
            + " index \(line.firstKnownIndex ?? 0) payload \(line.payload ?? "")")
      } else if let total = line.total {
        counts.append("total \(total)")
      } else if line.backedUp != nil {
        counts += Self.held(line, through: limit)
      } else if let name = line.setting {
        neighbours.append("setting \(name) \(line.value ?? "")")
      } else if let key = line.withheld {
        neighbours.append("withheld \(key) \(line.info ?? "")")
      } else if let dropped = line.evidenceDropped {
        ends = [
          "evidence dropped \(dropped)", "torn \(line.tornByteCount ?? 0)",
          "reordered \(line.reorderedCommitCount ?? 0)", "unknown \(line.unknownFiles ?? [])",
        ]
      }
    }
    damage = places.lines
    sessions.sort()
    neighbours.sort()
  }

  private static func held(_ line: ReferenceReader.Line, through limit: UInt64) -> [String] {
    var name = "a version never seen"
    var lines: [String] = []
    if let version = line.version {
      name = "\([version, line.publicKey ?? ""])"
      lines = ["version \(name) watermark \(line.watermark ?? 0)"]
    }
    let pending = zip(line.pending ?? [], line.revisions ?? []).filter { $1 <= limit }
    let skipped = zip(line.skipped ?? [], line.skippedRevisions ?? []).filter { $1 <= limit }
    return lines + [
      "\(name) holds \(line.backedUp ?? 0)",
      "\(name) lacks \(pending.map { "\($0) \($1)" })",
      "\(name) skips \(skipped.map { "\($0.0)" })",
    ]
  }
}
