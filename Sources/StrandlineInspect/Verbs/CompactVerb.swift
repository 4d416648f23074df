import Strandline

extension Verb {
  /// `strandline compact`.
  static let compact = Verb(
    name: "compact", summary: "gives the space back that replaced and deleted records take",
    operands: [.store], options: [.output, .json],
    details: """
      Rewrites the segments of which more than a fiftieth is dead. Only places change: sessions,
      revisions and evidence stay as they are. With --output the store is only read, without a lock,
      and a compacted copy of it is made at DIR. Interrupted, the store is as good as before and what
      was compacted so far stays so; of a copy nothing is left.
      """,
    example: "strandline compact crypto.strandline", writes: true
  ) { (arguments, console) throws(ToolFailure) in
    if let output = arguments.value(.output) {
      return try copyCompacted(to: output, arguments, console)
    }
    return try care("compacting", arguments, console) { (store, progress) throws(StoreError) in
      try store.compact(progress: progress)
    }
  }

  /// `strandline purge`.
  static let purge = Verb(
    name: "purge", summary: "rewrites the log so that nothing replaced or deleted is left in it",
    operands: [.store], options: [.json],
    details: """
      Not reached: copies and snapshots of the store, what a file system or a medium keeps of removed
      files, and segments that are damaged; those are named by `strandline info`.
      """,
    example: "strandline purge crypto.strandline", writes: true
  ) { (arguments, console) throws(ToolFailure) in
    try care("purging", arguments, console) { (store, progress) throws(StoreError) in
      try store.purge(progress: progress)
    }
  }

  private static func care(
    _ step: String, _ arguments: Arguments, _ console: Console,
    _ body: (SessionStore, @escaping (Double) -> Bool) throws(StoreError) -> Void
  ) throws(ToolFailure) -> ExitCode {
    let report = try Interruptible.run(
      step, console, ending: "the store is as good as before, what is done stays done"
    ) { (progress) throws(ToolFailure) in
      try StoreAccess.writing(arguments.operands[0], console) { (store) throws(ToolFailure) in
        let before = try engine { () throws(StoreError) in try store.statistics() }
        let cost = try Cost.measure(store) { () throws(ToolFailure) in
          try engine { () throws(StoreError) in try body(store, progress) }
        }.cost
        let after = try engine { () throws(StoreError) in try store.statistics() }
        return CareReport(before, after, cost)
      }
    }
    try report.write(to: console, asJSON: arguments.has(.json))
    return .success
  }

  private static func copyCompacted(
    to output: String, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    let source = arguments.operands[0]
    let start = ContinuousClock.now
    try Interruptible.run("compacting the copy", console, ending: "there is no copy") {
      (progress) throws(ToolFailure) in
      try NewCopy.make(of: source, at: output) { () throws(StoreError) in
        try SessionStore.copy(from: source, to: output, isCompacted: true, progress: progress)
      }
    }
    let (before, after) = (
      try figures(of: source, console), try figures(of: output, console)
    )
    let report = CareReport(before, after, Cost(duration: ContinuousClock.now - start))
    try report.write(to: console, asJSON: arguments.has(.json), output: output)
    return .success
  }

  private static func figures(
    of path: String, _ console: Console
  ) throws(ToolFailure) -> StoreStatistics {
    try StoreAccess.reading(path, console, notesDamage: false) { (store) throws(StoreError) in
      try store.statistics()
    }
  }
}

/// What a compaction came to.
private struct CareReport {
  let before: StoreStatistics
  let after: StoreStatistics
  let cost: Cost

  init(_ before: StoreStatistics, _ after: StoreStatistics, _ cost: Cost) {
    self.before = before
    self.after = after
    self.cost = cost
  }

  func write(
    to console: Console, asJSON: Bool, output: String? = nil
  ) throws(ToolFailure) {
    if asJSON {
      var fields = [
        JSONOutput.Field(name: "byte_count_before", value: .count(before.byteCountOnDisk)),
        .init(name: "byte_count_on_disk", value: .count(after.byteCountOnDisk)),
        .init(name: "segment_count_before", value: .count(before.segmentCount)),
        .init(name: "segment_count", value: .count(after.segmentCount)),
      ]
      if let output {
        fields += [
          .init(name: "output", value: .text(output)),
          .init(name: "seconds", value: .number(Quantity.seconds(cost.duration))),
        ]
      } else {
        fields += cost.fields
      }
      return try console.output.write(JSONOutput.object(fields))
    }
    let took = output == nil ? cost.text : Quantity.time(cost.duration)
    try console.output.write(
      """
      before  \(line(before))
      \(output == nil ? "after " : "copy  ")  \(line(after))
      took    \(took)

      """)
  }

  private func line(_ figures: StoreStatistics) -> String {
    "\(Quantity.bytes(UInt64(max(0, figures.byteCountOnDisk)))), "
      + Quantity.count(figures.segmentCount, "segment")
  }
}
