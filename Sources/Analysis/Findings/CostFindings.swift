import Measurements
import Statistics

/// What a larger memory size buys and what it costs.
struct CostFindings {
  private let study: Study
  private let wording: Wording

  /// Series that are told one by one; of more, only the extremes are.
  private static let mostSeries = 3
  /// Calls below which a size takes no part in the choice.
  private static let leastCalls = 5

  init(_ study: Study, _ wording: Wording) {
    self.study = study
    self.wording = wording
  }

  /// The cheapest and the fastest size of a series.
  struct Choice {
    let series: String
    let sizes: [CostPerformance]
    let cheapest: CostPerformance
    let fastest: CostPerformance
    let time: RatioEstimate?
    let price: RatioEstimate?
  }

  func all() -> [Finding] {
    let choices = choices()
    if choices.count <= Self.mostSeries {
      return choices.enumerated().map { finding($1, weight: $0 == 0 ? 80 : 60) }
    }
    let decided = choices.filter { $0.time != nil && $0.price != nil }
    let ordered = decided.sorted { ($0.time?.value ?? 1, $0.series) < ($1.time?.value ?? 1, $1.series) }
    guard let most = ordered.first, let least = ordered.last else { return [] }
    return [summary(choices, most, least), finding(most, weight: 79), finding(least, weight: 78)]
  }

  /// The series of which more than one size was measured.
  func choices() -> [Choice] {
    // Cold and warm calls do not compete. A size is chosen for warm calls, unless hardly any were seen.
    let calls = Dictionary(study.costs.map { ($0.start, $0.costPerMillion.n) }, uniquingKeysWith: +)
    let most = calls.values.max() ?? 0
    let starts: [Start?] = [.warm, nil, .cold]
    let main = starts.first { 2 * calls[$0, default: 0] >= most } ?? nil
    let comparable = study.costs.filter { $0.start == main && $0.costPerMillion.n >= Self.leastCalls }
    var seen: Set<String> = []
    return comparable.map(\.seriesLabel).filter { seen.insert($0).inserted }.compactMap { series in
      let sizes = comparable.filter { $0.seriesLabel == series }
      guard sizes.count > 1,
        let cheapest = sizes.min(by: { $0.costPerMillion.value < $1.costPerMillion.value }),
        let fastest = sizes.min(by: { $0.median.estimate.value < $1.median.estimate.value })
      else { return nil }
      return Choice(
        series: series, sizes: sizes, cheapest: cheapest, fastest: fastest,
        time: fastest.median.estimate.ratio(to: cheapest.median.estimate),
        price: fastest.costPerMillion.ratio(to: cheapest.costPerMillion))
    }
  }

  /// One sentence over many series.
  private func summary(_ choices: [Choice], _ most: Choice, _ least: Choice) -> Finding {
    let count = Quantity.count(choices.count, "costs.series")
    let sizes = Set(choices.map(\.cheapest.memoryMB)).sorted()
    var sentence: Sentence = "The \(count) series do not agree on which size costs little."
    if sizes.count == 1, let size = sizes.first {
      sentence =
        "\(memory(size, "costs.\(choices[0].cheapest.id).memoryMB")) is the \(leastCost(choices[0])) size in all \(count) series."
    }
    if let strong = most.time, let weak = least.time {
      sentence =
        sentence
        + "Going to the size that answers soonest changes the median time by between \(wording.change(strong, source(most) + ".time")) (\(name: most.series)) and \(wording.change(weak, source(least) + ".time")) (\(name: least.series))."
    }
    return Finding(
      id: "cost-performance", standing: .fact, sentence: sentence,
      consequence: "Where time hardly falls, pay for little memory.", section: "cost", weight: 80)
  }

  private func finding(_ choice: Choice, weight: Double) -> Finding {
    let cheapest = choice.cheapest
    let fastest = choice.fastest
    let several = Set(study.costs.map(\.seriesLabel)).count > 1
    let subject: Sentence = several ? "For \(name: choice.series) calls," : "For these calls,"
    let count = Quantity.count(choice.sizes.count, "costs.\(cheapest.id).sizes")
    let low = leastCost(choice)
    let fast = Superlative(
      "fastest", .smallest, fastest.median.estimate.value, among: choice.sizes.map(\.median.estimate.value))
    let size = memory(cheapest.memoryMB, "costs.\(cheapest.id).memoryMB")
    let id = "cost-performance-\(cheapest.id)"
    let opening: Sentence =
      "\(subject) \(size) is the \(low) of \(count) sizes, at \(wording.cost(cheapest)) for a million,"
    if cheapest.id == fastest.id {
      return Finding(
        id: id, standing: .fact,
        sentence:
          "\(opening) and also the \(fast), with a median of \(wording.time(cheapest.median, cheapest.id)).",
        section: "cost", weight: weight)
    }
    let other = memory(fastest.memoryMB, "costs.\(fastest.id).memoryMB")
    let sentence: Sentence =
      "\(opening) and \(other) the \(fast), with a median of \(wording.time(fastest.median, fastest.id)) against \(wording.time(cheapest.median, cheapest.id))."
    guard let time = choice.time, let price = choice.price else {
      return Finding(id: id, standing: .fact, sentence: sentence, section: "cost", weight: weight)
    }
    return Finding(
      id: id, standing: standing(time: time, price: price), sentence: sentence,
      consequence:
        "Going from \(size) to \(other) changes the median time by \(wording.change(time, source(choice) + ".time")) and the cost by \(wording.change(price, source(choice) + ".cost")).",
      section: "cost", weight: weight)
  }

  private func leastCost(_ choice: Choice) -> Superlative {
    Superlative(
      "cheapest", .smallest, choice.cheapest.costPerMillion.value,
      among: choice.sizes.map(\.costPerMillion.value))
  }

  private func source(_ choice: Choice) -> String {
    "costs.\(choice.fastest.id).against.\(choice.cheapest.id)"
  }

  private func memory(_ size: Int, _ source: String) -> Quantity {
    Quantity(Double(size), text: "\(size)\u{00A0}MB", source: source)
  }

  /// Speed that is bought dearly is a trade-off; otherwise the verdict is that of the time.
  private func standing(time: RatioEstimate, price: RatioEstimate) -> Standing {
    let margin = study.options.margin
    let faster = time.verdict(margin: margin)
    return faster == .better && price.verdict(margin: margin) == .worse ? .tradeOff : .verdict(faster)
  }
}
