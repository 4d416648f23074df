package import Strandline

/// What the process tells its caller, after the numbers of `sysexits.h`.
package enum ExitCode: Int32, Sendable, CaseIterable {
  case success = 0
  case usage = 64
  case damage = 65
  case missing = 66
  case newerFormat = 69
  case bug = 70
  case cannotCreate = 73
  case inputOutput = 74
  case busy = 75

  /// One line for the help text.
  package var meaning: String {
    switch self {
    case .success: "done"
    case .usage: "the command line is wrong"
    case .damage: "damage was found, or the input is unusable"
    case .missing: "there is no such store, file or session"
    case .newerFormat: "the store was written by a newer version"
    case .bug: "a bug in this program"
    case .cannotCreate: "a file or store cannot be created, or is already there"
    case .inputOutput: "input or output failed, a full disk included"
    case .busy: "another writer has the store open; try again later"
    }
  }
}

extension ExitCode {
  /// The only place where an engine's error becomes an exit code.
  package init(_ code: StoreError.Code) {
    self =
      switch code {
      case .corrupt, .tooLarge: .damage
      case .notAStore, .notFound: .missing
      case .unsupportedVersion: .newerFormat
      case .busy: .busy
      case .noSpace, .readOnly, .protectedData, .io: .inputOutput
      case .invalidArgument: .usage
      // The tool uses no store it closed, and a signal that cancels a call ends the process.
      case .closed, .cancelled: .bug
      }
  }
}
