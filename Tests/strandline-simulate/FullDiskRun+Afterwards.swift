import Strandline
import StrandlineTestSupport

// What has to be right once there is space again.
extension FullDiskRun {
  /// Every byte of every file, and then every answer.
  func verify(_ moment: String) throws {
    let report = try store.verify(.full)
    guard report.isClean else {
      throw Violation(.verification, "\(moment): \(report.findings)")
    }
    try check(moment)
  }

  /// Deletes half of everything and has the store give the space back.
  mutating func compact() throws {
    let before = try store.statistics().byteCountOnDisk
    let keys = model.records.keys.filter { _ in random.oneIn(2) }
    let count = try store.delete(keys)
    try expect(count == model.delete(keys), "how many a deletion met")
    try store.compact()
    let after = try store.statistics().byteCountOnDisk
    guard after < before / 4 * 3 else {
      throw Violation(.bound, "half of \(before) bytes was deleted; compacted, \(after) are left")
    }
  }
}
