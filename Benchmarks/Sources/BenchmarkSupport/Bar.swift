/// What is wanted of a figure, and whether it is so.
public struct Bar: Sendable {
  /// What the figure is.
  public let text: String
  /// The figure.
  public let value: Double
  /// How it has to stand to the figure.
  public let limit: Double
  /// Whether the limit is the least that is wanted, not the most.
  public let isMinimum: Bool
  private let decimals: Int

  /// States that `value` is to be at most `limit`.
  public init(_ text: String, _ value: Double, atMost limit: Double, decimals: Int = 2) {
    self.init(text: text, value: value, limit: limit, isMinimum: false, decimals: decimals)
  }

  /// States that `value` is to be at least `limit`.
  public init(_ text: String, _ value: Double, atLeast limit: Double, decimals: Int = 2) {
    self.init(text: text, value: value, limit: limit, isMinimum: true, decimals: decimals)
  }

  private init(text: String, value: Double, limit: Double, isMinimum: Bool, decimals: Int) {
    self.text = text
    self.value = value
    self.limit = limit
    self.isMinimum = isMinimum
    self.decimals = decimals
  }

  /// Whether it is as wanted.
  public var isMet: Bool { isMinimum ? value >= limit : value <= limit }

  /// What is wanted, in words.
  public var wanted: String {
    "\(isMinimum ? "at least" : "at most") \(Words.decimals(limit, decimals))"
  }

  /// The figure as it is printed.
  public var shown: String { Words.decimals(value, decimals) }

  /// One line: the figure, what is wanted, met or missed.
  public var line: String { "\(text): \(shown) (wanted: \(wanted)): \(isMet ? "met" : "missed")" }
}
