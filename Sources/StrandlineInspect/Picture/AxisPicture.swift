import Strandline

/// The axis of revisions as one HTML page that needs nothing else: no network, no other file.
struct AxisPicture {
  private let path: String
  private let view: StoreView
  private let blocks: [SegmentBlock]
  private let axisEnd: UInt64
  private let isDamaged: Bool

  init(of store: InspectedStore, _ console: Console) throws(ToolFailure) {
    path = store.path
    view = try store.served()
    blocks = try SegmentBlock.blocks(of: store, console)
    let next = store.loaded?.nextRevision ?? 1
    axisEnd = max(next - min(next, 1), blocks.map(\.last).max() ?? 0, 1)
    isDamaged = !(store.loaded?.report.isEmpty ?? false)
  }

  var segmentCount: Int { blocks.count }
  var backupCount: Int { view.evidence.kept.count }

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
    <title>Strandline: \(Self.escaped(path))</title>
    <style>
    \(PictureStyle.css)</style>
    </head>
    <body>
    <h1>\(Self.escaped(path))</h1>
    <p>\(summary)</p>
    <main>
    \(versionRows)\(liveRow)\(axisRow)\(segmentRows)</main>
    <output id="figures">Point at a block or a line to see its figures.</output>
    \(PictureStyle.legend)
    \(segmentTable)
    <script>
    \(PictureStyle.script)</script>
    </body>
    </html>

    """
  }

  private var summary: String {
    let bytes = blocks.reduce(0) { $0 &+ $1.byteCount }
    return "\(Quantity.count(view.index.live.count, "session")) on an axis of "
      + "\(Quantity.count(axisEnd)) revisions, \(Quantity.bytes(bytes)) in "
      + Quantity.count(blocks.count, "segment")
      + (isDamaged ? ". <strong>The store is damaged in places.</strong>" : ".")
  }

  private var versionRows: String {
    let states = view.evidence.states(live: view.index.live)
    guard !states.isEmpty else {
      return Self.row("backups", "note", "<span>no backup version has evidence</span>")
    }
    return states.map { state in
      let version = state.version
      var items = AxisCoverage.stretches(of: version, view, axisEnd: axisEnd)
        .filter { $0.share == .part || $0.share == .all }
        .map { stretch in
          item(
            stretch.share == .all ? "held" : "held part", stretch.first, stretch.last,
            "\(version.version): holds \(Quantity.count(stretch.heldCount)) of "
              + "\(Quantity.count(stretch.liveCount)) sessions at revisions "
              + "\(Quantity.count(stretch.first))…\(Quantity.count(stretch.last))")
        }
      let watermark = state.watermark.rawValue
      if watermark > 0 {
        items.append(
          item(
            "watermark", watermark + 1, watermark + 1,
            "\(version.version): watermark \(Quantity.count(watermark)), "
              + Quantity.count(state.islandCount, "island") + " above it, "
              + "\(Quantity.count(state.backedUp)) sessions held",
            style: "width:3px"))
      }
      return Self.row(Self.label(version), "line", items.joined())
    }.joined()
  }

  private static func label(_ version: BackupVersion) -> String {
    "backup \(version.version)" + (version.publicKey.isEmpty ? "" : ", with a key")
  }

  private var liveRow: String {
    let items = AxisCoverage.stretches(of: nil, view, axisEnd: axisEnd)
      .filter { $0.share != .empty }
      .map { stretch in
        item(
          "alive", stretch.first, stretch.last,
          "\(Quantity.count(stretch.liveCount)) live sessions at revisions "
            + "\(Quantity.count(stretch.first))…\(Quantity.count(stretch.last))")
      }
    return Self.row("live", "line", items.joined())
  }

  private var axisRow: String {
    let ticks = (0...4).map { quarter -> String in
      let revision = max(1, axisEnd / 4 * UInt64(quarter) + axisEnd % 4 * UInt64(quarter) / 4)
      let side = quarter == 0 ? "start" : quarter == 4 ? "end" : "middle"
      return "<span class=\"tick \(side)\" style=\"left:\(quarter * 25)%\">"
        + "\(Quantity.count(revision))</span>"
    }
    return Self.row("revision", "axis", ticks.joined())
  }

  private var segmentRows: String {
    let laneCount = (blocks.map(\.lane).max() ?? 0) + 1
    return (0..<laneCount).map { lane in
      let items = blocks.filter { $0.lane == lane && $0.first != nil }.map { block in
        let shade = Int(92 - block.liveShare * 57)
        return item(
          block.damagedCount > 0 ? "block bad" : "block", block.first ?? 1, block.last,
          figures(block), style: "background:hsl(205 60% \(shade)%)")
      }
      return Self.row(lane == 0 ? "segments" : "", "blocks", items.joined())
    }.joined()
  }

  private func figures(_ block: SegmentBlock) -> String {
    let share = Int(block.liveShare * 100)
    return "\(block.name)\(block.isOutput ? " (compaction output)" : ""): "
      + "\(Quantity.bytes(block.byteCount)), \(share) % live, "
      + "\(Quantity.count(block.liveRecordCount)) of \(Quantity.count(block.recordCount)) records "
      + "served, revisions \(Quantity.count(block.first ?? 0))…\(Quantity.count(block.last))"
      + (block.damagedCount > 0 ? ", \(Quantity.count(block.damagedCount)) damaged places" : "")
  }

  private var segmentTable: String {
    let rows = blocks.map { block in
      "<tr><td>\(Self.escaped(block.name))</td><td>\(block.isOutput ? "output" : "log")</td>"
        + "<td>\(Quantity.bytes(block.byteCount))</td><td>\(Int(block.liveShare * 100)) %</td>"
        + "<td>\(Quantity.count(block.liveRecordCount))</td>"
        + "<td>\(Quantity.count(block.recordCount))</td>"
        + "<td>\(block.first.map { "\(Quantity.count($0))…\(Quantity.count(block.last))" } ?? "")"
        + "</td></tr>"
    }
    let heads = ["segment", "kind", "bytes", "live", "served records", "records", "revisions"]
    return "<table><thead><tr>" + heads.map { "<th>\($0)</th>" }.joined()
      + "</tr></thead><tbody>\n" + rows.joined(separator: "\n") + "\n</tbody></table>"
  }

  private static func row(_ label: String, _ kind: String, _ items: String) -> String {
    "<div class=\"label\">\(escaped(label))</div><div class=\"lane \(kind)\">\(items)</div>\n"
  }

  /// One thing on the axis, with its figures for whoever points at it or reads it aloud.
  private func item(
    _ kind: String, _ first: UInt64, _ last: UInt64, _ figures: String, style: String = ""
  ) -> String {
    let left = Self.percent(first - min(first, 1), of: axisEnd)
    let width = Self.percent(last - min(last, first) + 1, of: axisEnd)
    let text = Self.escaped(figures)
    return
      "<i class=\"\(kind)\" tabindex=\"0\" role=\"img\" aria-label=\"\(text)\" title=\"\(text)\" "
      + "style=\"left:\(left)%;width:\(width)%;\(style)\"></i>"
  }

  /// With three decimals, and no exponent.
  private static func percent(_ part: UInt64, of whole: UInt64) -> String {
    let thousandths = UInt64(Double(part) / Double(whole) * 100_000)
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }

  static func escaped(_ text: String) -> String {
    Printable.escaping(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
