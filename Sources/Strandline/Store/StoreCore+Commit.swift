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

  /// The same for a caller that does not sleep; its turns as leader are taken on the scheduler.
  func performAsynchronously(
    _ request: CommitRequest
  ) async throws(StoreError) -> CommitRequest.Outcome {
    let result = await withCheckedContinuation { continuation in
      request.completion = {
        guard let result = request.result else { preconditionFailure("complete without a result") }
        request.completion = nil
        continuation.resume(returning: result)
      }
      let (error, wantsLeader) = shared.withLock { state in
        (enqueue(request, &state), state.queue.wantsLeader)
      }
      if let error {
        request.result = .failure(error)
        request.completion?()
      } else if wantsLeader {
        findLeader()
      }
    }
    return try result.get()
  }

  private func findLeader() {
    environment.scheduler.start(.call) { [self] in
      guard shared.withLock({ $0.queue.volunteer() }) else { return .finished }
      lead()
      return .again
    }
  }

  private func enqueue(_ request: CommitRequest, _ state: inout Shared) -> StoreError? {
    guard state.view != nil, !state.isClosing, request.opening ?? state.opening == state.opening
    else { return closedError() }
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
        group: state.queue.takeGroup(byteCountMax: Self.groupByteCountMax), view: state.view?.value,
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
    let (sleepers, wantsLeader) = shared.withLock { state -> ([Bool], Bool) in
      state.queue.stepDown()
      let sleepers = (0..<2).map { parity in
        state.isChanging || state.isAbandoned
          || state.queue.waiting.contains { $0.parity == parity }
      }
      return (sleepers, state.queue.wantsLeader)
    }
    for parity in 0..<2 where sleepers[parity] { shared.wakeAll(parity) }
    if wantsLeader { findLeader() }
    wakeMaintenance()
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
    let (parities, completions) = shared.withLock { _ -> ([Bool], [() -> Void]) in
      var parities = [false, false]
      var completions: [() -> Void] = []
      for request in requests where !request.isComplete {
        precondition(request.result != nil, "a request is complete without a result")
        request.isComplete = true
        if let completion = request.completion {
          completions.append(completion)
        } else {
          parities[request.parity] = true
        }
      }
      return (parities, completions)
    }
    for parity in 0..<2 where parities[parity] { shared.wakeAll(parity) }
    for completion in completions { completion() }
  }

  func publish(
    _ view: StoreView, nextRevision: UInt64, leaseTimes: [CommitDecider.LeaseTime]
  ) {
    shared.withLock { state in
      // A close folds what there is without showing it to anybody.
      guard state.view != nil else { return }
      state.view = PublishedView(view)
      state.nextRevision = nextRevision
      state.leaseTimes = leaseTimes
    }
  }

  func markDurable(nextRevision: UInt64) {
    shared.withLock { $0.durableRevision = max($0.durableRevision, nextRevision - 1) }
  }
}
