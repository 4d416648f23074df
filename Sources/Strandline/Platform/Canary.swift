#if STRANDLINE_CANARIES
  internal import Synchronization

  /// Seeded bugs, compiled in on request only, that the simulation must catch.
  package enum Canary: Int, Sendable, CaseIterable {
    case acknowledgeBeforeSync
    case skipDirectorySync
    case retrySync
    case reuseFileID
    case truncateTailOnOpen
    case ignoreShortWrite
    case appendAfterShortWrite
    case skipHeaderChecksum
    case promiseTooFar
    case publicationOutOfOrder
    case staleViewAfterInstall
    case installWithoutCompare
    case staleManifestDeletes
    case revisionReused
    case evidenceBeforeData
    case legacyFoldedIntoWatermark
    case acknowledgementAfterForget
    case scanAfterForget
    case handOutNotDurable
    case tombstoneDroppedEarly
    case tombstoneDroppedByFileID
    case undurableKillInWatermarks
    case undurableKillInCompaction
    case undurableKillInMerge

    private static let loose = Atomic<Int>(-1)

    /// Lets one loose in the whole process, or none.
    package static func letLoose(_ canary: Canary?) {
      loose.store(canary?.rawValue ?? -1, ordering: .relaxed)
    }

    package var isLoose: Bool { Self.loose.load(ordering: .relaxed) == rawValue }
  }
#endif
