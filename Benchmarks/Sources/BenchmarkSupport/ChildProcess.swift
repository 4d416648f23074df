#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// This program once more, as a process of its own whose lines can be read.
public final class ChildProcess {
  #if canImport(Darwin)
    private typealias Actions = posix_spawn_file_actions_t?
    private typealias Attributes = posix_spawnattr_t?
  #else
    private typealias Actions = posix_spawn_file_actions_t
    private typealias Attributes = posix_spawnattr_t
  #endif

  private let id: pid_t
  private let output: Int32
  private var hasEnded = false

  /// Starts it; its standard error stays this process's own.
  public init(_ arguments: [String]) throws(BenchmarkFailure) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw BenchmarkFailure("cannot make a pipe: error \(errno)") }
    let words = [CommandLine.arguments[0]] + arguments
    let (code, id) = Self.spawn(words, output: ends[1], other: ends[0])
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw BenchmarkFailure("cannot start a process: error \(code)")
    }
    self.id = id
    output = ends[0]
    Interruption.kills(id)
  }

  deinit {
    end()
    close(output)
  }

  /// What it still writes up to the end of a line, without the end; nothing when it wrote its last.
  public func line() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = read(output, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
  }

  /// Ends it by SIGKILL and waits until it is gone.
  public func end() {
    guard !hasEnded else { return }
    kill(id, SIGKILL)
    _ = wait()
  }

  /// Waits for its end, which has to be a success.
  public func join() throws(BenchmarkFailure) {
    let status = wait()
    guard status == 0 else { throw BenchmarkFailure("a process ended with status \(status)") }
  }

  private func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    hasEnded = true
    Interruption.kills(nil)
    return status
  }

  private static func spawn(
    _ words: [String], output: Int32, other: Int32
  ) -> (code: Int32, id: pid_t) {
    #if os(Linux)
      let program = "/proc/self/exe"
    #else
      let program = words[0]
    #endif
    var actions = Actions()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addclose(&actions, output)
    posix_spawn_file_actions_addclose(&actions, other)
    var attributes = Attributes()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The signals that this process holds back are to end the other.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pointers = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, program, &actions, &attributes, &pointers, environ)
    return (code, id)
  }
}
