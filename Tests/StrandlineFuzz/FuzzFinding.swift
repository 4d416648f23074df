/// What a target found wrong with a decoder, other than a trap.
package struct FuzzFinding: Error, Hashable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Throws a finding where something does not hold that has to.
func require(
  _ condition: @autoclosure () -> Bool, _ what: @autoclosure () -> String
) throws(FuzzFinding) {
  guard condition() else { throw FuzzFinding(what()) }
}
