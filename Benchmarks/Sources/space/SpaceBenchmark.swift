import BenchmarkSupport
import Strandline

/// How many bytes on disk a byte of the host's takes after plain ingestion.
@main
enum SpaceBenchmark {
  private static let program = BenchmarkProgram(
    "space", summary: "compares the bytes on disk with the bytes that were saved",
    options: [
      .init("--sessions", "sessions in the store; 300000 by default"),
      .init("--payload", "bytes of a payload; 1081 by default"),
      .init("--options", "options of the store; default by default", value: "NAME"),
      .init("--directory", "where the store is made; TMPDIR or /var/tmp", value: "DIR"),
    ])

  static func main() { program.run { options in try measure(options) } }

  private static func measure(_ options: CommandLineOptions) throws {
    let sessionCount = try options.number("--sessions", default: 300_000)
    let payload = try options.number("--payload", default: 1_081, minimum: 0)
    let storeOptions = try Options.preset(named: options.text("--options") ?? "default")
    let workspace = try Workspace(in: options.text("--directory"))
    defer { workspace.remove() }

    let path = "\(workspace.path)/store"
    Log.line("filling a store with \(sessionCount) sessions of \(payload) B")
    let store = try SessionStore.open(at: path, options: storeOptions)
    try store.fill(sessionCount: sessionCount, payloadByteCount: payload, seed: 1) { _ in }
    try store.close()

    let series = SessionSeries(payloadByteCount: payload, seed: 1)
    let disk = try StoreFiles(at: path).byteCount
    // The sender key that every record has counts as the store's own, which is the stricter view.
    let saved = sessionCount * (series.nameByteCount + payload)
    print("\(sessionCount) sessions of \(payload) B, saved in batches of 100")
    print("bytes of names and payloads: \(saved)")
    print("bytes on disk after a close: \(disk)")
    let overhead = Words.decimals(Double(disk - saved) / Double(sessionCount), 1)
    print("beyond them, for each session: \(overhead)")
    print(Bar("on disk by saved", Double(disk) / Double(saved), atMost: 1.2, decimals: 3).line)
  }
}
