/// Proves that prose says nothing but what the results say: every number stands for a result, and every word that ranks
/// was computed.
public struct ClaimsLint: Sendable {
  private let value: @Sendable (_ path: String) -> Double?

  /// Creates the lint for the results of a study.
  public init(_ study: Study) { value = ResultIndex(study).value }

  /// Creates the lint for the results of a history.
  public init(_ stability: Stability) { value = StabilityIndex(stability).value }

  /// Creates the lint for the results of a comparison.
  public init(_ comparison: DataSetComparison) { value = { comparison.value(at: $0) } }

  /// Creates the lint for the results of a diagnosis of slow calls.
  public init(_ diagnosis: TailDiagnosis) { value = TailIndex(diagnosis).value }

  /// What is wrong with a sentence; empty when all is well.
  ///
  /// A sentence passes when its words hold no digit and no superlative, each quantity names a result that exists and has
  /// its value, the written number is that value in the digits shown, and each superlative holds over its values.
  public func faults(in sentence: Sentence) -> [String] {
    sentence.unboundNumbers.map { "A number without a result: \"\($0)\"" }
      + sentence.parts.flatMap { part -> [String] in
        switch part {
        case .words(let words): superlatives(in: words).map { "\"\($0)\" was not computed: \"\(words)\"" }
        case .name: []
        case .quantity(let quantity): faults(of: quantity)
        case .superlative(let word):
          word.holds && !superlatives(in: word.word).isEmpty
            ? [] : ["\"\(word.word)\" does not hold for \(word.value)"]
        }
      }
  }

  private func faults(of quantity: Quantity) -> [String] {
    guard let value = value(quantity.source) else {
      return ["\"\(quantity.text)\" names no result: \(quantity.source)"]
    }
    guard abs(value - quantity.value) <= 1e-9 * max(value.magnitude, quantity.value.magnitude) else {
      return ["\"\(quantity.text)\" stands for \(quantity.value), but \(quantity.source) is \(value)"]
    }
    return Self.shows(quantity.text, value) ? [] : ["\"\(quantity.text)\" does not show \(value)"]
  }

  /// Whether a text starts with a value, in a unit of time, as a share in percent or as it is, to the digits it has.
  static func shows(_ text: String, _ value: Double) -> Bool {
    // One end of an interval stands for an estimate that the data do not bound.
    if text.hasPrefix("≥") || text.hasPrefix("≤") || text == "no bound" { return true }
    var digits = ""
    for character in text {
      if character == "\u{2212}", digits.isEmpty {
        digits = "-"
      } else if character.isASCII, character.isNumber || (character == "." && !digits.isEmpty) {
        digits.append(character)
      } else if character != "\u{202F}", digits.contains(where: \.isNumber) {
        break
      }
    }
    guard let shown = Double(digits) else { return false }
    let decimals =
      digits.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    let tolerance = (0..<decimals).reduce(0.5 + 1e-6) { half, _ in half / 10 }
    return [1, 1e-3, 1e-6, 100].contains { abs(value * $0 - shown) <= tolerance }
  }

  private func superlatives(in words: String) -> [String] {
    let list = words.lowercased().split { !$0.isLetter }.map(String.init)
    return list.indices.filter { index in
      Self.ranking.contains(list[index]) && (index == 0 || list[index - 1] != "at")
    }.map { list[$0] }
  }

  /// Words that rank. After "at", "least" and "most" bound a number instead.
  private static let ranking: Set<String> = [
    "best", "worst", "fastest", "slowest", "cheapest", "dearest", "highest", "lowest", "largest", "smallest",
    "longest", "shortest", "strongest", "weakest", "greatest", "most", "least",
  ]
}
