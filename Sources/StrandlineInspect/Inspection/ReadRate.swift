/// How long to wait so that no more is read than a rate allows.
///
/// Pure.
package enum ReadRate {
  /// The shortest wait of a system is about as long as this, in milliseconds.
  private static let pauseMin = 2.0
  /// So that a number from a command line cannot reach the end of the type.
  private static let pauseMax = 1e9

  /// Milliseconds to wait when so many bytes were read in so much time.
  package static func pause(
    behind byteCount: UInt64, at bytesPerSecond: UInt64, after elapsed: Duration
  ) -> Int {
    let due = Double(byteCount) / Double(max(bytesPerSecond, 1))
    let ahead = (due - Quantity.seconds(elapsed)) * 1000
    return ahead > pauseMin ? Int(min(ahead, pauseMax)) : 0
  }
}
