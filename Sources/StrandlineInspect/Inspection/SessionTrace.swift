import Strandline

/// Every trace of one session in a store.
struct SessionTrace {
  /// An entry of an index file that leads to the session.
  struct IndexTrace {
    let file: String
    let family: RunFamily?
    let revision: UInt64
    let place: Place?
  }

  let key: SessionKey
  /// The live revision; whether its record says that it is this session's.
  let live: (revision: UInt64, isNamed: Bool)?
  /// Frames that bear the name, in the order of the log.
  private(set) var frames: [FrameLine] = []
  /// Entries in index files; those of the log behind the last checkpoint are in none.
  private(set) var entries: [IndexTrace] = []
  /// Index files that are damaged where they were looked into.
  private(set) var damagedIndex: [String] = []
  /// Whether a part of the log cannot be read, which may have held more.
  private(set) var hasGaps = false

  init(of key: SessionKey, in store: InspectedStore, _ console: Console) throws(ToolFailure) {
    self.key = key
    live = store.view == nil ? nil : try store.revision(of: key)
    try walk(store, console)
    guard let view = store.view else { return }
    try lookUp(view)
  }

  var isEmpty: Bool { live == nil && frames.isEmpty }

  /// Revisions that the session had and has.
  var revisions: [UInt64] {
    let found = frames.filter { $0.header.kind == .session }.map(\.header.revision.rawValue)
    return Set(found + (live.map { [$0.revision] } ?? [])).sorted()
  }

  private mutating func walk(_ store: InspectedStore, _ console: Console) throws(ToolFailure) {
    let total = Int(clamping: store.byteCountOfFrames)
    var done = 0
    try store.forEachFrame { (step) throws(ToolFailure) in
      switch step {
      case .frame(let frame):
        done += frame.header.frameByteCount
        console.progress("reading the log", share: Double(done) / Double(max(total, 1)))
        let isLive = frame.header.revision.rawValue == live?.revision
        guard frame.header.kind?.nameDomain == .session,
          frame.frame.name()?.key == key || (isLive && frame.header.kind == .session)
        else { return true }
        frames.append(FrameLine(frame, try store.state(of: frame)))
      case .gap(let segment, _): hasGaps = hasGaps || segment.isNamed
      }
      return true
    }
    console.endProgress()
  }

  private mutating func lookUp(_ view: StoreView) throws(ToolFailure) {
    let hash = view.hash.session(key)
    let known = Set(revisions)
    for run in view.index.disk.keys {
      try look(run.name) { (found) throws(StoreError) in
        try run.forEach(high: hash) { (entry) throws(StoreError) in
          found.append(
            IndexTrace(
              file: run.name, family: .key, revision: entry.keyRevision, place: nil))
          return true
        }
      }
    }
    let group = view.hash.hash(.room, key.room)
    let first = IndexEntry.member(group: group, key: hash, revision: 0)
    for run in view.index.disk.rooms {
      try look(run.name) { (found) throws(StoreError) in
        var cursor = RunCursor(run, from: first)
        while let entry = try cursor.next(),
          entry.high == first.high, entry.memberKey == first.memberKey
        {
          found.append(
            IndexTrace(
              file: run.name, family: .room, revision: entry.memberRevision, place: nil))
        }
      }
    }
    for run in view.index.disk.patches {
      for revision in known.sorted() {
        try look(run.name) { (found) throws(StoreError) in
          guard let entry = try run.first(high: revision) else { return }
          found.append(
            IndexTrace(
              file: run.name, family: .places, revision: revision,
              place: Place(rawValue: entry.low)))
        }
      }
    }
    try lookUpMaps(view, known)
  }

  private mutating func lookUpMaps(
    _ view: StoreView, _ known: Set<UInt64>
  ) throws(ToolFailure) {
    for map in view.index.disk.maps {
      for revision in known.sorted() {
        try look(map.name) { (found) throws(StoreError) in
          let place = Place(rawValue: try map.place(of: revision))
          guard place.file != nil else { return }
          found.append(IndexTrace(file: map.name, family: nil, revision: revision, place: place))
        }
      }
    }
  }

  /// Looks into one index file, and goes on past a damaged one.
  private mutating func look(
    _ file: String, _ body: (inout [IndexTrace]) throws(StoreError) -> Void
  ) throws(ToolFailure) {
    do throws(StoreError) {
      try body(&entries)
    } catch {
      guard error.isIndexDamage else { throw ToolFailure(error) }
      if !damagedIndex.contains(file) { damagedIndex.append(file) }
    }
  }
}
