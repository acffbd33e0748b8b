/// How the variance between clusters is corrected for their small number.
///
/// Sources: Bell and McCaffrey (2002); Cameron and Miller, "A practitioner's guide to cluster-robust
/// inference", J. Human Resources 50 (2015); MacKinnon, Nielsen and Webb, J. Econometrics 232 (2023).
public enum ClusterCorrection: String, Codable, CaseIterable, Hashable, Sendable {
  /// None: squared cluster totals of residuals.
  case cr0
  /// Times G/(G − 1), with t of G − 1 degrees of freedom.
  case cr1
  /// Unbiased for independent values, with the degrees of freedom of Bell and McCaffrey.
  case cr2
  /// The delete-one-cluster jackknife about the estimate, with t of G − 1 degrees of freedom; wide rather
  /// than narrow.
  case cr3
}

/// Totals of clusters as the variance of a mean needs them.
struct ClusterTotals {
  let sizes: [Double]
  /// Sum of the deviations from the mean of all values.
  let residuals: [Double]
  let mean: Double
  let n: Double

  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` with fewer than two clusters.
  init(_ sample: ClusteredSample) throws(StatisticsError) {
    if sample.clusterCount < 2 {
      throw .tooFew(what: "clusters", found: sample.clusterCount, needed: 2)
    }
    let center = compensatedSum(sample.sorted.values) / Double(sample.count)
    mean = center
    n = Double(sample.count)
    sizes = sample.sizes.map(Double.init)
    residuals = sample.groups.map { group in compensatedSum(group.map { $0 - center }) }
  }

  var clusterCount: Double { Double(sizes.count) }

  /// Factor of each squared residual total.
  func factors(_ correction: ClusterCorrection) -> [Double] {
    let g = clusterCount
    return sizes.map { size in
      switch correction {
      case .cr0: 1
      case .cr1: g / (g - 1)
      case .cr2: 1 / (1 - size / n)
      case .cr3: (g - 1) / g / ((1 - size / n) * (1 - size / n))
      }
    }
  }

  /// Standard error of the mean.
  func standardError(_ correction: ClusterCorrection) -> Double {
    let terms = zip(residuals, factors(correction)).map { $0 * $0 * $1 }
    return compensatedSum(terms).squareRoot() / n
  }

  /// Degrees of freedom of the variance.
  func degreesOfFreedom(_ correction: ClusterCorrection) -> Double {
    if correction != .cr2 { return clusterCount - 1 }
    // Satterthwaite for independent values: the variance is a quadratic form with matrix D − vvᵀ, where
    // D = diag(f size) and v = √f size/√n.
    let factors = factors(.cr2)
    let diagonal = zip(factors, sizes).map { $0 * $1 }
    let squares = zip(factors, sizes).map { $0 * $1 * $1 / n }
    let trace = diagonal.reduce(0, +) - squares.reduce(0, +)
    let cross = zip(diagonal, squares).map { $0 * $1 }.reduce(0, +)
    let inner = squares.reduce(0, +)
    let traceOfSquare = diagonal.map { $0 * $0 }.reduce(0, +) - 2 * cross + inner * inner
    return trace * trace / traceOfSquare
  }
}

extension ClusteredSample {
  /// The mean with an interval from Student's t on cluster totals, corrected for few clusters.
  ///
  /// - Parameters:
  ///   - correction: CR2 is the best general choice below some 50 clusters.
  ///   - level: Nominal coverage, in (0, 1).
  /// - Throws: ``StatisticsError``: fewer than two clusters, or a level out of range.
  /// - Complexity: O(n).
  public func meanInterval(
    correction: ClusterCorrection, level: Double = 0.95
  ) throws(StatisticsError) -> BootstrapEstimate {
    try require(level, "level", above: 0, below: 1)
    let totals = try ClusterTotals(self)
    let error = totals.standardError(correction)
    let freedom = totals.degreesOfFreedom(correction)
    let half = error * StudentT.quantile(0.5 + level / 2, degreesOfFreedom: freedom)
    return BootstrapEstimate(
      value: totals.mean,
      interval: ConfidenceInterval(lower: totals.mean - half, upper: totals.mean + half, level: level),
      method: .clusterT, standardError: error,
      resampling: ResamplingRecord(n: count, clusters: clusterCount),
      warnings: clusterCount < Self.fewClusters ? [.fewClusters(found: clusterCount)] : [])
  }
}
