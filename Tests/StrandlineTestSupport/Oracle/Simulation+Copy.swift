import Strandline

/// Copies of the store.
extension Simulation {
  func snapshot() throws {
    copyCount += 1
    let path = Self.path + "-copy-\(copyCount)"
    let states = expectations.lines.map(\.present)
    let struckFaultCount = process.struckFaultCount
    do {
      try store.snapshot(to: path)
    } catch {
      try failed("snapshot", error) { (_: ModelStore) in [] }
      if process.hasStopped { struckCopy = (path, states) }
      guard process.hasStopped || process.struckFaultCount > struckFaultCount || !isThere(path)
      else { throw Violation(.copy, "a failed snapshot left something: \(error)") }
      return
    }
    syncSucceeded()
    try withCopy(path) { copy, seen in
      // With the effect of an earlier call unknown, it tells what that was.
      try expectations.check(.copy) { line in
        seen.matches(line.present) ? nil : { seen.difference(from: line.present) ?? "nothing" }
      }
      try truth.check(seen)
      try refuseInStore(copy)
    }
  }

  /// A copy whose making was struck is there whole or not at all.
  func checkStruckCopy(_ path: String, _ states: [ModelStore]) throws {
    struckCopy = nil
    guard isThere(path) else { return }
    try withCopy(path) { _, seen in
      guard !states.contains(where: { seen.matches($0) }) else { return }
      throw Violation(
        .copy, "half a copy: " + (seen.difference(from: states[0]) ?? "nothing differs"))
    }
  }

  private func isThere(_ path: String) -> Bool {
    let visitor = disk.process()
    defer { disk.kill(visitor) }
    return (try? visitor.kind(of: path)) != nil
  }

  /// Opens a copy as a process of its own, to which neither faults nor a full disk happen; removes
  /// it in the end.
  private func withCopy(_ path: String, _ body: (SessionStore, Observation) throws -> Void) throws {
    let capacity = disk.capacity
    disk.capacity = nil
    let visitor = disk.process()
    defer {
      disk.kill(visitor)
      disk.capacity = capacity
    }
    do {
      let copy = try SessionStore.open(
        at: path, options: options(),
        environment: Self.environment(plan, visitor, SimulatedScheduler(), seed: random.next()))
      try refuse(in: copy)
      let seen = try Observation(copy, pageLimit: 2)
      guard copy.damageReport.isEmpty else {
        throw Violation(.copy, "damage in a copy: \(copy.damageReport.findings)")
      }
      try check(try copy.verify(.full), of: path)
      try body(copy, seen)
      try copy.close()
      for name in try visitor.list(path) { try visitor.unlink(path + "/" + name) }
      try visitor.removeDirectory(path)
    } catch let error as StoreError {
      throw Violation(.copy, "a copy threw \(error)")
    }
  }

  /// What the store handed out acknowledges nothing in the copy.
  private func refuse(in copy: SessionStore) throws {
    for page in held {
      let result = try copy.acknowledge(page.batch)
      guard result.forgotten, result.recorded == 0 else {
        throw Violation(.copy, "a page of the store gave \(result) in a copy")
      }
    }
  }

  /// What the copy hands out acknowledges nothing in the store.
  private func refuseInStore(_ copy: SessionStore) throws {
    guard !isTroubled, !process.hasStopped else { return }
    let version = OperationGenerator.versions[copyCount % OperationGenerator.versions.count]
    let batch = try copy.pending(for: version, limit: 3)
    do {
      let result = try store.acknowledge(batch)
      guard batch.isEmpty || (result.forgotten && result.recorded == 0) else {
        throw Violation(.copy, "a page of a copy gave \(result) in the store")
      }
    } catch let error as StoreError {
      try failed("acknowledge", error) { (_: ModelStore) in [] }
    }
  }
}
