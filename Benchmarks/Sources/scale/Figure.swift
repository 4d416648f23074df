/// A figure of one store; the raw value is its name in JSON and between processes.
enum Figure: String, CaseIterable {
  case sessions, fillSeconds
  case openMilliseconds, openMinMilliseconds, openMaxMilliseconds, lookupMilliseconds
  case killedOpenMilliseconds
  case openMemoryMebibytes, memoryMebibytes
  case hitP50Microseconds, hitP99Microseconds, floorMicroseconds
  case missP50Microseconds, missP99Microseconds
  case firstPageMilliseconds, middlePageMilliseconds, countsNanoseconds, resetMilliseconds
  case diskByteCount, segmentByteCount, mapByteCount, runByteCount, watermarksByteCount
  case manifestByteCount, otherByteCount, diskByteCountPerSession, indexByteCountPerSession
  case updateByteCount, updateRatio

  /// What stands in the first column of the table.
  var title: String {
    switch self {
    case .sessions: "sessions"
    case .fillSeconds: "fill, s"
    case .openMilliseconds: "open after a close, ms: median"
    case .openMinMilliseconds: "  min"
    case .openMaxMilliseconds: "  max"
    case .lookupMilliseconds: "  first lookup after it"
    case .killedOpenMilliseconds: "open after a kill, ms: median"
    case .openMemoryMebibytes: "memory after open, MiB"
    case .memoryMebibytes: "  and after 100,000 gets"
    case .hitP50Microseconds: "get, there, us: p50"
    case .hitP99Microseconds: "  p99"
    case .floorMicroseconds: "  three plain reads at random, us: p50"
    case .missP50Microseconds: "get, not there, us: p50"
    case .missP99Microseconds: "  p99"
    case .firstPageMilliseconds: "pending page of 100, ms: first"
    case .middlePageMilliseconds: "  in the middle"
    case .countsNanoseconds: "counts, ns"
    case .resetMilliseconds: "reset, ms: median of 20"
    case .diskByteCount: "bytes on disk"
    case .segmentByteCount: "  segment"
    case .mapByteCount: "  map"
    case .runByteCount: "  run"
    case .watermarksByteCount: "  watermarks"
    case .manifestByteCount: "  manifest"
    case .otherByteCount: "  other"
    case .diskByteCountPerSession: "  for each session"
    case .indexByteCountPerSession: "index bytes for each session"
    case .updateByteCount: "bytes written for an update"
    case .updateRatio: "  by the record's size"
    }
  }

  /// What is wanted, for the table's last column.
  var wanted: String {
    switch self {
    case .openMilliseconds: "<= 10 at 10,000,000; <= 3 x the one at 100,000"
    case .killedOpenMilliseconds: "<= 300"
    case .memoryMebibytes: "<= 16; <= 6 with the options of an extension"
    case .hitP50Microseconds: "at 10,000,000 <= 3 x the one at 10,000"
    case .indexByteCountPerSession: "<= 64"
    case .updateRatio: "<= 3"
    default: ""
    }
  }

  /// Decimals in the table.
  var decimalCount: Int {
    let name = rawValue
    if name.hasSuffix("PerSession") || name == "updateByteCount" || name == "fillSeconds" {
      return 1
    }
    if name.hasSuffix("ByteCount") || name == "sessions" || name.hasSuffix("Nanoseconds") {
      return 0
    }
    return name.hasSuffix("Milliseconds") ? 3 : 2
  }
}
