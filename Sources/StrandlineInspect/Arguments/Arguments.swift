/// A verb's arguments, parsed strictly: nothing unknown, nothing twice, nothing missing.
package struct Arguments: Sendable {
  /// What is not an option, in order.
  package private(set) var operands: [String] = []
  private var values: [String: String] = [:]
  private var switches: Set<String> = []

  /// Parses the words behind the verb.
  package init(parsing words: [String], for verb: Verb) throws(ToolFailure) {
    var index = 0
    var takesOptions = true
    while index < words.count {
      let word = words[index]
      index += 1
      guard takesOptions, word.utf8.first == UInt8(ascii: "-"), word != "-" else {
        operands.append(word)
        continue
      }
      guard word != "--" else {
        takesOptions = false
        continue
      }
      try take(option: word, from: words, at: &index, for: verb)
    }
    for rule in verb.options where rule.isRequired {
      if values[rule.name] != nil || switches.contains(rule.name) { continue }
      throw Self.usage("\(rule.name) is missing", verb)
    }
    try checkOperands(of: verb)
  }

  private mutating func take(
    option word: String, from words: [String], at index: inout Int, for verb: Verb
  ) throws(ToolFailure) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map { String($0) } ?? word
    guard let rule = verb.options.first(where: { $0.name == name }) else {
      throw Self.unknown(name, verb)
    }
    guard values[name] == nil, !switches.contains(name) else {
      throw Self.usage("\(name) is given twice", verb)
    }
    guard rule.value != nil else {
      guard parts.count == 1 else { throw Self.usage("\(name) takes no value", verb) }
      switches.insert(name)
      return
    }
    if parts.count == 2 {
      values[name] = String(parts[1])
      return
    }
    guard index < words.count, !words[index].hasPrefix("--") else {
      throw ToolFailure.usage(
        "\(name) needs a value", hint: "a value that begins with dashes is written \(name)=VALUE")
    }
    values[name] = words[index]
    index += 1
  }

  private func checkOperands(of verb: Verb) throws(ToolFailure) {
    let required = verb.operands.filter { !$0.isOptional }
    guard operands.count >= required.count else {
      throw Self.usage("\(required[operands.count].name) is missing", verb)
    }
    if !verb.operands.contains(where: \.repeats), operands.count > verb.operands.count {
      throw Self.usage("there are more arguments than `\(verb.name)` takes", verb)
    }
    guard !operands.contains("") else { throw Self.usage("an argument is empty", verb) }
  }

  private static func unknown(_ name: String, _ verb: Verb) -> ToolFailure {
    let known = (verb.options + [.help]).map(\.name)
    let nearest = Spelling.nearest(to: name, among: known)
    return .usage(
      "`\(verb.name)` has no option \(Printable.quoting(name))",
      hint: nearest.map { "did you mean \($0)?" } ?? "`strandline help \(verb.name)` lists them")
  }

  private static func usage(_ message: String, _ verb: Verb) -> ToolFailure {
    .usage(message, hint: "usage: \(verb.usage)")
  }
}

extension Arguments {
  /// Whether a switch was given.
  func has(_ rule: OptionRule) -> Bool { switches.contains(rule.name) }

  /// The value of an option, if it was given.
  func value(_ rule: OptionRule) -> String? { values[rule.name] }

  /// An option's value as a whole number within `range`; `fallback` where it was not given.
  func integer(
    _ rule: OptionRule, in range: ClosedRange<Int>, default fallback: Int
  ) throws(ToolFailure) -> Int {
    guard let text = values[rule.name] else { return fallback }
    // Int accepts a sign; a count has none.
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
      range.contains(number)
    else {
      throw .usage(
        "\(rule.name) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
