/// Appends to the log: the one thing in a store that writes to segments.
///
/// Owned by whoever leads a group of commits; not safe from two threads at once. Invariants:
/// `syncedEnd <= end`; `[syncedEnd, end)` of the active segment is exactly the suffix, which is
/// kept in memory until it is durable; nothing is ever appended behind a failed append.
package final class LogWriter {
  package let directory: String
  package let environment: Environment
  package let storeLock: StoreLock
  package internal(set) var manifest: ManifestSnapshot
  package internal(set) var active: SegmentFile
  /// Behind the last whole commit.
  package internal(set) var end: UInt64
  /// Everything before is on stable storage.
  package internal(set) var syncedEnd: UInt64
  /// Commits that were written and are not synced.
  var suffix: [WrittenCommits] = []
  var suffixByteCount = 0
  /// Set when the active segment must not be appended to again.
  var mustRoll = false
  package var nextSequence: UInt64
  package var nextRevision: UInt64
  var nextFileID: FileID
  var firstSequence: Sequence48
  /// Segments a failed manifest may name; removed once a later manifest does not.
  var abandonedPaths: [String] = []
  var nameless: [NamelessOutput] = []
  /// The end of the log when it was opened, if a clean mark stood there.
  package var cleanEnd: UInt64?
  /// Bytes of the log that no checkpoint has begun to fold.
  package var tailByteCount: UInt64 = 0
  /// Memory for the next commits.
  private var spare: ByteBuffer?
  /// How much the next ones may need, by the last ones.
  private var bufferByteCount = 64 << 10
  private static let spareByteCountMax = 1 << 20
  /// Blocks are reserved up to here; nil where the file system cannot reserve.
  var reservedEnd: UInt64? = 0

  package init(
    directory: String, environment: Environment, storeLock: StoreLock, manifest: ManifestSnapshot,
    active: SegmentFile, end: UInt64, firstSequence: Sequence48, nextSequence: UInt64,
    nextRevision: UInt64, nextFileID: FileID
  ) {
    self.directory = directory
    self.environment = environment
    self.storeLock = storeLock
    self.manifest = manifest
    self.active = active
    self.end = end
    syncedEnd = end
    self.firstSequence = firstSequence
    self.nextSequence = nextSequence
    self.nextRevision = nextRevision
    self.nextFileID = nextFileID
  }

  package var isSynced: Bool { syncedEnd == end }

  /// An encoder for commits that will be appended next.
  package func encoder() -> CommitEncoder {
    let buffer = spare ?? ByteBuffer(capacity: bufferByteCount)
    spare = nil
    return CommitEncoder(seed: active.seed, file: active.id, fileOffset: end, buffer: buffer)
  }

  /// Appends whole commits.
  ///
  /// When it throws they are not in the log.
  package func append(_ encoder: CommitEncoder, isSmall: Bool) throws(StoreError) {
    precondition(encoder.fileOffset == end && !mustRoll, "an append in the wrong place")
    let byteCount = UInt64(encoder.buffer.count)
    try reserve(byteCount, isSmall: isSmall)
    do {
      #if STRANDLINE_CANARIES
        if Canary.ignoreShortWrite.isLoose {
          _ = try unsafe active.file.write(encoder.buffer.bytes, at: end)
        } else {
          try unsafe active.file.writeFully(encoder.buffer.bytes, at: end)
        }
      #else
        try unsafe active.file.writeFully(encoder.buffer.bytes, at: end)
      #endif
    } catch {
      // Crash window: part of the commits lies behind the end; recovery sees a torn tail.
      cutBack()
      throw error
    }
    let written = WrittenCommits(offset: end, buffer: encoder.buffer)
    suffix.append(written)
    suffixByteCount += encoder.buffer.count
    bufferByteCount = min(max(encoder.buffer.count, 64 << 10), Self.spareByteCountMax)
    active.add(unsynced: written)
    end += byteCount
    tailByteCount += byteCount
  }

  /// After a failed append nothing may be appended behind it: cut the file back to the last whole
  /// commit and make that durable, or leave the segment for good.
  private func cutBack() {
    #if STRANDLINE_CANARIES
      if Canary.appendAfterShortWrite.isLoose {
        let size = (try? active.file.size()) ?? end
        end = (max(end, size) + 7) & ~7
        return
      }
    #endif
    do {
      try active.file.truncate(to: end)
      reservedEnd = reservedEnd.map { min($0, end) }
      try active.file.sync()
      markSynced()
    } catch {
      mustRoll = true
    }
  }

  /// Makes everything appended durable.
  ///
  /// When the sync fails it is never tried again on this file: the suffix goes to a new segment.
  /// Answers where moved records lie now.
  package func sync() throws(StoreError) -> [MovedRecord] {
    if mustRoll { return try moveSuffix() }
    guard syncedEnd < end else { return [] }
    #if STRANDLINE_CANARIES
      if Canary.acknowledgeBeforeSync.isLoose { return [] }
    #endif
    do {
      try active.file.sync()
      markSynced()
      return []
    } catch {
      #if STRANDLINE_CANARIES
        if Canary.retrySync.isLoose, (try? active.file.sync()) != nil {
          markSynced()
          return []
        }
      #endif
      mustRoll = true
      return try moveSuffix()
    }
  }

  func markSynced() {
    syncedEnd = end
    active.forgetUnsynced()
    var last = suffix.popLast()?.buffer
    suffix.removeAll()
    suffixByteCount = 0
    // Used again: memory that is had anew for each group of commits costs more than to fill it.
    if isKnownUniquelyReferenced(&last), let buffer = last,
      buffer.count <= Self.spareByteCountMax
    {
      buffer.removeAll()
      spare = buffer
    }
  }

  /// Starts writing the unsynced part out, without waiting.
  package func beginWriteback() {
    if let last = suffix.last {
      active.file.beginWriteback(from: last.offset, byteCount: UInt64(last.buffer.count))
    }
  }
}

/// A record that was written again elsewhere under the same revision.
package struct MovedRecord: Hashable, Sendable {
  package let revision: UInt64
  package let from: Place
  package let to: Place
}
