import BenchmarkSupport
import Strandline

/// Going back to a backup version that was left.
struct Return {
  private static let newCount = 1_000

  let cell: Cell

  func measure() throws -> Figures {
    if cell.kind == .floor { return try measureFloor() }
    let engine = try cell.open()
    let (first, second) = (cell.version + 1, cell.version + 2)
    try engine.reset(to: first)
    try drain(engine)
    let others = cell.series(7)
    let newCount = min(Self.newCount, cell.sessionCount)
    try engine.save((0..<newCount).map { others.record($0) }, isDurable: true)
    try engine.reset(to: second)
    for _ in 0..<min(10, newCount / 100) { try engine.acknowledge(engine.pending(limit: 100)) }
    try engine.reset(to: first)
    var figures = Figures()
    var pages = Distribution()
    for _ in 0..<20 {
      let begin = ContinuousClock.now
      let page = try engine.pending(limit: 100)
      pages.add(ContinuousClock.now - begin)
      guard !page.sessions.isEmpty else {
        throw BenchmarkFailure("the new sessions are not pending")
      }
    }
    figures[.firstPage] = pages.median * 1e6
    figures[.pendingCount] = Double(try drain(engine))
    figures[.lackingCount] = Double(newCount)
    // The next round begins with the sessions that were there.
    try engine.delete((0..<newCount).map { others.key($0) })
    try engine.settle()
    _ = try Rest.wait()
    try engine.close()
    return figures
  }

  /// Acknowledges everything and counts it.
  @discardableResult
  private func drain(_ engine: any Engine) throws -> Int {
    var count = 0
    while true {
      let page = try engine.pending(limit: 1_000)
      if page.sessions.isEmpty { return count }
      try engine.acknowledge(page)
      count += page.sessions.count
    }
  }

  private func measureFloor() throws -> Figures {
    let file = try FloorFile(at: cell.path)
    var random = RandomSource(seed: 5)
    var pages = Distribution()
    for _ in 0..<20 {
      let first = random.below(max(1, cell.sessionCount - 100))
      let begin = ContinuousClock.now
      _ = try file.page(from: first, cell)
      pages.add(ContinuousClock.now - begin)
    }
    var figures = Figures()
    figures[.firstPage] = pages.median * 1e6
    return figures
  }
}
