import Strandline

/// Whether frames count, by what a reader of the whole store finds; unknown for all of them where
/// the store cannot be read.
struct RecordStanding {
  /// What a frame is worth.
  enum Standing: String, Sendable {
    /// A record that counts for its revision.
    case live
    /// A record that was replaced or deleted, or that lies elsewhere by now.
    case dead
    /// Neither: it holds no record.
    case none
    /// It lies behind the end of the log.
    case behindEnd = "behind the end"
    case unknown
  }

  /// The store as it was read; nil where it could not be.
  let loaded: LoadedStore?
  /// Why it could not be read.
  let failure: ToolFailure?

  /// Reads the store that some files are.
  init(_ files: StoreFiles) {
    do {
      loaded = try LoadedStore.reading(files.path, environment: files.environment)
      failure = nil
    } catch {
      loaded = nil
      failure = ToolFailure(error)
    }
  }

  /// Of frames that no store is known around.
  init(failure: ToolFailure) {
    loaded = nil
    self.failure = failure
  }

  /// Where the log leaves a segment; nil where that is not known.
  func end(of segment: FileID) -> UInt64? {
    guard let loaded else { return nil }
    let entry = loaded.manifest?.entries.first {
      $0.name == FileName(id: segment, kind: .segment) && $0.isSealed
    }
    return entry?.byteCount ?? loaded.chain.first { $0.file.id == segment }?.end
  }

  /// Up to where every byte of a file has to be a frame's: where the log leaves it, nothing where it
  /// does not go through the file, the end of the file where that is not known.
  func end(of file: InspectedFile) -> UInt64? {
    guard loaded != nil, let id = file.fileID else { return nil }
    return end(of: id) ?? 0
  }

  func standing(of header: FrameHeader, in segment: FileID?, at offset: UInt64) -> Standing {
    guard header.kind?.holdsRevision == true else { return .none }
    guard let loaded, let segment else { return .unknown }
    guard let end = end(of: segment) else { return .dead }
    guard offset < end else { return .behindEnd }
    let revision = header.revision.rawValue
    guard loaded.index.isLive(revision) else { return .dead }
    // An index page that is damaged says nothing.
    guard let found = try? loaded.index.place(of: revision) else { return .unknown }
    return found.file == segment && found.offset == offset ? .live : .dead
  }
}
