import Strandline

/// Compaction and verification.
extension Simulation {
  func compact(purges: Bool, stepCountMax: Int?, meanwhile: [Operation]) throws {
    var waiting = meanwhile[...]
    var failure: (any Error)?
    var stepCount = 0
    let progress = { (_: Double) -> Bool in
      stepCount += 1
      if let stepCountMax, stepCount > stepCountMax { return false }
      let operations = waiting.prefix(1 + meanwhile.count / 8)
      waiting = waiting.dropFirst(operations.count)
      do {
        for operation in operations {
          try self.perform(operation)
          try self.ruleOutPasts()
        }
      } catch {
        failure = error
      }
      return failure == nil
    }
    do {
      try purges ? store.purge(progress: progress) : store.compact(progress: progress)
      if let failure { throw failure }
      // It makes durable what was there before its last look for something to do.
      if meanwhile.isEmpty { syncSucceeded() }
    } catch let error as StoreError {
      if let failure { throw failure }
      if stepCountMax != nil, error.code == .cancelled { return }
      try failed(purges ? "purge" : "compact", error) { (_: ModelStore) in [] }
    }
  }

  func verify() throws {
    // Damage that was found is damage to a verification, too.
    guard !process.hasStopped, store.damageReport.isEmpty else { return }
    do {
      let report = try store.verify(.full)
      syncSucceeded()
      try check(report, of: Self.path)
    } catch let error as StoreError {
      try failed("verify", error) { (_: ModelStore) in [] }
    }
  }

  /// Nothing is wrong, and every byte of every file is in one class.
  func check(_ report: VerifyReport, of path: String) throws(Violation) {
    // The manifest before the one that counts is kept, as it is.
    let findings = report.findings.filter { !damagedFiles.contains($0.file) }
    guard findings.isEmpty else { throw Violation(.verification, "\(path): \(findings)") }
    for file in report.files {
      let sum = file.byteCounts.values.reduce(0, +)
      guard sum == file.byteCount, file.damaged.isEmpty || damagedFiles.contains(file.name) else {
        throw Violation(
          .verification, "\(path)/\(file.name): \(sum) of \(file.byteCount) bytes accounted for")
      }
    }
    let names = Set(report.files.map(\.name))
    let missed = disk.listFiles(path).filter { !names.contains($0) }
    guard missed.isEmpty else {
      throw Violation(.verification, "\(path): nothing is said of \(missed)")
    }
  }
}
