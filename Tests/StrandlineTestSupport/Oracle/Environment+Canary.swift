package import Strandline

/// Seeded bugs, which only a build that asks for them has.
extension Environment {
  /// The seeded bugs of this build; nil when it has none.
  package static var canaryNames: [String]? {
    #if STRANDLINE_CANARIES
      Canary.allCases.map(\.rawValue)
    #else
      nil
    #endif
  }

  mutating func setCanary(_ name: String?) {
    #if STRANDLINE_CANARIES
      if name == Canary.skipDirectorySync.rawValue {
        fileSystem = SabotagedFileSystem(fileSystem, .skipDirectorySyncs, in: Simulation.path)
      }
      canary = name.flatMap { Canary(rawValue: $0) }
    #endif
  }
}
