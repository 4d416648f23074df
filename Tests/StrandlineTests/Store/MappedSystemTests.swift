import Foundation
import Strandline
import Testing

@Suite("Mapped reading on the file system of this machine")
struct MappedSystemTests {
  private static func open(_ path: String, readOnly: Bool = false) throws -> SessionStore {
    var options = Options()
    options.reading = .mapped
    options.segmentByteCountMax = 16 << 10
    options.deltaByteCountMax = 8 << 10
    options.backgroundCompaction = false
    options.durability = .buffered
    options.readOnly = readOnly
    return try SessionStore.open(at: path, options: options)
  }

  private static func segments(_ path: String) throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".segment") })
  }

  @Test("a stream goes on in segments that were compacted and purged meanwhile")
  func unlinked() throws {
    let scratch = try Scratch()
    let path = scratch.file("store")
    let store = try Self.open(path)
    for number in 1...1000 { try store.save([session(number, byteCount: 300)]) }
    let wanted = (1...1000).map { session($0, byteCount: 300) }
    let reader = try { () throws -> SessionStore in
      try store.flush()
      return try Self.open(path, readOnly: true)
    }()
    var cursor = try store.sessions()
    let other = try reader.sessions()
    let before = try Self.segments(path)
    var found: [SessionRecord] = []
    for round in 1...4 {
      for _ in 0..<200 { found.append(try #require(try cursor.next())) }
      let gone = (1...1000).filter { $0 % 5 == round }
      try store.delete(gone.map { session($0).key })
      if round % 2 == 0 { try store.compact() } else { try store.purge() }
    }
    #expect(try Self.segments(path).isDisjoint(with: before))
    found += try cursor.rest()
    #expect(found == wanted)
    #expect(try other.rest() == wanted)
    #expect(try store.listing() == wanted.enumerated().filter { $0.offset % 5 == 4 }.map(\.element))
    try reader.close()
    try store.close()
  }

  @Test("gets from several threads while segments are sealed and compacted")
  func together() throws {
    let scratch = try Scratch()
    let store = try Self.open(scratch.file("store"))
    for number in 1...200 { try store.save([session(number, byteCount: 300)]) }
    onThreads(3) { thread in
      if thread == 0 {
        #expect(throws: Never.self) {
          for number in 1...600 {
            try store.save([session(number % 100 + 300, variant: number, byteCount: 300)])
            if number % 200 == 0 { try store.compact() }
          }
        }
        return
      }
      for round in 0..<2000 {
        let number = round * (thread + 6) % 200 + 1
        let record = try? store.session(session(number).key)
        #expect(record == session(number, byteCount: 300))
      }
    }
    #expect(try store.verify(.full).isClean)
    try store.close()
  }

  @Test("a segment that somebody cut short before it was opened costs its records, not the process")
  func shortened() throws {
    let scratch = try Scratch()
    let path = scratch.file("store")
    let store = try Self.open(path)
    for number in 1...200 { try store.save([session(number, byteCount: 300)]) }
    try store.close()
    let name = try #require(try Self.segments(path).sorted().dropFirst().first)
    let handle = try #require(FileHandle(forWritingAtPath: path + "/" + name))
    try handle.truncate(atOffset: 3000)
    try handle.close()
    let again = try Self.open(path)
    #expect(again.damageReport.findings.contains { $0.kind == .shortened && $0.file == name })
    var codes: Set<StoreError.Code?> = []
    for number in 1...200 {
      codes.insert(errorCode { _ = try again.session(session(number).key) })
    }
    #expect(codes == [nil, .corrupt])
    try again.close()
  }
}
