import Foundation

/// A small file system of its own, mounted for a test.
struct SmallDisk {
  enum Kind: String, CaseIterable {
    /// In memory; space can be added while it is mounted.
    case tmpfs
    /// In a file, through a loop device.
    case ext4
  }

  let kind: Kind
  /// Where it is mounted.
  let path: String
  private let image: String

  /// Makes and mounts one inside `directory`.
  ///
  /// - Throws: `Unavailable` where the machine does not allow it.
  init(_ kind: Kind, byteCount: Int, in directory: URL, options: String? = nil) throws {
    self.kind = kind
    path = directory.appendingPathComponent("disk").path
    image = directory.appendingPathComponent("image").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    switch kind {
    case .tmpfs:
      try SystemProgram.run(["mount", "-t", "tmpfs", "-o", "size=\(byteCount)", "tmpfs", path])
    case .ext4:
      guard FileManager.default.createFile(atPath: image, contents: nil),
        truncate(image, off_t(byteCount)) == 0
      else { throw Unavailable("truncate of \(image): error \(errno)") }
      // Nothing set aside for root, who runs this: full is full for it, too.
      try SystemProgram.run(["mkfs.ext4", "-q", "-F", "-m", "0", image])
      try mount(options: options)
    }
  }

  /// Mounts the image; after a cut of its power the journal is replayed.
  func mount(options: String? = nil) throws {
    let all = ["loop", options].compactMap { $0 }.joined(separator: ",")
    try SystemProgram.run(["mount", "-t", "ext4", "-o", all, image, path])
  }

  /// Takes it away; what a process that was killed still holds is let go within a moment.
  func unmount() throws {
    for attempt in 1... {
      do {
        return try SystemProgram.run(["umount", path])
      } catch {
        if attempt == 50 { throw error }
        usleep(20_000)
      }
    }
  }

  /// Takes it away as soon as nobody uses it any more.
  func abandon() { try? SystemProgram.run(["umount", "--lazy", path]) }

  /// Gives a file system in memory more space.
  func grow(to byteCount: Int) throws {
    precondition(kind == .tmpfs, "only what lies in memory grows")
    try SystemProgram.run(["mount", "-o", "remount,size=\(byteCount)", path])
  }

  /// Bytes that can still be had.
  var availableByteCount: Int {
    var figures = statvfs()
    guard statvfs(path, &figures) == 0 else { return -1 }
    return Int(figures.f_bavail) * Int(figures.f_frsize)
  }
}
