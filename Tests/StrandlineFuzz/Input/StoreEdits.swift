import Strandline

/// An example store whose files an input changes.
///
/// The first byte says which store, the second how: 1 makes the checksums of changed files right,
/// 2 reads through mappings, 4 compacts, 8 opens it for reading only. Then come changes, at most
/// sixteen: file, what, offset (2 bytes), length, bytes.
struct StoreEdits {
  private static let countMax = 16

  let index: Int
  let repairs: Bool
  let maps: Bool
  let compacts: Bool
  let isReadOnly: Bool
  private(set) var files: [String: [UInt8]]

  init(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    index = Int(input.byte()) % FixtureFiles.stores.count
    let flags = input.byte()
    repairs = flags & 1 != 0
    maps = flags & 2 != 0
    compacts = flags & 4 != 0
    isReadOnly = flags & 8 != 0
    let store = FixtureFiles.stores[index].files
    files = Dictionary(uniqueKeysWithValues: store.map { ($0.name, $0.bytes) })
    var changed: Set<String> = []
    for _ in 0..<Self.countMax where !input.isAtEnd {
      let name = store[Int(input.byte()) % store.count].name
      change(name, &input, store)
      changed.insert(name)
    }
    guard repairs else { return }
    for name in changed.sorted() {
      guard var image = files[name] else { continue }
      ChecksumRepair.repair(&image)
      files[name] = image
    }
  }

  private mutating func change(
    _ name: String, _ input: inout FuzzInput, _ store: [(name: String, bytes: [UInt8])]
  ) {
    let what = input.byte() % 8
    let place = input.u16()
    let count = Int(input.byte())
    var image = files[name] ?? []
    let offset = place % (image.count + 1)
    switch what {
    case 0:
      for (position, byte) in zip(offset..<image.count, input.bytes(count)) {
        image[position] = byte
      }
    case 1: if offset < image.count { image[offset] ^= UInt8(1) << (count & 7) }
    case 2: image.removeLast(image.count - offset)
    case 3: for position in offset..<min(image.count, offset + count) { image[position] = 0 }
    case 4: image += [UInt8](repeating: UInt8(count), count: place % 4096)
    case 5:
      files[name] = nil
      return
    case 6: image = store[count % store.count].bytes
    default:
      // A field of eight bytes, aligned as fields are.
      let start = offset & ~7
      for (position, byte) in zip(start..<image.count, input.padded(count % 8 + 1)) {
        image[position] = byte
      }
    }
    files[name] = image
  }
}
