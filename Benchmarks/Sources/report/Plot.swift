/// A drawing of some figures.
struct Plot {
  let name: String
  let title: String
  /// The step whose section shows it.
  let stepTitle: String
  let svg: String
}
