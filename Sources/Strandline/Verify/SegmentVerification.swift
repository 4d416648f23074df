/// What one thread makes of the segments that it takes; a verification has one or two of these.
struct SegmentVerification: Sendable {
  /// A segment to look at.
  struct Part: Sendable {
    let name: FileName
    let file: any File
    /// The name the file has at the moment.
    let text: String
    /// Where the log leaves it.
    let end: UInt64
  }

  /// So many bytes are read before it is told.
  private static let toldByteCount: UInt64 = 256 << 10

  let state: DurableState
  let depth: VerifyDepth
  /// Families of which a page is damaged: what is not found there is no finding of its own.
  let damagedFamilies: Set<RunFamily>

  private(set) var findings: [DamageReport.Finding] = []
  private(set) var files: [VerifyReport.File] = []
  private(set) var skippedFrameCount = 0
  var sessionCount = 0
  /// Live revisions whose records were found where they have to be.
  var seen = RevisionSet()
  var liveBytes = LiveBytes()
  var expected = ExpectedNames()

  init(_ state: DurableState, _ depth: VerifyDepth, damagedFamilies: Set<RunFamily>) {
    self.state = state
    self.depth = depth
    self.damagedFamilies = damagedFamilies
  }

  /// - Parameters:
  ///   - part: a segment that no thread has taken.
  ///   - onRead: told how many bytes were passed.
  /// - Throws: `.io` and the like, or what `onRead` throws.
  mutating func take(
    _ part: Part, onRead: (UInt64) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard depth == .full else { return try takeQuickly(part) }
    var audit = try SegmentAudit(
      part.name, part.file, text: part.text, storeID: state.manifest.storeID, end: part.end)
    let source = RecordSource(state.view.segments)
    var untold: UInt64 = 0
    try audit.run(
      { piece, offset throws(StoreError) in
        try classify(piece, at: offset, of: part.name.id, source)
      },
      onRead: { count throws(StoreError) in
        untold += count
        guard untold >= Self.toldByteCount else { return }
        try onRead(untold)
        untold = 0
        if isFull { try lookUpNames(onRead) }
      })
    try onRead(untold)
    if isFull { try lookUpNames(onRead) }
    take(audit)
    files.append(audit.account.file)
  }

  /// The last of them was taken.
  mutating func finish(
    onRead: (UInt64) throws(StoreError) -> Void
  ) throws(StoreError) {
    if depth == .full { try lookUpNames(onRead) }
  }

  private var isFull: Bool { expected.recordCount >= ExpectedNames.recordCountMax }

  private mutating func takeQuickly(_ part: Part) throws(StoreError) {
    let end = min(part.end, SegmentHeader.firstCommitOffset)
    var audit = try SegmentAudit(
      part.name, part.file, text: part.text, storeID: state.manifest.storeID, end: end)
    try audit.run({ _, _ in .damaged }, onRead: { _ in })
    take(audit)
    let size = try part.file.size()
    if size < part.end { note(.shortened, part.name.text, size, part.end - size) }
    files.append(ByteAccount(part.text, byteCount: size).file)
  }

  private mutating func take(_ audit: SegmentAudit) {
    for finding in audit.findings { add(finding) }
    skippedFrameCount += audit.skippedFrameCount
  }

  private mutating func add(_ finding: DamageReport.Finding) {
    guard findings.count < StoreCore.findingCountMax else { return }
    findings.append(finding)
  }

  mutating func note(
    _ kind: DamageReport.Finding.Kind, _ file: String, _ offset: UInt64, _ byteCount: UInt64 = 0
  ) {
    add(DamageReport.Finding(kind: kind, file: file, offset: offset, byteCount: byteCount))
  }
}
