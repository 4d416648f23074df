import Foundation
import Testing

@Suite("The house is in order")
struct RepositoryTests {
  static var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }

  struct Source {
    let path: String
    let text: String
  }

  static func sources(_ folder: String) throws -> [Source] {
    let base = root.appendingPathComponent(folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: base.path)
    return try names.filter { $0.hasSuffix(".swift") && !$0.contains(".build") }.map { name in
      let url = base.appendingPathComponent(name)
      return Source(path: folder + "/" + name, text: try String(contentsOf: url, encoding: .utf8))
    }
  }

  @Test("the top level is what was agreed")
  func topLevel() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
      .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
    #expect(
      Set(names) == ["Package.swift", "Sources", "Tests", "Benchmarks", "Formats", "README.md"])
  }

  @Test("the package depends on no packages")
  func dependencies() throws {
    let url = Self.root.appendingPathComponent("Package.swift")
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(!text.contains(".package("))
  }

  @Test("no source file is over 500 lines")
  func sizes() throws {
    let sources = try Self.sources("Sources")
    #expect(sources.count > 50)
    for source in sources {
      let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(lines <= 501, "\(source.path) has \(lines) lines")
    }
  }

  @Test("the engine imports nothing but the system, and that where it belongs")
  func imports() throws {
    for source in try Self.sources("Sources/Strandline") {
      let imports = source.text.split(separator: "\n").filter { $0.contains("import ") }
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasSuffix("import") == false }
      for line in imports where line.hasPrefix("import ") || line.hasPrefix("internal import ") {
        let module = line.split(separator: " ").last ?? ""
        switch module {
        case "Glibc", "Musl", "Darwin":
          #expect(source.path.contains("/Platform/"), "\(source.path) imports \(module)")
        case "Synchronization":
          #expect(
            source.path.hasSuffix("/SegmentFile.swift") || source.path.hasSuffix("/Canary.swift"))
        case "Dispatch": #expect(source.path.hasSuffix("/DispatchScheduler.swift"))
        case "CStrandlineShims":
          #expect(
            source.path.hasSuffix("/POSIXFile.swift") || source.path.hasSuffix("/Checksum.swift"))
        default: Issue.record("\(source.path) imports \(module)")
        }
      }
    }
  }

  @Test("what must not stand in sources does not")
  func words() throws {
    for source in try Self.sources("Sources") {
      for word in ["try!", "fatalError(", "TODO", "FIXME", "nonisolated(unsafe)"] {
        #expect(!source.text.contains(word), "\(source.path) contains \(word)")
      }
      if source.path.hasPrefix("Sources/Strandline/"), source.text.contains("@unchecked Sendable") {
        #expect(source.path.hasSuffix("/Lock.swift"), "\(source.path)")
      }
    }
  }
}
