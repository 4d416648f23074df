package import Strandline

/// Endless durable commits, each decided by the seed and its place alone, so that another process
/// can tell what a writer that was killed must have left behind.
package struct DurableWork: Sendable {
  package let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  /// The commit at this place, from 0.
  func operation(at place: Int) -> Operation {
    var generator = OperationGenerator(
      seed: SplitMix64.mixed(seed) &+ UInt64(place) &* 0x9E37_79B9, weather: .crashes)
    while true {
      let operation = generator.work()
      switch operation {
      case .save, .delete, .commit, .acknowledge, .reset, .forget, .set, .hold: return operation
      // Only imports of one record are one commit for certain.
      case .importLegacy(let sessions, _, _) where sessions.count == 1: return operation
      default: continue
      }
    }
  }

  /// Carries out the commit at this place; returns once it is durable.
  package func perform(_ place: Int, on store: SessionStore) throws(StoreError) {
    switch operation(at: place) {
    case .save(let records, let version, let policy, _):
      _ = try store.save(records, backedUpTo: version, policy: policy)
    case .delete(let keys, _): _ = try store.delete(keys)
    case .commit(let steps, _): _ = try store.commit(WriteBatch(steps))
    case .importLegacy(let sessions, let version, _):
      _ = try store.importLegacy(sessions, knownVersion: version)
    case .hold(let version, let limit):
      _ = try store.acknowledge(try store.pending(for: version, limit: limit))
    case .acknowledge(let uploads, let version): _ = try store.acknowledge(uploads, for: version)
    case .reset: try store.resetBackupState()
    case .forget(let version): try store.forgetBackup(version)
    case .set(let setting, let value): try store.set(setting, to: value)
    default: break
    }
  }

  func perform(_ place: Int, on state: inout ModelStore) {
    switch operation(at: place) {
    case .save(let records, let version, let policy, _):
      _ = state.save(records, backedUpTo: version, policy: policy)
    case .delete(let keys, _): _ = state.delete(keys)
    case .commit(let steps, _): _ = state.commit(steps)
    case .importLegacy(let sessions, let version, _):
      state = state.importing(sessions, knownVersion: version).states.last ?? state
    case .hold(let version, let limit):
      _ = state.acknowledge(state.handOut(for: version, limit: limit), isFromThisLife: true)
    case .acknowledge(let uploads, let version): _ = state.acknowledge(uploads, for: version)
    case .reset: state.reset()
    case .forget(let version): state.forget(version)
    case .set(let setting, let value): _ = state.commit([.set(setting, value)])
    default: break
    }
  }

  /// Checks a store whose writer made at least so many commits, and at most so many.
  ///
  /// - Parameters:
  ///   - store: The reopened store.
  ///   - range: From the commits that were acknowledged to those that may have been written.
  /// - Returns: How many are there: every number of the range that the store agrees with, lowest
  ///   first. When they are neighbours, a writer may go on from the lower one.
  /// - Throws: A violation, or what the store throws.
  package func verify(_ store: SessionStore, commits range: ClosedRange<Int>) throws -> [Int] {
    var state = ModelStore()
    for place in 0..<range.lowerBound { perform(place, on: &state) }
    let seen = try Observation(store, pageLimit: 3)
    let difference = seen.difference(from: state)
    var found = difference == nil ? [range.lowerBound] : []
    for count in range.dropFirst() {
      perform(count - 1, on: &state)
      if seen.difference(from: state) == nil { found.append(count) }
    }
    guard found.isEmpty, let difference else { return found }
    throw Violation(
      .durable,
      "\(range.lowerBound) to \(range.upperBound) commits have to be there, and the store is in none"
        + " of these states; the first differs in \(difference)")
  }
}

extension WriteBatch {
  init(_ steps: [ModelStore.BatchStep]) {
    self.init()
    for step in steps {
      switch step {
      case .save(let record, let version, let policy):
        save(record, backedUpTo: version, policy: policy)
      case .delete(let key): delete(key)
      case .set(let setting, let value): set(setting, to: value)
      case .withhold(let key, let info): withhold(key, info: info)
      }
    }
  }
}
