/// Finds what a mistyped word was meant to be.
enum Spelling {
  /// The candidate at most two edits away, the nearest one; nil when there is none.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    // Long words are no slips of the fingers, and the table below grows with them.
    guard word.utf8.count <= 40 else { return nil }
    let distances = candidates.map { (name: $0, edits: distance(word, $0)) }
    guard let best = distances.min(by: { $0.edits < $1.edits }), best.edits <= 2 else {
      return nil
    }
    return best.name
  }

  /// How many letters must be put in, taken out or exchanged.
  private static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let exchanged = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(exchanged, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
