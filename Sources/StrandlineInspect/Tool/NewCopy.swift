import Strandline

extension OptionRule {
  static let output = OptionRule(
    name: "--output", value: "DIR", summary: "where the new store will be; nothing may be there")
}

/// Where a copy of a store will be.
enum NewCopy {
  /// Makes it by `body`, and says what stands in its way in the tool's own terms.
  static func make<Result>(
    of source: String, at path: String, _ body: () throws(StoreError) -> Result
  ) throws(ToolFailure) -> Result {
    guard !path.isEmpty else { throw .usage("--output is empty") }
    guard !PathState(source).isFree else { throw StoreAccess.missing(source) }
    try checkIsAbsent(path, option: "--output")
    do {
      return try body()
    } catch {
      // The source is there, so it is the directory around the copy that is not.
      if error.code == .notFound, error.path != source {
        throw ToolFailure(
          .cannotCreate, "cannot create a store at \(path): \(error.message)",
          hint: "the directory around it has to be there")
      }
      throw StoreAccess.failure(toOpen: source, error)
    }
  }

  /// Refuses a path where something is, whatever it is.
  static func checkIsAbsent(_ path: String, option: String) throws(ToolFailure) {
    switch PathState(path) {
    case .absent: return
    case .hidden(let number):
      throw ToolFailure(
        .cannotCreate, "cannot create a store at \(path): \(SystemText.error(number))")
    case .emptyDirectory, .link, .occupied:
      throw ToolFailure(
        .cannotCreate, "\(path) is already there",
        hint: "\(option) takes the path of a store that is yet to be made")
    }
  }
}
