// Group commit: callers queue, one of them leads.
extension StoreCore {
  /// Bytes a leader takes at once, unless one request is larger.
  private static let groupByteCountMax = 4 << 20

  /// Brings a request through: it is published, and durable as far as it asks, when this returns.
  func perform(_ request: CommitRequest) throws(StoreError) -> CommitRequest.Outcome {
    if let error = shared.withLock({ enqueue(request, &$0) }) { throw error }
    while true {
      let role =
        shared.withLock { state -> Lock<Shared>.Turn<CommitQueue.Role> in
          switch state.queue.role(of: request) {
          case .wait(let condition): .wait(condition)
          case .lead: .done(.lead)
          case .leave: .done(.leave)
          }
        } as CommitQueue.Role
      if role == .leave { break }
      lead()
    }
    guard let result = request.result else { preconditionFailure("complete without a result") }
    return try result.get()
  }

  private func enqueue(_ request: CommitRequest, _ state: inout Shared) -> StoreError? {
    guard state.view != nil, !state.isClosing else { return closedError() }
    guard state.writer != nil else {
      return StoreError(.readOnly, "the store was opened for reading only", path: path)
    }
    state.queue.join(request)
    return nil
  }

  /// One turn as leader: takes a group, brings it through, hands on.
  private func lead() {
    waitForCompanions()
    let taken = shared.withLock { state in
      (
        group: state.queue.takeGroup(byteCountMax: Self.groupByteCountMax), view: state.view,
        writer: state.writer, leases: state.leaseTimes
      )
    }
    if let view = taken.view, let writer = taken.writer {
      var turn = LeaderTurn(core: self, writer: writer, view: view, leaseTimes: taken.leases)
      turn.run(taken.group)
    } else {
      for request in taken.group { request.result = .failure(closedError()) }
    }
    complete(taken.group)
    let sleepers = shared.withLock { state -> [Bool] in
      state.queue.stepDown()
      return (0..<2).map { parity in
        state.isChanging || state.queue.waiting.contains { $0.parity == parity }
      }
    }
    for parity in 0..<2 where sleepers[parity] { shared.wakeAll(parity) }
  }

  /// Yields a few times until as many have joined as last time: they are on their way back.
  private func waitForCompanions() {
    for _ in 0..<3 {
      let isEnough = shared.withLock { $0.queue.waiting.count >= $0.queue.lastGroupCount }
      if isEnough { return }
      shared.yield()
    }
  }

  /// Lets the callers of requests that have a result go.
  func complete(_ requests: [CommitRequest]) {
    guard !requests.isEmpty else { return }
    let parities = shared.withLock { _ -> [Bool] in
      var parities = [false, false]
      for request in requests where !request.isComplete {
        precondition(request.result != nil, "a request is complete without a result")
        request.isComplete = true
        parities[request.parity] = true
      }
      return parities
    }
    for parity in 0..<2 where parities[parity] { shared.wakeAll(parity) }
  }

  func publish(
    _ view: StoreView, nextRevision: UInt64, leaseTimes: [CommitDecider.LeaseTime]
  ) {
    shared.withLock { state in
      state.view = view
      state.nextRevision = nextRevision
      state.leaseTimes = leaseTimes
    }
  }

  func markDurable(nextRevision: UInt64) {
    shared.withLock { $0.durableRevision = max($0.durableRevision, nextRevision - 1) }
  }
}
