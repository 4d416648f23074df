import Strandline

extension OptionRule {
  static let upgradeDryRun = OptionRule(
    name: "--dry-run", value: nil, summary: "says what would be done, and changes nothing")
}

extension Verb {
  /// `strandline upgrade`.
  static let upgrade = Verb(
    name: "upgrade", summary: "says what bringing a store to the newest format would do",
    operands: [.store], options: [.upgradeDryRun.required, .json],
    details: """
      There is one format version so far, so that nothing is ever to be done, and --dry-run is all
      there is. A store that a newer version wrote is refused with 69 and the version it needs, also
      when only changing it needs that. Frames of kinds that a newer version added, and that may be
      passed over, are counted; they stay where they are.
      """,
    example: "strandline upgrade crypto.strandline --dry-run", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let path = arguments.operands[0]
    let files = try StoreFiles(path)
    for name in files.manifest?.entries.map(\.name) ?? [] {
      guard let header = try files.file(name)?.header, header.forbidsWriting else { continue }
      throw Self.readOnly(name, header, files)
    }
    let store = try InspectedStore(path)
    _ = try store.served()
    var skippedCount = 0
    try store.forEachFrame { (step) throws(ToolFailure) in
      if case .frame(let frame) = step, frame.segment.isNamed, frame.header.kind == nil {
        skippedCount += 1
      }
      return true
    }
    if arguments.has(.json) {
      try console.output.write(
        JSONOutput.fields([
          "path": .text(path), "format_version": .count(Int(FileHeader.formatVersion)),
          "newest_format_version": .count(Int(FileHeader.formatVersion)), "steps": .array([]),
          "skipped_frame_count": .count(skippedCount),
        ]))
    } else {
      try console.output.write(
        """
        format       \(FileHeader.formatVersion), the newest and only one
        to be done   nothing
        passed over  \(Quantity.count(skippedCount, "frame")) of kinds unknown to this version

        """)
    }
    store.noteDamage(console)
    return .success
  }

  private static func readOnly(
    _ name: FileName, _ header: FileHeader, _ files: StoreFiles
  ) -> ToolFailure {
    ToolFailure(
      .newerFormat,
      "\(files.path(of: name.text)): changing this store needs a newer version than this one, which "
        + "writes format version \(FileHeader.formatVersion) with read-only-compatible flags up to "
        + "\(FileHeader.knownReadOnlyCompatibleFlags); the file has "
        + "\(header.readOnlyCompatibleFlags)",
      hint: "reading verbs work; open it for writing with the version that wrote it")
  }
}
