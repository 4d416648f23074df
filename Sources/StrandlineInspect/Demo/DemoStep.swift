/// One row of the demonstration's table.
struct DemoStep: Sendable {
  let name: String
  let result: String
  let cost: Cost

  static func table(_ steps: [DemoStep]) -> String {
    var table = TextTable([
      ("step", .left), ("result", .left), ("time", .right), ("written", .right), ("syncs", .right),
    ])
    for step in steps {
      table.add([
        step.name, step.result, Quantity.time(step.cost.duration),
        Quantity.bytes(step.cost.byteCountWritten), Quantity.count(step.cost.syncCount),
      ])
    }
    return table.text
  }

  var json: JSONOutput {
    .object(
      [.init(name: "step", value: .text(name)), .init(name: "result", value: .text(result))]
        + cost.fields)
  }
}
