import Strandline
import StrandlineTestSupport
import Testing

/// The model itself is checked by hand: what compares everything else must not be wrong alone.
@Suite struct ModelStoreTests {
  let key = SessionKey(room: "!room", session: "one")
  let other = SessionKey(room: "!other", session: "one")
  let a = BackupVersion("A")
  let b = BackupVersion("B")

  func record(
    _ key: SessionKey? = nil, index: UInt32 = 5, payload: [UInt8] = [1]
  ) -> SessionRecord {
    SessionRecord(key: key ?? self.key, payload: payload, firstKnownIndex: index)
  }

  @Test(
    "outcomes follow policy and index",
    arguments: [
      (SavePolicy.keepBetter, UInt32(4), [1], SaveOutcome.improved),
      (.keepBetter, 5, [1], .unchanged), (.keepBetter, 5, [2], .rewritten),
      (.keepBetter, 6, [1], .keptExisting), (.replace, 4, [1], .improved),
      (.replace, 5, [1], .unchanged), (.replace, 5, [2], .rewritten),
      (.replace, 6, [1], .improved), (.requeue, 4, [1], .improved),
      (.requeue, 5, [1], .improved), (.requeue, 6, [1], .keptExisting),
    ] as [(SavePolicy, UInt32, [UInt8], SaveOutcome)])
  func outcome(policy: SavePolicy, index: UInt32, payload: [UInt8], wanted: SaveOutcome) {
    var model = ModelStore()
    #expect(model.save([record()], backedUpTo: nil, policy: policy) == [.inserted])
    let new = record(index: index, payload: payload)
    #expect(model.save([new], backedUpTo: nil, policy: policy) == [wanted])
  }

  @Test("a session improved during upload stays pending")
  func improvedDuringUpload() {
    var model = ModelStore()
    _ = model.save([record(), record(other)], backedUpTo: nil, policy: .keepBetter)
    let page = model.handOut(for: a, limit: 10)
    _ = model.save([record(index: 3)], backedUpTo: nil, policy: .keepBetter)
    let result = model.acknowledge(page, isFromThisLife: true)
    #expect(result.recorded == 1)
    #expect(result.improvedMeanwhile == [key])
    #expect(model.pending(for: a).map(\.key) == [key])
    #expect(model.pending(for: b).map(\.key) == [other, key])
  }

  @Test("a page is refused after a forget and after an unclean end")
  func refused() {
    var model = ModelStore()
    _ = model.save([record()], backedUpTo: nil, policy: .keepBetter)
    let page = model.handOut(for: a, limit: 10)
    #expect(model.acknowledge(page, isFromThisLife: false).forgotten)
    model.forget(a)
    #expect(model.acknowledge(page, isFromThisLife: true).forgotten)
    #expect(model.counts(for: a).backedUp == 0)
  }

  @Test("legacy coverage ends at the first reset, or at the forget of a version")
  func legacy() {
    var model = ModelStore()
    let sessions = [
      LegacySession(record: record(), needsBackup: false),
      LegacySession(record: record(other), needsBackup: true),
    ]
    let (states, outcomes) = model.importing(sessions, knownVersion: nil)
    #expect(outcomes == [.inserted, .inserted])
    model = states[1]
    #expect(model.counts(for: a).backedUp == 1)
    model.forget(a)
    #expect(model.counts(for: a).backedUp == 0)
    #expect(model.counts(for: b).backedUp == 1)
    model.reset()
    #expect(model.counts(for: b).backedUp == 0)
    _ = model.delete([key])
    model = model.importing(Array(sessions.prefix(1)), knownVersion: nil).states[0]
    #expect(model.counts(for: b).backedUp == 0)
  }

  @Test("needing backup over a covered session of equal index takes a new revision")
  func neededOverCovered() {
    let clean = LegacySession(record: record(), needsBackup: false)
    let needed = LegacySession(record: record(), needsBackup: true)
    let (states, outcomes) = ModelStore().importing([clean, needed, needed], knownVersion: nil)
    #expect(outcomes == [.inserted, .improved, .unchanged])
    #expect(states[0].pending(for: a).isEmpty)
    #expect(states[1].pending(for: a).count == 1)
  }

  @Test("a save already in a version keeps the stored copy and says nothing about a better one")
  func alreadyIn() {
    var model = ModelStore()
    _ = model.save([record()], backedUpTo: nil, policy: .keepBetter)
    #expect(
      model.save([record(index: 9)], backedUpTo: a, policy: .keepBetter) == [.keptExisting])
    #expect(model.counts(for: a).backedUp == 0)
    #expect(
      model.save([record(payload: [2])], backedUpTo: a, policy: .keepBetter) == [.keptExisting])
    #expect(model.session(key)?.payload == [1])
    #expect(model.counts(for: a).backedUp == 1)
    #expect(model.counts(for: b).backedUp == 0)
  }

  @Test("the longest unused of 65 versions is dropped")
  func versionLimit() {
    var model = ModelStore()
    _ = model.save([record()], backedUpTo: nil, policy: .keepBetter)
    let upload = Upload(key: key, firstKnownIndex: 5)
    for number in 0..<64 {
      _ = model.acknowledge([upload], for: BackupVersion("\(number)"))
    }
    #expect(model.evidencedVersions().count == 64)
    _ = model.acknowledge([upload], for: BackupVersion("0"))
    _ = model.acknowledge([upload], for: BackupVersion("64"))
    #expect(model.counts(for: BackupVersion("0")).backedUp == 1)
    #expect(model.counts(for: BackupVersion("1")).backedUp == 0)
    #expect(model.evidencedVersions().count == 64)
  }
}
