/// What is wanted of a figure, and whether it is so.
public struct Bar: Sendable {
  private let text: String
  private let value: Double
  private let limit: Double
  private let decimals: Int

  /// States that `value` is to be at most `limit`.
  public init(_ text: String, _ value: Double, atMost limit: Double, decimals: Int = 2) {
    self.text = text
    self.value = value
    self.limit = limit
    self.decimals = decimals
  }

  /// One line: the figure, what is wanted, met or missed.
  public var line: String {
    "\(text): \(Words.decimals(value, decimals)) (wanted: at most "
      + "\(Words.decimals(limit, decimals))): \(value <= limit ? "met" : "missed")"
  }
}
