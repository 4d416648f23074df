// Leases.
extension CommitDecider {
  mutating func lease(
    _ name: [UInt8], _ holder: [UInt8], _ milliseconds: UInt32
  ) throws(StoreError) -> UInt64? {
    let frameName = FrameName(first: name, second: holder)
    let hash = state.hash.hash(.lease, name)
    let source = source
    let monotonic = clock.monotonicMilliseconds()
    let found = try state.find(frameName, .lease, hash: hash, reading: source) {
      (_, _) throws(StoreError) in
    }
    var stored: LeaseDecision.Stored?
    if let found {
      stored = try source.withFrame(at: found.place, revision: found.revision) {
        frame throws(StoreError) -> LeaseDecision.Stored? in
        guard frame.checkBody() == .intact, let stored = frame.name(),
          let body = try? unsafe LeaseBody(decoding: frame.payload)
        else { return nil }
        let taken = leaseTimes.first { $0.name == name && $0.generation == body.generation }
        return LeaseDecision.Stored(
          holder: stored.second, body: body, elapsed: taken.map { monotonic - $0.monotonic })
      }
    }
    let now = clock.wallMilliseconds()
    guard let generation = LeaseDecision.decide(stored, holder: holder, now: now) else {
      return nil
    }
    let body = LeaseBody(generation: generation, takenAt: now, milliseconds: milliseconds)
    try put(.lease, frameName, body.array(), hash: hash)
    leaseTimes.removeAll { $0.name == name }
    leaseTimes.append(LeaseTime(name: name, generation: generation, monotonic: monotonic))
    return generation
  }
}
