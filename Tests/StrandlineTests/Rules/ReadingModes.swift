import Strandline
import Testing

/// The way of reading that a test's stores are opened with.
enum ReadingMode {
  @TaskLocal static var current = Reading.positional
}

extension Options {
  /// The default options, but for the way of reading.
  static var ofThisTest: Options {
    var options = Options()
    options.reading = ReadingMode.current
    return options
  }
}

/// Runs every test of a suite twice: with stores that read by position, then with mapped ones.
struct ReadingModes: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    try await body()
    let naming = IssueHandlingTrait.compactMapIssues { issue in
      var issue = issue
      issue.comments.append("with mapped reading")
      return issue
    }
    try await ReadingMode.$current.withValue(.mapped) {
      try await naming.provideScope(for: test, testCase: testCase, performing: body)
    }
  }
}

extension Trait where Self == ReadingModes {
  /// Positional, then mapped.
  static var bothReadings: Self { Self() }
}
