import Strandline

extension OptionRule {
  static let importPassphrase = OptionRule(
    name: "--passphrase-file", value: "FILE",
    summary: "a file that holds the passphrase; without it the terminal is asked")
  static let importBackedUpTo = OptionRule(
    name: "--backed-up-to", value: "VERSION",
    summary: "a backup version that holds these sessions already")
}

extension Verb {
  /// `strandline import`.
  static let importSessions = Verb(
    name: "import", summary: "imports room keys or an older store's rows, and creates the store",
    operands: [
      .store,
      Operand(name: "FILE", summary: "what to import; - is stdin", repeats: true),
    ],
    options: [.importPassphrase, .importBackedUpTo, .publicKey, .json],
    details: """
      Takes a room-key export as Matrix clients write it, the same decrypted (a JSON array), or JSON
      lines of an older store's rows with needs_backup and backed_up_to; which of them a file is,
      is seen from what is in it. An encrypted file is authenticated before anything of it is
      stored. A copy that opens earlier messages than the stored one replaces it only if it leads to
      it. Entries that are refused are named by their number, and the rest is imported; 65 says that
      a file was unusable as a whole.
      """,
    example: "strandline import crypto.strandline element-keys.txt --passphrase-file secret.txt",
    writes: true
  ) { (arguments, console) throws(ToolFailure) in
    try importFiles(arguments, console, libraryNames: SystemCryptography.libraryNames)
  }

  /// The verb, with libcrypto looked for under other names than usual if need be.
  package static func importFiles(
    _ arguments: Arguments, _ console: Console, libraryNames: [String]
  ) throws(ToolFailure) -> ExitCode {
    let version = try arguments.backupVersion(.importBackedUpTo)
    // Everything that can be seen to be wrong is seen before there is a store.
    var files: [ImportFile] = []
    for path in arguments.operands.dropFirst() { files.append(try ImportFile(path, console)) }
    let secret = try arguments.value(.importPassphrase).map { (path) throws(ToolFailure) in
      try Passphrase.contents(of: path)
    }
    var sources: [ImportSource] = []
    for file in files {
      sources.append(try ImportSource(file, secret, console, libraryNames: libraryNames))
    }
    var signals = DeferredSignals()
    for file in files { file.source.signals = signals }
    defer {
      console.endProgress()
      signals.release()
    }
    let reports = try StoreAccess.creating(arguments.operands[0], console) {
      (store) throws(ToolFailure) in
      var sessions = SessionImport(
        store, backedUpTo: version, console, signals, libraryNames: libraryNames)
      var reports: [ImportReport] = []
      for source in sources { reports.append(try source.run(&sessions)) }
      return reports
    }
    for report in reports {
      if arguments.has(.json) {
        try console.output.write(report.json)
      } else {
        try console.output.write(report.text)
      }
    }
    return reports.allSatisfy(\.isUsable) ? .success : .damage
  }
}

/// A file that is ready to be read, its key found if it needs one.
private struct ImportSource {
  private let file: ImportFile
  private let unlocked: (keys: EncryptedExport.Keys, system: SystemCryptography)?

  init(
    _ file: ImportFile, _ secret: [UInt8]?, _ console: Console, libraryNames: [String]
  ) throws(ToolFailure) {
    self.file = file
    guard case .encrypted(let export) = file.kind else {
      unlocked = nil
      return
    }
    // Looked for first: nobody is to type a passphrase for nothing.
    let system = try SystemCryptography(libraryNames: libraryNames)
    let keys: EncryptedExport.Keys
    if let secret {
      keys = try export.unlock(secret, system, console)
    } else {
      keys = try export.unlock(Passphrase.ask(for: file.name), system, console)
    }
    console.endProgress()
    unlocked = (keys, system)
  }

  func run(_ sessions: inout SessionImport) throws(ToolFailure) -> ImportReport {
    var report = ImportReport(file)
    switch file.kind {
    case .encrypted(let export):
      guard let unlocked else { throw ToolFailure(.bug, "an export was not unlocked") }
      try sessions.array(export.plaintext(unlocked.keys, unlocked.system), &report)
    case .array: try sessions.array(file.source, &report)
    case .lines: try sessions.lines(file.source, &report)
    }
    return report
  }
}
