import Statistics
import Testing

@testable import Analysis

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1234, "1234"), (12345, "12\u{202F}345"), (1_234_567, "1\u{202F}234\u{202F}567"),
    (-12345, "\u{2212}12\u{202F}345"),
  ])
  func `Whole numbers are grouped from five digits on`(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test(arguments: [
    (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-0.06, 1, "\u{2212}0.1"), (0.5, 0, "1"),
    (123456.789, 2, "123\u{202F}456.79"),
    (0.000123, 5, "0.00012"), (.infinity, 2, "∞"), (.nan, 2, "n/a"),
  ])
  func `Decimals are fixed and the sign is a minus`(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (274.0, 191.0, 649.0, 0), (12.3456, 11.9, 12.8, 1), (12.3456, 12.3, 12.4, 2), (0.5, 0.48, 0.52, 3),
    (1000, 400, 1500, 0),
  ])
  func `An interval decides the digits of its estimate`(
    estimate: Double, low: Double, high: Double, decimals: Int
  ) {
    let interval = ConfidenceInterval(lower: low, upper: high, level: 0.95)
    #expect(NumberText.decimals(of: estimate, interval: interval) == decimals)
  }

  @Test func `Intervals that are open at an end say so`() {
    func text(_ low: Double?, _ high: Double?) -> String? {
      NumberText.interval(ConfidenceInterval(lower: low, upper: high, level: 0.95), decimals: 1)
    }
    #expect(text(1, 2) == "[1.0, 2.0]")
    #expect(text(1, nil) == "≥ 1.0")
    #expect(text(nil, 2) == "≤ 2.0")
    #expect(text(nil, nil) == nil)
  }

  @Test(arguments: [(0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"), (0.95, "p95")])
  func `Quantiles are named by their percentage`(probability: Double, name: String) {
    #expect(NumberText.quantileName(probability) == name)
  }
}

@Suite struct SentenceTests {
  @Test func `A number can only enter bound to a result`() {
    let sentence: Sentence = "\(Quantity.count(12345, "n")) calls of \(name: "f1 <b>") took long."
    #expect(sentence.text == "12\u{202F}345 calls of f1 <b> took long.")
    #expect(sentence.unboundNumbers.isEmpty)
    let wrong: Sentence = "About 95 calls took long."
    #expect(wrong.unboundNumbers == ["About 95 calls took long."])
  }

  @Test func `Sentences nest and join`() {
    let inner: Sentence = "\(Quantity.count(3, "n")) sizes"
    let outer: Sentence = "Of \(inner), one is best."
    #expect((outer + "It is small.").text == "Of 3 sizes, one is best. It is small.")
  }
}
