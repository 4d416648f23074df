import Strandline

/// Damaged places, each counted once, as `doctor` sums them up.
struct Findings {
  private let findings: [DamageReport.Finding]

  init(_ all: [DamageReport.Finding]) {
    var seen: Set<[String]> = []
    findings = all.filter { finding in
      seen.insert([finding.kind.rawValue, finding.file, String(finding.offset)]).inserted
    }
  }

  var isEmpty: Bool { findings.isEmpty }

  private func all(_ kind: DamageReport.Finding.Kind) -> [DamageReport.Finding] {
    findings.filter { $0.kind == kind }
  }

  private func byteCount(_ kind: DamageReport.Finding.Kind) -> UInt64 {
    all(kind).reduce(0) { $0 &+ $1.byteCount }
  }

  var recordCount: Int { all(.record).count }
  var controlCount: Int { all(.control).count }
  var rangeByteCount: UInt64 { byteCount(.range) }
  var shortenedByteCount: UInt64 { byteCount(.shortened) }

  /// Runs, maps and watermarks that something is wrong with.
  var damagedIndexFiles: [String] {
    findings.map(\.file).filter { name in
      switch FileName(name)?.kind {
      case .run, .map, .watermarks: true
      case .segment, .manifest, nil: false
      }
    }
  }

  /// What cannot be read any more, in sentences.
  var losses: [String] {
    var losses: [String] = []
    if recordCount > 0 {
      losses.append(
        "\(Quantity.count(recordCount, "record")) whose name or payload cannot be read")
    }
    if rangeByteCount > 0 {
      losses.append("\(Quantity.bytes(rangeByteCount)) of the log in which no frame can be found")
    }
    if shortenedByteCount > 0 {
      losses.append("\(Quantity.bytes(shortenedByteCount)) that were durable and are missing")
    }
    let missing = all(.missingFile).count
    if missing > 0 { losses.append("\(Quantity.count(missing, "file")) that the manifest names") }
    return losses
  }
}

/// Words for a shell.
enum ShellWord {
  /// The word as it is, or in single quotation marks where the shell would take it apart.
  static func quoting(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
