import Strandline
import StrandlineTestSupport

enum MapTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    guard let index = IndexFile(bytes), let map = try open(index.file, index, index.mapping)
    else { return }
    let range = map.first..<map.first + map.count
    // A damaged page is damaged in whatever way it is read.
    let places = try IndexFile.reading { () throws(StoreError) in try map.places(range) }
    for (position, revision) in range.enumerated() {
      let place = try IndexFile.reading { () throws(StoreError) in try map.place(of: revision) }
      if let places { try require(place == places[position], "a place differs by how it is read") }
      if let place { check(Place(rawValue: place)) }
    }
    for outside in [0, map.first &- 1, range.upperBound, .max] where !range.contains(outside) {
      let place = try IndexFile.reading { () throws(StoreError) in try map.place(of: outside) }
      try require(place == 0, "a place outside the map")
    }
    if let places { try write(places, map, index) }
  }

  private static func open(
    _ file: MemoryFile, _ index: IndexFile, _ mapping: FileMapping?
  ) throws(FuzzFinding) -> MapFile? {
    try IndexFile.reading { () throws(StoreError) in
      try MapFile.open(
        file, id: index.id, storeID: index.storeID, cache: PageCache(pageCountMax: 2),
        mapping: mapping)
    }
  }

  /// Any 64 bits are a place, and lead somewhere or nowhere.
  private static func check(_ place: Place) {
    _ = place.file
    _ = place.offset
    precondition(place.readByteCount >= FrameHeader.byteCount, "too little to read")
  }

  private static func write(
    _ places: [UInt64], _ map: MapFile, _ index: IndexFile
  ) throws(FuzzFinding) {
    let file = MemoryFile()
    let again = try IndexFile.reading { () throws(StoreError) -> MapFile? in
      let writer = MapWriter(file, id: index.id, storeID: index.storeID, first: map.first)
      for place in places { try writer.append(place) }
      _ = try writer.finish()
      return try MapFile.open(
        file, id: index.id, storeID: index.storeID, cache: PageCache(pageCountMax: 2),
        mapping: nil)
    }
    guard let again else { throw FuzzFinding("a map that was written cannot be read") }
    let range = map.first..<map.first + map.count
    let reread = try IndexFile.reading { () throws(StoreError) in try again.places(range) }
    try require(reread == places && again.first == map.first, "a map becomes another one")
    try require(file.bytes.count == index.file.bytes.count, "a map of another length")
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    let map = SparsePages.shorten(try FixtureFiles.last(".map", of: "compacted"))
    return ["read": [1] + map, "mapped": [3] + map]
  }
}
