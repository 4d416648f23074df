import BenchmarkSupport
import Questions

extension Report {
  private struct Wish {
    let question: String
    let variant: String
    let figure: Figure
    let title: String
  }

  private static let wishes = [
    Wish(
      question: "ingest", variant: "durable", figure: .perSecond,
      title: "ingest, synced per 100: sessions a second, more is better"),
    Wish(
      question: "ingest", variant: "end", figure: .perSecond,
      title: "ingest, one sync at the end: sessions a second, more is better"),
    Wish(
      question: "ingest", variant: "single-16", figure: .perSecond,
      title: "16 writers, one session each: sessions a second, more is better"),
    Wish(
      question: "drain", variant: "all", figure: .perSecond,
      title: "drain in durable pages of 100: sessions a second, more is better"),
    Wish(
      question: "lookup", variant: "hot", figure: .hit,
      title: "lookup of what is there: microseconds, less is better"),
    Wish(
      question: "lookup", variant: "hot", figure: .miss,
      title: "lookup of what is not there: microseconds, less is better"),
    Wish(
      question: "reset", variant: "alone", figure: .reset,
      title: "reset: milliseconds, less is better"),
    Wish(
      question: "reset", variant: "contended", figure: .saveMax,
      title: "worst durable save that met a reset: milliseconds, less is better"),
    Wish(
      question: "mixed", variant: "backup", figure: .p99,
      title: "durable save beside a backup, p99: milliseconds, less is better"),
    Wish(
      question: "mixed", variant: "updates", figure: .p99,
      title: "durable save beside updates, p99: milliseconds, less is better"),
  ]

  /// Everything that can be drawn of what was measured.
  var plots: [Plot] { dotPlots + linePlots }

  private var dotPlots: [Plot] {
    results.flatMap { result in
      Self.wishes.compactMap { wish in
        guard wish.question == result.step.question.name,
          let plot = DotPlot(
            wish.title, result.comparison, variant: wish.variant, figure: wish.figure)
        else { return nil }
        return self.plot(wish.variant, wish.figure, wish.title, result.step, plot.svg)
      }
    }
  }

  private var linePlots: [Plot] {
    results.compactMap { result in
      let comparison = result.comparison
      let sizes = comparison.variants.compactMap { Question.flatSize(of: $0) }
      guard sizes.count > 1, let largest = comparison.variants.last else { return nil }
      let lines = comparison.kinds(of: largest).map { kind in
        LinePlot.Line(
          name: kind.rawValue,
          points: sizes.compactMap { size in
            comparison.median(kind, "flat-\(size)", .reset).map { (x: Double(size), y: $0) }
          })
      }
      let title = "reset against the number of sessions: milliseconds"
      let svg = LinePlot(title: title, xName: "sessions", lines: lines).svg
      return plot("flat", .reset, title, result.step, svg)
    }
  }

  private func plot(
    _ variant: String, _ figure: Figure, _ title: String, _ step: Plan.Step, _ svg: String
  ) -> Plot {
    let words = [step.title, variant, figure.name].joined(separator: "-")
    let name = words.map { $0.isLetter || $0.isNumber || $0 == "-" ? String($0) : "-" }.joined()
    return Plot(name: name, title: title, stepTitle: step.title, svg: svg)
  }
}
