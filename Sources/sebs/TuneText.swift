import Analysis
import Statistics

/// The choice among the sizes of a series, in words and as a table.
struct TuneText {
  private let series: TunedSeries
  private let unit: DisplayUnit
  private var choice: SizeChoice { series.choice }

  init(_ series: TunedSeries, unit: DisplayUnit) {
    self.series = series
    self.unit = unit
  }

  /// Table and remarks; the conclusion comes last.
  var text: String {
    let remarks = series.remarks(unit: unit).map(\.text) + series.leftOut.map { "Left out: \($0)" }
    return ([heading, table] + remarks + [series.conclusion(unit: unit).text]).joined(separator: "\n") + "\n"
  }

  private var heading: String {
    series.label == "all calls"
      ? "All \(series.calls.rawValue) calls" : "\(series.label) (\(series.calls.rawValue) calls)"
  }

  private var table: String {
    let isConstrained = choice.goal.isConstrained
    let heading = [
      "", "MEMORY", "USD A MILLION", "TIME (\(unit.rawValue.uppercased()))", "P(BEST)", "P(CHEAPEST)",
      "P(FASTEST)", "P(FRONT)",
    ]
    let rows = choice.sizes.map { size -> [String] in
      [
        size.couldBeBest ? "*" : "", "\(size.memoryMB) MB", value(size.costPerMillion, 1),
        value(size.time, unit.microseconds), percent(size.probabilityBest), percent(size.probabilityCheapest),
        percent(size.probabilityFastest), percent(size.probabilityOnFront),
      ] + (isConstrained ? [size.probabilityMeetsDemands.map(percent) ?? "–"] : [])
    }
    return Terminal.table(
      [heading + (isConstrained ? ["P(MEETS DEMANDS)"] : [])] + rows, numeric: Set(1...8))
  }

  private func value(_ value: TunedValue, _ scale: Double) -> String {
    func scaled(_ end: Double?) -> Double? { end.map { $0 / scale } }
    let interval = ConfidenceInterval(
      lower: scaled(value.interval.lower), upper: scaled(value.interval.upper), level: value.interval.level)
    let decimals = NumberText.decimals(of: value.value / scale, interval: interval)
    let text = NumberText.fixed(value.value / scale, decimals: decimals)
    return NumberText.interval(interval, decimals: decimals).map { "\(text) \($0)" } ?? text
  }

  private func percent(_ share: Double) -> String { NumberText.percent(share) }
}
