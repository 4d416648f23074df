import Strandline

extension Verb {
  /// `strandline counts`.
  static let counts = Verb(
    name: "counts", summary: "counts the sessions, and those a backup version holds",
    operands: [.store], options: [.backup, .publicKey, .json],
    example: "strandline counts crypto.strandline --backup 4", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let version = try arguments.backupVersion()
    let counts = try StoreAccess.reading(arguments.operands[0], console) {
      (store) throws(StoreError) in try store.counts(for: version)
    }
    let pending = counts.total - counts.backedUp
    if arguments.has(.json) {
      var fields = [JSONOutput.Field(name: "total", value: .count(counts.total))]
      if let version {
        fields += [
          .init(name: "backed_up", value: .count(counts.backedUp)),
          .init(name: "pending", value: .count(pending)),
          .init(name: "backup", value: .backup(version)),
        ]
      }
      try console.output.write(JSONOutput.object(fields))
      return .success
    }
    try console.output.write("sessions   \(Quantity.count(counts.total))\n")
    guard version != nil else { return .success }
    try console.output.write("backed up  \(Quantity.count(counts.backedUp))\n")
    try console.output.write("pending    \(Quantity.count(pending))\n")
    return .success
  }
}

extension JSONOutput {
  /// A backup version: its text, and its public key or null.
  static func backup(_ version: BackupVersion) -> JSONOutput {
    let key: JSONOutput =
      version.publicKey.isEmpty ? .null : .text(Base64Text.encode(version.publicKey))
    return .fields(["version": .text(version.version), "public_key": key])
  }
}
