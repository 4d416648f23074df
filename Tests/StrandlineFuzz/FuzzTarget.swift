/// Decoders that take bytes from a disk or a user, under one name, and what must hold of them.
///
/// Whatever the bytes are, `run` comes back: a trap, a hang and memory without bound are findings
/// as well as what it throws.
package struct FuzzTarget: Sendable {
  package let name: String
  /// Feeds the decoders one input.
  package let run: @Sendable ([UInt8]) throws(FuzzFinding) -> Void
  /// Inputs to begin with, by name: always the same bytes.
  package let seeds: @Sendable () throws -> [String: [UInt8]]

  package static let all: [FuzzTarget] = [
    FuzzTarget(name: "header", run: HeaderTarget.run, seeds: HeaderTarget.seeds),
    FuzzTarget(name: "payload", run: PayloadTarget.run, seeds: PayloadTarget.seeds),
    FuzzTarget(name: "segment", run: SegmentTarget.run, seeds: SegmentTarget.seeds),
    FuzzTarget(name: "manifest", run: ManifestTarget.run, seeds: ManifestTarget.seeds),
    FuzzTarget(name: "watermarks", run: WatermarksTarget.run, seeds: WatermarksTarget.seeds),
    FuzzTarget(name: "page", run: PageTarget.run, seeds: PageTarget.seeds),
    FuzzTarget(name: "map", run: MapTarget.run, seeds: MapTarget.seeds),
    FuzzTarget(name: "run", run: RunTarget.run, seeds: RunTarget.seeds),
    FuzzTarget(name: "lock", run: LockTarget.run, seeds: LockTarget.seeds),
    FuzzTarget(name: "imported", run: ImportedTarget.run, seeds: ImportedTarget.seeds),
    FuzzTarget(name: "upload", run: UploadTarget.run, seeds: UploadTarget.seeds),
    FuzzTarget(name: "array", run: ArrayTarget.run, seeds: ArrayTarget.seeds),
    FuzzTarget(name: "key", run: EntryTarget.run, seeds: EntryTarget.keySeeds),
    FuzzTarget(name: "legacy", run: EntryTarget.run, seeds: EntryTarget.legacySeeds),
    FuzzTarget(name: "export", run: ExportTarget.run, seeds: ExportTarget.seeds),
    FuzzTarget(name: "store", run: StoreTarget.run, seeds: StoreTarget.seeds),
  ]

  package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
