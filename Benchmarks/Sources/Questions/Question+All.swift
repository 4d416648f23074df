public import BenchmarkSupport

extension Question {
  /// All questions, in the order of a report.
  public static let all: [Question] = [reset, drain, ingest, lookup, open, mixed, space]
}
