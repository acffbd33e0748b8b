/// How a series of probes is judged.
public struct VerdictRule: Codable, Hashable, Sendable {
  /// Quantile of the client times that is followed.
  public var probability: Double
  /// Probes in a row that make one point of the series, such as those of a day: what shares a day, a host or an
  /// hour of the day is not independent evidence.
  public var probesPerPoint: Int
  /// Chance of a false alarm in a year of watching, for all configurations and both directions together.
  public var falseAlarmsPerYear: Double
  /// Relative change that does not matter.
  public var margin: Double
  /// Nominal level of the intervals.
  public var level: Double

  enum CodingKeys: String, CodingKey {
    case probability, margin, level
    case probesPerPoint = "probes_per_point"
    case falseAlarmsPerYear = "false_alarms_per_year"
  }

  /// Creates a rule; it is checked with the plan of a watch.
  public init(
    probability: Double = 0.5, probesPerPoint: Int = 1, falseAlarmsPerYear: Double = 0.05,
    margin: Double = 0.05, level: Double = 0.95
  ) {
    self.probability = probability
    self.probesPerPoint = probesPerPoint
    self.falseAlarmsPerYear = falseAlarmsPerYear
    self.margin = margin
    self.level = level
  }

  /// Points of a year, at least one.
  func pointsPerYear(interval milliseconds: Int) -> Int {
    let year = 31_622_400_000  // a leap year in ms
    return max(1, (year / milliseconds + probesPerPoint - 1) / probesPerPoint)
  }

  func validate() throws(PlanError) {
    func require(_ value: Double, _ field: String) throws(PlanError) {
      if !(value > 0 && value < 1) { throw PlanError(field: field, problem: "must lie between 0 and 1") }
    }
    try require(probability, "probability")
    try require(falseAlarmsPerYear, "false_alarms_per_year")
    try require(margin, "margin")
    try require(level, "level")
    guard (1...100_000).contains(probesPerPoint) else {
      throw PlanError(field: "probes_per_point", problem: "must be 1 to 100000")
    }
  }
}
