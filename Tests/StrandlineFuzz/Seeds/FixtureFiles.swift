import Strandline
import StrandlineTestSupport

/// The files of the example stores, made once.
enum FixtureFiles {
  static let stores: [(name: String, files: [(name: String, bytes: [UInt8])])] =
    Fixture.all.map { fixture in
      let files = (try? fixture.files()) ?? [:]
      precondition(!files.isEmpty, "an example store cannot be made")
      return (
        fixture.name, files.sorted { $0.key < $1.key }.map { (name: $0.key, bytes: $0.value) }
      )
    }

  /// The last file with that end of its name in an example store.
  static func last(_ suffix: String, of store: String) throws(FuzzFinding) -> [UInt8] {
    guard let files = stores.first(where: { $0.name == store })?.files,
      let file = files.last(where: { $0.name.hasSuffix(suffix) })
    else { throw FuzzFinding("no \(suffix) in the example store \(store)") }
    return file.bytes
  }

  /// Seeds that are such files behind a first byte.
  static func seeds(
    _ suffix: String, of stores: [String], after first: UInt8 = 1
  ) throws(FuzzFinding) -> [String: [UInt8]] {
    var seeds: [String: [UInt8]] = [:]
    for store in stores { seeds[store] = [first] + (try last(suffix, of: store)) }
    return seeds
  }
}
