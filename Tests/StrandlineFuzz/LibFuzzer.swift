import Foundation

// What libFuzzer calls. Which target an input is for stands in the environment, so that one binary
// has all of them.

private let chosen = ProcessInfo.processInfo.environment["STRANDLINE_FUZZ_TARGET"].flatMap {
  FuzzTarget.named($0)
}

/// Answers what can be answered without fuzzing, and ends then: the names of the targets, or the
/// seeds of all of them, written to a directory.
@_cdecl("LLVMFuzzerInitialize")
package func fuzzerInitialize(
  _ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  let environment = ProcessInfo.processInfo.environment
  if environment["STRANDLINE_FUZZ_LIST"] != nil {
    for target in FuzzTarget.all { print(target.name) }
    exit(0)
  }
  if let directory = environment["STRANDLINE_FUZZ_SEEDS"] {
    do {
      try writeSeeds(to: URL(fileURLWithPath: directory))
    } catch {
      complain("cannot write the seeds: \(error)")
      exit(1)
    }
    exit(0)
  }
  if chosen == nil {
    complain("STRANDLINE_FUZZ_TARGET is none of \(FuzzTarget.all.map(\.name))")
    exit(64)
  }
  return 0
}

/// Runs one input; a finding ends the process as a trap does.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzerTestOneInput(_ bytes: UnsafeRawPointer?, _ count: Int) -> CInt {
  let input = [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
  do throws(FuzzFinding) {
    try chosen?.run(input)
  } catch {
    complain("finding: \(error)")
    abort()
  }
  return 0
}

private func writeSeeds(to directory: URL) throws {
  for target in FuzzTarget.all {
    let folder = directory.appendingPathComponent(target.name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in try target.seeds() {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
  }
}

private func complain(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
