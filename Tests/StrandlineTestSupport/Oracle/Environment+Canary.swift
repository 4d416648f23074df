package import Strandline

/// Seeded bugs, which only a build that asks for them has.
extension Environment {
  /// The seeded bugs of this build; nil when it has none.
  package static var canaryNames: [String]? {
    #if STRANDLINE_CANARIES
      Canary.allCases.map { "\($0)" }
    #else
      nil
    #endif
  }

  /// Lets a seeded bug loose, in this environment and in the whole process.
  mutating func setCanary(_ name: String?) {
    #if STRANDLINE_CANARIES
      let canary = Canary.allCases.first { "\($0)" == name }
      Canary.letLoose(canary)
      if canary == .skipDirectorySync {
        fileSystem = SabotagedFileSystem(fileSystem, .skipDirectorySyncs, in: Simulation.path)
      }
    #endif
  }
}
