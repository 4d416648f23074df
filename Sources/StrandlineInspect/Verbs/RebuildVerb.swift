import Strandline

extension Verb {
  /// `strandline rebuild`.
  static let rebuild = Verb(
    name: "rebuild", summary: "computes the index files anew from the log",
    operands: [.store], options: [.json],
    details: """
      The store does so by itself when it meets a damaged index file. Sessions and evidence are not
      touched; the new files are whole on the disk before they count, so that a crash leaves the old
      or the new ones. Takes time and memory by the number of sessions, and cannot be interrupted.
      """,
    example: "strandline rebuild crypto.strandline", writes: true
  ) { (arguments, console) throws(ToolFailure) in
    let (files, cost) = try Interruptible.run(
      "rebuilding", console, ending: "the index files are whole"
    ) { (_) throws(ToolFailure) in
      try StoreAccess.writing(arguments.operands[0], console) { (store) throws(ToolFailure) in
        try Cost.measure(store) { () throws(ToolFailure) in
          try engine { () throws(StoreError) in try store.rebuildIndex() }
        }
      }
    }
    if arguments.has(.json) {
      let names = JSONOutput.array(files.sorted().map { .text($0) })
      let fields = [JSONOutput.Field(name: "index_files", value: names)] + cost.fields
      try console.output.write(JSONOutput.object(fields))
      return .success
    }
    let made = files.isEmpty ? "nothing lives, so there is nothing to index" : "index files:"
    try console.output.write(
      ([made] + files.sorted().map { "  \($0)" } + [cost.text]).joined(separator: "\n") + "\n")
    return .success
  }
}
