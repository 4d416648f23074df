package import Strandline

extension SystemError {
  /// The number this error has on Linux, whatever the tests run on, so that runs compare equal.
  var number: Int32 {
    switch self {
    case .inputOutput: 5
    case .noSpace: 28
    case .quota: 122
    case .notPermitted: 1
    case .notFound: 2
    case .tooManyFiles: 24
    case .interrupted: 4
    }
  }

  /// The code the product's file system gives this error.
  package var code: StoreError.Code {
    switch self {
    case .inputOutput, .tooManyFiles, .interrupted: .io
    case .noSpace, .quota: .noSpace
    case .notPermitted: .protectedData
    case .notFound: .notFound
    }
  }
}

extension StoreError {
  /// A failure that the simulated system reports.
  static func simulated(
    _ error: SystemError, _ kind: CallKind, _ path: String, offset: UInt64? = nil
  ) -> StoreError {
    StoreError(
      error.code, "the simulated system reported \(error.rawValue)", path: path, offset: offset,
      systemCall: kind.rawValue, systemErrorNumber: error.number)
  }

  /// A call that makes no sense on what the path or handle is.
  static func refused(
    _ message: String, _ kind: CallKind, _ path: String, number: Int32,
    code: StoreError.Code = .io
  ) -> StoreError {
    StoreError(
      code, message, path: path, systemCall: kind.rawValue, systemErrorNumber: number)
  }

  /// A call of a process that has stopped, or into a machine that has lost its power.
  static func stopped(_ kind: CallKind, _ path: String) -> StoreError {
    StoreError(.io, "the simulated process has stopped", path: path, systemCall: kind.rawValue)
  }
}
