import Strandline

extension OptionRule {
  static let demoSessions = OptionRule(
    name: "--sessions", value: "N", summary: "how many sessions; 300000 where it is not given")
  static let demoPayload = OptionRule(
    name: "--payload", value: "BYTES", summary: "the size of a payload; 1081 where it is not given")
  static let demoAt = OptionRule(
    name: "--at", value: "PATH", summary: "makes the store there and keeps it")
  static let demoKeep = OptionRule(
    name: "--keep", value: nil, summary: "keeps the temporary store and says where it is")
}

extension Verb {
  /// `strandline demo`.
  static let demo = Verb(
    name: "demo", summary: "shows a backup, its reset and the way back on a store of its own",
    operands: [], options: [.demoSessions, .demoPayload, .demoAt, .demoKeep, .json],
    details: """
      Saves sessions in batches of 100, backs all of them up to version "1", resets, shows what is
      pending for version "2", and goes back to "1". For each step: time, bytes and syncs.
      """,
    example: "strandline demo --sessions 30000 --payload 3700", writes: true
  ) { (arguments, console) throws(ToolFailure) in
    let sessionCount = try arguments.integer(.demoSessions, in: 1...10_000_000, default: 300_000)
    // A batch of 100 stays below the engine's 16 MiB.
    let payload = try arguments.integer(.demoPayload, in: 0...100_000, default: 1081)
    // Given back last: an interrupted demonstration removes its store before the process ends.
    var signals = DeferredSignals()
    defer {
      console.endProgress()
      signals.release()
    }
    if let path = arguments.value(.demoAt) {
      try NewCopy.checkIsAbsent(path, option: "--at")
      try demonstrate(at: path, sessionCount, payload, arguments, console, signals, isKept: true)
      return .success
    }
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/store"
    let isKept = arguments.has(.demoKeep)
    do throws(ToolFailure) {
      try demonstrate(at: path, sessionCount, payload, arguments, console, signals, isKept: isKept)
    } catch {
      // There may be no store, and then there is nothing to keep.
      if !isKept || PathState(path).isFree { try directory.remove() }
      throw error
    }
    if isKept {
      console.note("the store is kept at \(path)")
    } else {
      try directory.remove()
    }
    return .success
  }

  private static func demonstrate(
    at path: String, _ sessionCount: Int, _ payloadByteCount: Int, _ arguments: Arguments,
    _ console: Console, _ signals: DeferredSignals, isKept: Bool
  ) throws(ToolFailure) {
    let (steps, byteCount) = try StoreAccess.creating(path, console) {
      (store) throws(ToolFailure) in
      var demonstration = Demonstration(
        store, sessionCount: sessionCount, console: console, signals: signals)
      do throws(ToolFailure) {
        try demonstration.run(payloadByteCount: payloadByteCount)
      } catch {
        if isKept { console.note("not finished; what there is of the store is kept at \(path)") }
        throw error
      }
      let statistics = try engine { () throws(StoreError) in try store.statistics() }
      return (demonstration.steps, statistics.byteCountOnDisk)
    }
    guard !arguments.has(.json) else {
      for step in steps { try console.output.write(step.json) }
      return
    }
    try console.output.write(DemoStep.table(steps))
    try console.output.write("\non disk: \(Quantity.bytes(UInt64(max(0, byteCount))))\n")
  }
}
