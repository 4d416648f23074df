import Strandline
import Testing

@Suite("Finding the end of a segment")
struct TailSurveyTests {
  static let seed = FormatExamples.seed

  /// A segment of commits of one session each; `promise` says what each commit promises.
  static func segment(
    _ count: Int, clean: Bool = false, promise: (Int, [Int]) -> Int
  ) -> (bytes: [UInt8], starts: [Int]) {
    let encoder = CommitEncoder(seed: seed, file: .first, fileOffset: 128)
    var starts: [Int] = []
    for index in 0..<count {
      starts.append(128 + encoder.buffer.count)
      encoder.begin()
      let record = SessionRecord(
        key: SessionKey(room: "r", session: "s\(index)"),
        payload: [UInt8](repeating: UInt8(index), count: 100))
      encoder.append(
        .session, name: FrameName(record), payload: record.payload,
        sequence: Sequence48(UInt64(index + 1)), revision: UInt64(index + 1))
      _ = encoder.end(
        syncedThrough: UInt64(promise(index, starts)), nextRevision: UInt64(index + 1))
    }
    if clean {
      starts.append(128 + encoder.buffer.count)
      encoder.begin()
      let mark = CleanMark.array(Lineage(Incarnation(high: 1, low: 2)))
      encoder.append(.clean, name: nil, payload: mark, sequence: Sequence48(UInt64(count + 1)))
      _ = encoder.end(
        syncedThrough: UInt64(128 + encoder.buffer.count), nextRevision: UInt64(count + 1))
    }
    return ([UInt8](repeating: 0, count: 128) + encoder.buffer.array(), starts)
  }

  static func survey(_ bytes: [UInt8], durable: Int = 128) -> TailSurvey {
    bytes.withUnsafeBytes {
      TailSurvey(SegmentBytes($0, seed: seed), durableByteCount: UInt64(durable))
    }
  }

  @Test("a whole segment ends with its last commit")
  func whole() {
    let (bytes, _) = Self.segment(5) { _, _ in 128 }
    let survey = Self.survey(bytes)
    #expect(survey.end == UInt64(bytes.count) && survey.lastCommitEnd == survey.end)
    #expect(survey.verdict == nil && !survey.isClean)
    #expect(survey.sequenceMax == 5 && survey.revisionMax == 5)
  }

  @Test("cut at every byte of the last commit, the log ends before it")
  func torn() {
    let (bytes, starts) = Self.segment(3) { _, _ in 128 }
    for count in starts[2] + 1..<bytes.count {
      let survey = Self.survey(Array(bytes.prefix(count)))
      #expect(survey.end == UInt64(starts[2]), "cut at \(count)")
      #expect(survey.verdict == .tornTail || survey.verdict == .dropped)
    }
  }

  @Test("zeros and garbage behind the last commit are a torn tail")
  func garbageBehind() {
    let (bytes, _) = Self.segment(3) { _, _ in 128 }
    for tail in [[UInt8](repeating: 0, count: 4096), [UInt8](repeating: 0xA5, count: 77)] {
      let survey = Self.survey(bytes + tail)
      #expect(survey.end == UInt64(bytes.count) && survey.verdict == .tornTail)
    }
  }

  @Test("every flipped bit of an unpromised commit drops it and what follows")
  func flippedUnpromised() {
    let (bytes, starts) = Self.segment(3) { _, _ in 128 }
    for position in starts[1]..<starts[2] {
      var damaged = bytes
      damaged[position] ^= 0x10
      let survey = Self.survey(damaged)
      #expect(survey.end == UInt64(starts[1]), "byte \(position)")
      #expect(survey.verdict == .reordered && survey.reorderedCommitCount == 1)
      #expect(survey.sequenceMax == 3, "numbers behind the end are not given out again")
    }
  }

  @Test("every flipped bit of a promised commit is damage, and the log goes on")
  func flippedPromised() {
    let (bytes, starts) = Self.segment(4) { index, starts in index == 0 ? 128 : starts[index] }
    for position in starts[1]..<starts[2] {
      var damaged = bytes
      damaged[position] ^= 0x10
      let survey = Self.survey(damaged)
      #expect(survey.end == UInt64(bytes.count), "byte \(position)")
      #expect(survey.verdict == nil)
    }
  }

  @Test("behind a clean mark everything is promised")
  func clean() {
    let (bytes, starts) = Self.segment(3, clean: true) { _, _ in 128 }
    #expect(Self.survey(bytes).isClean)
    var damaged = bytes
    damaged[starts[2] + 70] ^= 1
    let survey = Self.survey(damaged)
    #expect(survey.isClean && survey.verdict == nil && survey.end == UInt64(bytes.count))
    #expect(!Self.survey(bytes + [0]).isClean)
  }

  @Test("the manifest's length is a promise")
  func manifestLength() {
    let (bytes, starts) = Self.segment(3) { _, _ in 128 }
    let survey = Self.survey(Array(bytes.prefix(starts[2] + 40)), durable: bytes.count)
    #expect(survey.verdict == nil && survey.end == UInt64(starts[2] + 40))
    #expect(survey.lastCommitEnd == UInt64(starts[2]))
  }

  @Test("damage from promised commits into others ends the log at the promise")
  func acrossThePromise() {
    let (bytes, starts) = Self.segment(4) { _, _ in 128 }
    var damaged = bytes
    for place in starts[0]..<starts[3] { damaged[place] = 0 }
    let survey = Self.survey(damaged, durable: starts[2])
    #expect(survey.end == UInt64(starts[2]) && survey.verdict == .reordered)
    #expect(survey.reorderedCommitCount == 1 && survey.sequenceMax == 4)
    // Nothing can be appended behind it.
    #expect(survey.lastCommitEnd < survey.end)
    let whole = Self.survey(damaged, durable: starts[3])
    #expect(whole.end == UInt64(bytes.count) && whole.verdict == nil)
  }

  @Test("a walk passes over damage and finds every frame behind it")
  func walk() {
    let (bytes, starts) = Self.segment(4) { _, starts in starts.last ?? 128 }
    var damaged = bytes
    damaged[starts[1] + CommitHeader.frameByteCount + 21] ^= 1
    damaged.withUnsafeBytes {
      var walk = SegmentWalk(SegmentBytes($0, seed: Self.seed), end: UInt64(bytes.count))
      var sessions: [UInt64] = []
      var ranges: [Range<UInt64>] = []
      while let step = walk.next() {
        switch step {
        case .frame(let frame, let body, _):
          #expect(body == .intact)
          if frame.header.kind == .session { sessions.append(frame.header.revision.rawValue) }
        case .damage(let range): ranges.append(range)
        }
      }
      #expect(sessions == [1, 3, 4])
      let start = UInt64(starts[1] + CommitHeader.frameByteCount)
      #expect(ranges == [start..<UInt64(starts[2])])
    }
  }
}
