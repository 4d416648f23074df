/// Revision → place, dense, in chunks that copies share until they are changed.
package struct PlaceTable: Sendable {
  private static let chunkCount = 1024
  private var chunks: [[UInt64]] = []

  package init() {}

  package subscript(revision: UInt64) -> Place? {
    let chunk = Int(revision) / Self.chunkCount
    guard chunk < chunks.count, !chunks[chunk].isEmpty else { return nil }
    let value = chunks[chunk][Int(revision) % Self.chunkCount]
    return value == 0 ? nil : Place(rawValue: value)
  }

  package mutating func set(_ place: Place, for revision: UInt64) {
    let chunk = Int(revision) / Self.chunkCount
    while chunks.count <= chunk { chunks.append([]) }
    if chunks[chunk].isEmpty { chunks[chunk] = [UInt64](repeating: 0, count: Self.chunkCount) }
    chunks[chunk][Int(revision) % Self.chunkCount] = place.rawValue
  }
}
