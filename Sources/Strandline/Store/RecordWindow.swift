/// Reads records that lie near each other in one read.
///
/// Places are given in the order they will be read; a window covers as many of the next ones as lie
/// close together in the same segment.
final class RecordWindow {
  private static let byteCountMax: UInt64 = 256 << 10
  /// A gap up to this is read over rather than begun anew.
  private static let gapMax: UInt64 = 16 << 10

  private let source: RecordSource
  private let places: [Place]
  private let buffer = ByteBuffer(capacity: 64 << 10)
  private var file: FileID?
  private var start: UInt64 = 0
  private var announced: (file: FileID, range: Range<UInt64>)?

  init(_ segments: SegmentTable, places: [Place]) {
    source = RecordSource(segments)
    self.places = places
  }

  /// Calls `body` with the record of `places[index]`; nil when no frame with this revision is there.
  func record(
    _ index: Int, revision: UInt64
  ) throws(StoreError) -> (record: SessionRecord?, key: SessionKey?) {
    let place = places[index]
    guard let id = place.file, let segment = source.segments[id] else { return (nil, nil) }
    if let mapping = source.segments.mapping(of: id) {
      announce(from: index, in: mapping, of: id)
    } else {
      if let found = decode(place, segment, revision) { return found }
      try fill(from: index, segment)
      if let found = decode(place, segment, revision) { return found }
    }
    // In memory, or longer than a window, or damaged: looked at alone.
    do {
      return try source.withFrame(at: place, revision: revision) {
        frame throws(StoreError) in Self.decode(frame)
      }
    } catch {
      guard error.code == .corrupt else { throw error }
      return (nil, nil)
    }
  }

  private func decode(
    _ place: Place, _ segment: SegmentFile, _ revision: UInt64
  ) -> (record: SessionRecord?, key: SessionKey?)? {
    guard file == segment.id, place.offset >= start,
      place.offset < start + UInt64(buffer.count)
    else { return nil }
    let bytes = unsafe buffer.slice(Int(place.offset - start)..<buffer.count)
    guard
      let frame = try? unsafe FrameView(bytes, seed: segment.seed, fileOffset: place.offset),
      frame.header.revision.rawValue == revision
    else { return nil }
    return Self.decode(frame)
  }

  static func decode(_ frame: FrameView) -> (record: SessionRecord?, key: SessionKey?) {
    guard let name = frame.name() else { return (nil, nil) }
    guard frame.checkBody() == .intact else { return (nil, name.key) }
    return (SessionRecord(name, payload: unsafe [UInt8](frame.payload)), name.key)
  }

  private func fill(from index: Int, _ segment: SegmentFile) throws(StoreError) {
    let range = range(from: index)
    guard range.count <= Self.byteCountMax else { return }
    buffer.removeAll()
    file = segment.id
    start = range.lowerBound
    unsafe try buffer.appendRead(upTo: range.count) { space throws(StoreError) in
      try unsafe segment.read(into: space, at: range.lowerBound)
    }
  }

  /// Tells the system of a window once, before its first record: memory that is read in no order is
  /// read from the disk page by page.
  private func announce(from index: Int, in mapping: FileMapping, of id: FileID) {
    let place = places[index]
    if announced?.file == id, announced?.range.contains(place.offset) == true { return }
    let range = range(from: index)
    announced = (id, range)
    if range.count > place.readByteCount { mapping.willUse(range) }
  }

  /// Where the places from this one on lie, as far as they share a window.
  private func range(from index: Int) -> Range<UInt64> {
    let first = places[index]
    var last = first.offset
    var end = first.offset + UInt64(first.readByteCount)
    for place in places[(index + 1)...] {
      let placeEnd = place.offset + UInt64(place.readByteCount)
      guard place.file == first.file, place.offset > last, place.offset <= end + Self.gapMax,
        placeEnd <= first.offset + Self.byteCountMax
      else { break }
      last = place.offset
      end = max(end, placeEnd)
    }
    return first.offset..<end
  }
}

extension SessionRecord {
  init(_ name: FrameName, payload: [UInt8]) {
    self.init(
      key: name.key, payload: payload, firstKnownIndex: name.firstKnownIndex,
      senderKey: name.third, senderDataKind: name.senderDataKind)
  }
}
