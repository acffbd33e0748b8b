/// Counts what a chart cannot show, so that nothing disappears without a word.
struct Omissions: Sendable {
  private var values = 0
  private var probabilities = 0
  private var others: [String] = []

  mutating func accepts(_ value: Double, on axis: ValueAxis) -> Bool {
    let isAccepted = axis.accepts(value)
    if !isAccepted { values += 1 }
    return isAccepted
  }

  mutating func accepts(probability: Double, includingOne: Bool) -> Bool {
    let isAccepted = probability >= 0 && (probability < 1 || includingOne && probability == 1)
    if !isAccepted { probabilities += 1 }
    return isAccepted
  }

  mutating func note(_ sentence: String) { others.append(sentence) }

  func notes(logarithmic: Bool) -> [String] {
    var notes: [String] = []
    if values > 0 {
      let reason = logarithmic ? "not positive or not finite" : "not finite"
      notes.append("\(values) \(values == 1 ? "value" : "values") \(reason) not shown.")
    }
    if probabilities > 0 {
      notes.append(
        "\(probabilities) \(probabilities == 1 ? "point" : "points") outside the probability axis not shown.")
    }
    return notes + others
  }
}
