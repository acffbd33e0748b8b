/// What a cell of the table shows, beyond the noise of the study.
public enum CoverageVerdict: String, Codable, CaseIterable, Hashable, Sendable {
  /// Coverage within two points of the level.
  case holds
  /// Coverage of more than two points above the level.
  case conservative
  /// So many samples are refused that no more than 1 − level of all get an interval that misses.
  case refuses
  /// What makes the law difficult comes so rarely that most samples do not hold it five times: no method can
  /// know of it, and the product says so beside the interval.
  case unseen
  /// None of these: the method falls short.
  case short

  /// Distance from the level that is small for a user.
  static let tolerance = 0.02
  /// Standard errors of the study that are noise.
  static let standardErrors = 2.0

  /// Judges a cell.
  ///
  /// - Parameter seenTimes: How often a sample holds the rarest part of the law on average; `nil` when no part
  ///   is rare.
  init(_ row: CoverageStudy.Row, seenTimes: Double?) {
    let level = row.level
    let samples = Double(row.samples)
    func noise(_ share: Double, of count: Double) -> Double {
      Self.standardErrors * (share * (1 - share) / max(1, count)).squareRoot()
    }
    let answered = samples * (1 - row.refused)
    if let coverage = row.coverage, coverage >= level - Self.tolerance - noise(level, of: answered) {
      self = coverage > level + Self.tolerance + noise(level, of: answered) ? .conservative : .holds
    } else if row.coverage == nil
      || row.refused >= 0.1 && row.misled <= 1 - level + noise(1 - level, of: samples)
    {
      self = .refuses
    } else if let seenTimes, seenTimes < CoverageFamily.seenTimes {
      self = .unseen
    } else {
      self = .short
    }
  }
}

extension CoverageFamily {
  /// Times that a part of the law must be expected in a sample to be known of.
  static let seenTimes = 5.0

  /// How often a sample holds the rarest part of the law on average: cold starts, or stays of a noisy
  /// neighbour; `nil` when no part is rare.
  func expectedOfRarest(count: Int) -> Double? {
    switch self {
    case .coldStarts(let share): Double(count) * share
    case .noisyNeighbour: Double(count) * Self.noisyShare / Self.noisyStay
    case .lognormal, .pareto, .autoregression, .clustered: nil
    }
  }

  /// Name of the peer's method that knows of the dependence, if there is any.
  func dependentPeer(count: Int) -> String? {
    switch self {
    case .clustered: "cluster_bootstrap"
    case .autoregression, .noisyNeighbour:
      count > CoveragePeers.longestSeries ? nil : "circular_block_bootstrap"
    case .lognormal, .pareto, .coldStarts: nil
    }
  }
}
