import Statistics

/// Whether the newest period is slower than the present regimes let expect, over all configurations together.
///
/// Each configuration's distance to the middle of its present regime is measured in units of its scatter. The largest
/// distance of the newest period is ranked among the largest distances of the periods before: under no change every
/// rank is as likely, whatever the distribution and however alike configurations are on one day, so the rate of false
/// alarms is the share that is stated, as far as neighbouring periods are exchangeable.
/// Source: the conformal rank of Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005), 2.
public struct RegressionVerdict: Codable, Hashable, Sendable {
  /// What it says.
  public enum Outcome: String, Codable, Hashable, Sendable {
    /// Some configuration became slower.
    case regression
    /// None did.
    case noRegression = "no_regression"
    /// There are too few periods of the present regimes to say at this level.
    case undecided
  }

  /// The outcome.
  public var outcome: Outcome
  /// The newest period.
  public var period: String
  /// Chance that the largest distance is so large without a change; `nil` when undecided.
  public var pValue: Double?
  /// Chance of a false regression in a period without a change, over all configurations together.
  public var falseAlarmRate: Double
  /// Periods of the present regimes that the newest one is compared with.
  public var comparedWith: Int
  /// Periods that would do.
  public var needed: Int
  /// The configurations that were judged, slowest against their regime first.
  public var judged: [Row]
  /// Configurations whose present regime is too young to judge by; ids.
  public var tooYoung: [String]
  /// Configurations that were not measured in the newest period; ids.
  public var absent: [String]

  /// One configuration.
  public struct Row: Codable, Hashable, Sendable {
    /// Series.
    public var series: String
    /// Its name; untrusted text.
    public var label: String
    /// Level of the newest period over the middle of its regime, minus 1.
    public var change: Double
    /// The same in units of the scatter of periods.
    public var distance: Double
    /// Whether distance and size both say that it became slower.
    public var isRegression: Bool
  }
}

extension RegressionVerdict {
  /// Judges the newest period of all series.
  init(_ histories: [SeriesHistory], _ series: [PeriodSeries], _ options: StabilityOptions) {
    let alpha = 1 - options.level
    let newest = series.compactMap { $0.periods.last?.index }.max() ?? 0
    let leastPeriods = Int((2 / alpha).rounded(.up))
    var standardised: [(row: Row, distances: [Int: Double])] = []
    var tooYoung: [String] = []
    var absent: [String] = []
    for (history, series) in zip(histories, series) {
      guard series.periods.last?.index == newest else {
        absent.append(series.id)
        continue
      }
      guard let values = Self.presentLevels(history, series, options), values.count > leastPeriods,
        let own = Self.standardised(history, values)
      else {
        tooYoung.append(series.id)
        continue
      }
      standardised.append(own)
    }
    // The periods that all judged configurations have spent in their present regimes.
    let start = standardised.compactMap { $0.distances.keys.min() }.max() ?? newest
    var largest: [Int: Double] = [:]
    for (_, distances) in standardised {
      for (index, distance) in distances where index >= start {
        largest[index] = max(largest[index] ?? -.infinity, distance)
      }
    }
    let now = largest.removeValue(forKey: newest)
    let past = largest.values.sorted()
    comparedWith = past.count
    needed = leastPeriods
    falseAlarmRate = alpha
    period = options.period.text(newest)
    self.tooYoung = tooYoung
    self.absent = absent
    guard let now, past.count >= leastPeriods else {
      outcome = .undecided
      judged = standardised.map(\.row)
      pValue = nil
      return
    }
    pValue = Double(past.count { $0 >= now } + 1) / Double(past.count + 1)
    // The distance that at most this share of periods exceeds, the newest one counted among them.
    let rank = Int((Double(past.count + 1) * alpha + 1e-9).rounded(.down))
    let limit = rank >= 1 ? past[past.count - rank] : .infinity
    judged = standardised.map(\.row).sorted { ($1.distance, $0.label) < ($0.distance, $1.label) }
    for index in judged.indices {
      judged[index].isRegression =
        judged[index].distance > limit && logarithm(1 + judged[index].change) >= options.margin
    }
    outcome = judged.contains(where: \.isRegression) ? .regression : .noRegression
  }

  /// Logarithms of the first quantile by period since the last change, or `nil` when it is not known in the newest.
  private static func presentLevels(
    _ history: SeriesHistory, _ series: PeriodSeries, _ options: StabilityOptions
  ) -> [(index: Int, value: Double)]? {
    guard let regime = history.presentRegime else { return nil }
    let values = zip(series.periods, series.quantiles(options.probabilities[0])).suffix(regime.periods)
      .compactMap { period, value in
        value.flatMap { $0 > 0 ? (index: period.index, value: logarithm($0)) : nil }
      }
    return values.last?.index == series.periods.last?.index ? values : nil
  }

  private static func standardised(
    _ history: SeriesHistory, _ values: [(index: Int, value: Double)]
  ) -> (row: Row, distances: [Int: Double])? {
    guard let newest = values.last, let sorted = try? SortedSample(values.map(\.value)) else { return nil }
    let scale = sorted.medianAbsoluteDeviation(factor: 1.4826)
    let range = sorted.values[sorted.count - 1] - sorted.values[0]
    // Where all periods are equal, all distances are 0 in any unit.
    let scatter = scale > 0 ? scale : range > 0 ? range : 1
    func distance(_ value: Double) -> Double { (value - sorted.median) / scatter }
    let row = Row(
      series: history.id, label: history.label, change: exponential(newest.value - sorted.median) - 1,
      distance: distance(newest.value), isRegression: false)
    return (row, Dictionary(uniqueKeysWithValues: values.map { ($0.index, distance($0.value)) }))
  }
}

private func < (left: (Double, String), right: (Double, String)) -> Bool {
  left.0 != right.0 ? left.0 < right.0 : left.1 < right.1
}
