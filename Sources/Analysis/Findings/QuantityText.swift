import Statistics

/// Estimates as bound numbers in the unit of the study.
struct Wording {
  let unit: DisplayUnit
  let level: Double

  /// `12.3 ms [11.9, 12.8]`, or one-sided `≥ 191 ms`.
  func time(_ result: QuantileResult, _ group: String) -> Quantity {
    let source = "performances.\(group).\(NumberText.quantileName(result.probability))"
    let text = Self.interval(
      result.estimate.value, result.estimate.interval, scale: unit.microseconds, unit: unit.rawValue)
    return Quantity(result.estimate.value, text: text, source: source)
  }

  /// `1.23 USD [1.20, 1.27]`, or `1.23 USD [≥ 1.20]`: unlike an extreme value, a mean stands without a bound.
  func cost(_ cost: CostPerformance) -> Quantity {
    let (value, interval) = (cost.costPerMillion.value, cost.costPerMillion.interval)
    var text = Self.interval(value, interval, scale: 1, unit: "USD")
    if interval?.width == nil {
      let decimals = NumberText.decimals(of: value, interval: interval)
      text = NumberText.fixed(value, decimals: decimals) + "\u{00A0}USD"
      if let bound = NumberText.interval(interval, decimals: decimals) { text += " [\(bound)]" }
    }
    return Quantity(value, text: text, source: "costs.\(cost.id).costPerMillion")
  }

  /// `2.5 [2.1, 2.9] times`.
  func times(_ ratio: RatioEstimate, _ source: String) -> Quantity {
    Quantity(
      ratio.value,
      text: Self.interval(ratio.value, ratio.interval, scale: 1, unit: "") + "\u{00A0}times", source: source)
  }

  /// `+3.1 % [−0.8, +7.2]`.
  func change(_ ratio: RatioEstimate, _ source: String) -> Quantity {
    let value = 100 * (ratio.value - 1)
    let interval = ConfidenceInterval(
      lower: ratio.interval.lower.map { 100 * ($0 - 1) }, upper: ratio.interval.upper.map { 100 * ($0 - 1) },
      level: ratio.interval.level)
    let decimals = min(1, NumberText.decimals(of: value, interval: interval))
    func signed(_ number: Double) -> String {
      let text = NumberText.fixed(number, decimals: decimals)
      return number > 0 && text.contains(where: { $0.isNumber && $0 != "0" }) ? "+" + text : text
    }
    var text = signed(value) + "\u{00A0}%"
    if let low = interval.lower, let high = interval.upper { text += " [\(signed(low)), \(signed(high))]" }
    return Quantity(value, text: text, source: source)
  }

  /// `95 %` of the level of all intervals.
  var levelText: Quantity { Quantity(level, text: NumberText.percent(level), source: "options.level") }

  /// An estimate and its interval with the digits that the interval supports.
  static func interval(
    _ value: Double, _ interval: ConfidenceInterval?, scale: Double, unit: String
  ) -> String {
    let shown = interval.map {
      ConfidenceInterval(
        lower: $0.lower.map { $0 / scale }, upper: $0.upper.map { $0 / scale }, level: $0.level)
    }
    let suffix = unit.isEmpty ? "" : "\u{00A0}\(unit)"
    let decimals = NumberText.decimals(of: value / scale, interval: shown)
    if let shown, shown.lower == nil || shown.upper == nil {
      // An estimate whose interval is open is the largest or smallest value by accident: the bound is the answer.
      if let bound = NumberText.interval(shown, decimals: decimals) { return bound + suffix }
      return "no bound"
    }
    let text = NumberText.fixed(value / scale, decimals: decimals) + suffix
    return NumberText.interval(shown, decimals: decimals).map { "\(text) \($0)" } ?? text
  }
}
