import Strandline

extension Verb {
  /// `strandline snapshot`.
  static let snapshot = Verb(
    name: "snapshot", summary: "makes a copy of a store, also while another process writes to it",
    operands: [.store], options: [.output.required, .json],
    details: """
      The copy is a store of its own, there whole or not at all, with the evidence of every backup
      version. Files that are never written again are linked where the file system can do that, and
      take no room of their own. A store of which a part is damaged is not copied: see `salvage`.
      """,
    example: "strandline snapshot crypto.strandline --output copy.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let source = arguments.operands[0]
    guard let output = arguments.value(.output) else { throw .usage("--output is missing") }
    let start = ContinuousClock.now
    try Interruptible.run("copying", console, ending: "the copy is whole, or there is none") {
      (_) throws(ToolFailure) in
      try NewCopy.make(of: source, at: output) { () throws(StoreError) in
        try SessionStore.copy(from: source, to: output)
      }
    }
    let (count, figures) = try StoreAccess.reading(output, console) {
      (store) throws(StoreError) in try (store.counts(for: nil).total, store.statistics())
    }
    let duration = ContinuousClock.now - start
    if arguments.has(.json) {
      try console.output.write(
        JSONOutput.fields([
          "output": .text(output), "sessions": .count(count),
          "file_count": .count(figures.fileCount),
          "byte_count_on_disk": .count(figures.byteCountOnDisk),
          "seconds": .number(Quantity.seconds(duration)),
        ]))
      return .success
    }
    try console.output.write(
      """
      copy      \(Printable.escaping(output))
      sessions  \(Quantity.count(count))
      on disk   \(Quantity.bytes(UInt64(max(0, figures.byteCountOnDisk)))) in \
      \(Quantity.count(figures.fileCount)) files
      took      \(Quantity.time(duration))

      """)
    return .success
  }
}
