import Strandline
import StrandlineInspect
import Testing

@Suite("Exit codes")
struct ExitCodeTests {
  static let expected: [(StoreError.Code, Int32)] = [
    (.closed, 70), (.corrupt, 65), (.notAStore, 66), (.unsupportedVersion, 69), (.busy, 75),
    (.notFound, 66), (.noSpace, 74), (.tooLarge, 65), (.invalidArgument, 64), (.readOnly, 74),
    (.protectedData, 74), (.io, 74), (.cancelled, 70),
  ]

  @Test("every error of the engine has its exit code", arguments: expected)
  func mapping(code: StoreError.Code, exitCode: Int32) {
    #expect(ExitCode(code).rawValue == exitCode)
  }

  @Test("the table above leaves no error out")
  func complete() {
    #expect(Set(Self.expected.map(\.0)) == Set(StoreError.Code.allCases))
  }
}
