/// Work beside the commits, in steps of at most about 256 KiB, that ends in something the leader
/// installs.
package protocol BackgroundJob: AnyObject {
  /// Does the next piece; true when all of it is on stable storage and can be installed.
  /// - Throws: what the storage reports; nothing of it counts then.
  func step() throws(StoreError) -> Bool

  /// Removes what was written: it is in no manifest.
  func discard()
}

extension CheckpointJob: BackgroundJob {
  package func discard() { output.discard() }
}
