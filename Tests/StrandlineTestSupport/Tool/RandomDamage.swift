import Strandline

/// Damages the files of a store at random: what it does follows from the seed alone.
package struct RandomDamage {
  /// The files by name, damaged.
  package private(set) var files: [String: [UInt8]]
  /// Names that are directories now.
  package private(set) var directories: Set<String> = []
  /// What was done, in words.
  package private(set) var actions: [String] = []
  private var random: SplitMix64

  private static let blockByteCount = 512

  /// One to four damages.
  package init(_ files: [String: [UInt8]], seed: UInt64) {
    self.files = files
    random = SplitMix64(seed: SplitMix64.mixed(seed))
    for _ in 0..<(1 + random.below(4)) { damage() }
  }

  private mutating func damage() {
    let names = files.keys.sorted()
    guard !names.isEmpty else { return }
    let name = names[random.below(names.count)]
    switch random.below(12) {
    case 0, 1: flip(name, bitCount: 1)
    case 2: flip(name, bitCount: 1 + random.below(64))
    case 3: cut(name)
    case 4: zero(name)
    case 5: swapBlocks(name)
    case 6: swapFiles(name, names[random.below(names.count)])
    case 7: remove(name)
    case 8: duplicate(name)
    case 9: addForeign()
    case 10: scribble(name)
    default: makeDirectory(name)
    }
  }

  private mutating func change(
    _ name: String, _ word: String, _ body: (inout [UInt8], inout SplitMix64) -> Void
  ) {
    guard var bytes = files[name], !bytes.isEmpty else { return }
    body(&bytes, &random)
    files[name] = bytes
    actions.append("\(word) \(name)")
  }

  private mutating func flip(_ name: String, bitCount: Int) {
    change(name, "flip \(bitCount) bits of") { bytes, random in
      for _ in 0..<bitCount { bytes[random.below(bytes.count)] ^= 1 << random.below(8) }
    }
  }

  private mutating func cut(_ name: String) {
    change(name, "cut") { bytes, random in
      bytes.removeLast(1 + random.below(bytes.count))
    }
  }

  private mutating func zero(_ name: String) {
    change(name, "zero a block of") { bytes, random in
      let start = random.below(bytes.count / Self.blockByteCount + 1) * Self.blockByteCount
      for index in start..<max(start, min(start + Self.blockByteCount, bytes.count)) {
        bytes[index] = 0
      }
    }
  }

  private mutating func swapBlocks(_ name: String) {
    change(name, "swap blocks of") { bytes, random in
      let count = bytes.count / Self.blockByteCount
      guard count > 1 else { return }
      let (one, two) = (random.below(count), random.below(count))
      for index in 0..<Self.blockByteCount {
        bytes.swapAt(one * Self.blockByteCount + index, two * Self.blockByteCount + index)
      }
    }
  }

  private mutating func scribble(_ name: String) {
    change(name, "scribble over") { bytes, random in
      let start = random.below(bytes.count)
      for index in start..<min(bytes.count, start + 1 + random.below(200)) {
        bytes[index] = UInt8(truncatingIfNeeded: random.next())
      }
    }
  }

  private mutating func swapFiles(_ one: String, _ two: String) {
    (files[one], files[two]) = (files[two], files[one])
    actions.append("exchange \(one) and \(two)")
  }

  private mutating func remove(_ name: String) {
    files[name] = nil
    actions.append("remove \(name)")
  }

  /// Under another name of the same kind, as a careless copy leaves it.
  private mutating func duplicate(_ name: String) {
    let digits = String(random.below(64), radix: 16)
    let id = String(repeating: "0", count: 8 - digits.count) + digits
    let ending = name.split(separator: ".").dropFirst().joined(separator: ".")
    let copy = ending.isEmpty ? "\(name).copy" : "\(id).\(ending)"
    files[copy] = files[name]
    actions.append("copy \(name) to \(copy)")
  }

  private mutating func addForeign() {
    let kind = ["segment", "run", "map", "watermarks", "manifest", "txt", "segment.new"][
      random.below(7)]
    let name = "000000f\(String(random.below(16), radix: 16)).\(kind)"
    files[name] = (0..<random.below(3000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    actions.append("add \(name)")
  }

  private mutating func makeDirectory(_ name: String) {
    files[name] = nil
    directories.insert(name)
    actions.append("make a directory of \(name)")
  }
}
