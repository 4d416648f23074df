/// What a verb talks to: its two outputs, its input and the terminal's progress line.
package final class Console {
  /// Data, and nothing else.
  package let output: Output
  /// Everything else.
  package let errors: Output
  package let input: LineSource
  /// Whether the progress line is shown.
  package let showsProgress: Bool

  private var lastProgress: ContinuousClock.Instant?

  package init(output: Output, errors: Output, input: LineSource, showsProgress: Bool = false) {
    self.output = output
    self.errors = errors
    self.input = input
    self.showsProgress = showsProgress
  }

  /// The console of the running process.
  package static func standard() -> Console {
    let errors = Output(descriptor: 2, name: "standard error")
    let isPlain =
      SystemText.environment("NO_COLOR") != nil || SystemText.environment("TERM") == "dumb"
    return Console(
      output: Output(descriptor: 1, name: "standard output"), errors: errors,
      input: LineSource(descriptor: 0, name: "standard input"),
      showsProgress: errors.isTerminal && !isPlain)
  }

  /// Tells the user something beside the data.
  ///
  /// That stderr itself fails can be told to nobody.
  package func note(_ text: String) {
    endProgress()
    do {
      try errors.write("strandline: \(Printable.escaping(text))\n")
      try errors.flush()
    } catch {}
  }

  /// Shows how far a long step is, ten times a second at most, on a terminal only.
  package func progress(_ step: String, _ done: Int, of total: Int) {
    show {
      let text = "\(step): \(Quantity.count(done))"
      return total > 0 ? text + " of \(Quantity.count(total)) (\(done * 100 / total) %)" : text
    }
  }

  /// The same for a step of which only the share is known, from 0 to 1.
  package func progress(_ step: String, share: Double) {
    show { "\(step): \(Int(max(0, min(share, 1)) * 100)) %" }
  }

  private func show(_ line: () -> String) {
    guard showsProgress else { return }
    let now = ContinuousClock.now
    if let lastProgress, now - lastProgress < .milliseconds(100) { return }
    lastProgress = now
    var text = line()
    // A line that wraps is two, of which one would stay. The last column makes some wrap already.
    if let width = errors.columnCount { text = String(text.prefix(max(0, width - 1))) }
    showRaw("\r\u{1B}[K" + text)
  }

  /// Takes the progress line away.
  package func endProgress() {
    guard lastProgress != nil else { return }
    lastProgress = nil
    showRaw("\r\u{1B}[K")
  }

  private func showRaw(_ text: String) {
    do {
      try errors.write(text)
      try errors.flush()
    } catch {}
  }
}
