import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: a second writer")
struct SecondWriterTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.file("store")
  }

  /// The error of opening for writing; nil when it opens.
  private func opening() -> StoreError? {
    do {
      try SessionStore.open(at: path).close()
      return nil
    } catch {
      return error
    }
  }

  @Test("in the same process it is busy, with the owner's id, until the first one closes")
  func sameProcess() throws {
    let store = try SessionStore.open(at: path)
    try store.save([session(1)])
    let error = try #require(opening())
    #expect(error.code == .busy)
    #expect(error.message.contains("process \(ProcessInfo.processInfo.processIdentifier)"))
    #expect(try store.save([session(2)]) == [.inserted])
    try store.close()
    #expect(opening() == nil)
    try store.reopen()
    #expect(opening()?.code == .busy)
    #expect(try store.listing() == sessions(1...2))
    try store.close()
  }

  @Test("a reopen is busy, too, when another writer has come in between")
  func reopen() throws {
    let first = try SessionStore.open(at: path)
    try first.close()
    let second = try SessionStore.open(at: path)
    #expect(errorCode { try first.reopen() } == .busy)
    #expect(errorCode { _ = try first.counts(for: nil) } == .closed)
    try second.save([session(1)])
    try second.close()
    try first.reopen()
    #expect(try first.listing() == [session(1)])
    try first.close()
  }

  @Test("letting go without a close gives the lock up and loses nothing durable")
  func lettingGo() throws {
    var store: SessionStore? = try SessionStore.open(at: path)
    try store?.save([session(1)])
    store = nil
    let next = try SessionStore.open(at: path)
    #expect(try next.listing() == [session(1)])
    #expect(next.damageReport.isEmpty)
    try next.close()
  }

  @Test("of threads that open a store which is not there yet, one gets it, the others are busy")
  func creatingTogether() throws {
    let path = path
    let stores = Lock<[SessionStore]>([])
    let codes = Lock<[StoreError.Code]>([])
    onThreads(6) { _ in
      do throws(StoreError) {
        let store = try SessionStore.open(at: path)
        stores.withLock { $0.append(store) }
      } catch {
        codes.withLock { $0.append(error.code) }
      }
    }
    #expect(stores.withLock { $0.count } == 1)
    #expect(codes.withLock { $0 } == [StoreError.Code](repeating: .busy, count: 5))
    for store in stores.withLock({ $0 }) {
      #expect(try store.save([session(1)]) == [.inserted])
      try store.close()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["store"])
    #expect(opening() == nil)
  }

  @Test("readers are never busy, and none of them keeps a writer out")
  func readers() throws {
    var options = Options()
    options.readOnly = true
    let writer = try SessionStore.open(at: path)
    try writer.save([session(1)])
    let one = try SessionStore.open(at: path, options: options)
    let two = try SessionStore.open(at: path, options: options)
    #expect(try one.listing() == [session(1)])
    #expect(try two.listing() == [session(1)])
    try writer.close()
    #expect(opening() == nil)
    try one.close()
    try two.close()
  }

  @Test("while another process writes it is busy, with that process's id; killed, it is free")
  func otherProcess() throws {
    guard let tool = Self.builtTool() else { return }
    let child = Process()
    child.executableURL = tool
    child.arguments = ["writer", path, "2"]
    let output = Pipe()
    child.standardOutput = output
    try Self.withoutBlockedSignals { try child.run() }
    // The first line says that a commit is done, so the child has the lock.
    #expect(!output.fileHandleForReading.availableData.isEmpty)
    let error = opening()
    kill(child.processIdentifier, SIGKILL)
    _ = output.fileHandleForReading.readDataToEndOfFile()
    child.waitUntilExit()
    #expect(error?.code == .busy)
    #expect(error?.message.contains("process \(child.processIdentifier)") == true)
    #expect(opening() == nil)
  }

  @Test("a child that was started while the store was open does not keep the lock")
  func inherited() throws {
    let store = try SessionStore.open(at: path)
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/bin/cat")
    let input = Pipe()
    child.standardInput = input
    child.standardOutput = FileHandle.nullDevice
    try Self.withoutBlockedSignals { try child.run() }
    try store.close()
    let error = opening()
    try input.fileHandleForWriting.close()
    child.waitUntilExit()
    #expect(error == nil)
  }

  /// The simulation's executable, beside the tests; nil, with a printed reason, when it is not.
  private static func builtTool() -> URL? {
    let beside = [Bundle.main.executableURL, Bundle.main.bundleURL]
    let found = beside.compactMap {
      $0?.deletingLastPathComponent().appendingPathComponent("strandline-simulate")
    }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    if found == nil { print("skipped: there is no built strandline-simulate beside the tests") }
    return found
  }

  /// A child inherits the signals that its parent's thread blocks.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var former = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    try body()
  }
}
