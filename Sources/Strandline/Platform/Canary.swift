#if STRANDLINE_CANARIES
  /// Seeded bugs, compiled in on request only, that the simulation must catch.
  package enum Canary: String, Sendable, CaseIterable {
    case acknowledgeBeforeSync
    case skipDirectorySync
    case appendAfterShortWrite
    case publicationOutOfOrder
    case legacyFoldedIntoWatermark
    case acknowledgementAfterForget
  }
#endif
