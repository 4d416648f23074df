import Foundation
import Strandline

/// A place where the engine meets the system: the kind of the call and of the file.
package struct CallSite: Hashable, Sendable, CustomStringConvertible {
  package let call: CallKind
  package let file: String

  init(_ kind: CallKind, name: String) {
    call = kind
    // The numbers in names are no matter; "x.segment.new" is another kind than "x.segment".
    let kind = name.split(separator: ".").dropFirst().joined(separator: ".")
    file = name == FileName.lock ? name : kind
  }

  /// Whether the call can fail at all.
  package var canFail: Bool { FaultEffect.error(.inputOutput).fits(call) }

  package var description: String { "\(call.rawValue) \(file.isEmpty ? "directory" : file)" }
}

/// The places that processes of some disks have met, for whoever must strike all of them.
package final class SiteRegistry: @unchecked Sendable {
  private let lock = NSLock()
  private var seen: Set<CallSite> = []

  package init() {}

  package var sites: Set<CallSite> {
    lock.lock()
    defer { lock.unlock() }
    return seen
  }

  func note(_ kind: CallKind, _ path: String) {
    let site = CallSite(kind, name: SimulatedDisk.split(path).name)
    lock.lock()
    defer { lock.unlock() }
    seen.insert(site)
  }
}
