/// Shortens a failing run by leaving operations out as long as it keeps failing.
package enum Shrinker {
  /// The shortest plan found and its violation, or nil when the plan does not fail.
  package static func shrink(
    _ plan: Simulation.Plan, runsMax: Int = 1500
  ) -> (plan: Simulation.Plan, violation: Violation)? {
    guard var violation = Simulation.run(plan) else { return nil }
    var best = plan
    best.operations = Array(plan.operations.prefix(violation.operation + 1))
    var runs = 1
    var size = max(1, best.operations.count / 2)
    while size >= 1, runs < runsMax {
      var start = 0
      var hasDropped = false
      while start < best.operations.count, runs < runsMax {
        var shorter = best
        let end = min(start + size, best.operations.count)
        shorter.operations.removeSubrange(start..<end)
        runs += 1
        if let found = Simulation.run(shorter), found.point == violation.point {
          best = shorter
          violation = found
          hasDropped = true
        } else {
          start += size
        }
      }
      if size > 1 { size /= 2 } else if !hasDropped { break }
    }
    return (best, violation)
  }
}
