public import Strandline

extension Options {
  /// The options that a benchmark's command line names.
  public static func preset(named name: String) throws(BenchmarkFailure) -> Options {
    switch name {
    case "appExtension": .appExtension
    case "default": Options()
    default: throw .usage("there are no options named \"\(name)\"")
    }
  }
}
