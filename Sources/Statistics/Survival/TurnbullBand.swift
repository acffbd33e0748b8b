extension TurnbullCurve {
  /// A band for all inspection times together by drawing lifetimes again with replacement.
  ///
  /// The half width at a time is proportional to the standard deviation over the draws; the factor is the quantile of
  /// the greatest standardised distance. The estimate converges slower than the root of n inside of steps, so limits
  /// are given at the ends of steps only, and are rough below about 50 lifetimes.
  /// - Parameters:
  ///   - sample: What the curve was computed from.
  ///   - replicates: At least 99.
  ///   - seed: Equal seeds give equal results.
  ///   - level: In (0, 1).
  /// - Throws: ``StatisticsError``: parameters out of range, or a draw without solution.
  /// - Complexity: That of `replicates` curves.
  public func band(
    of sample: IntervalSample, replicates: Int = 499, seed: UInt64, level: Double = 0.95
  ) throws(StatisticsError) -> SurvivalBand {
    try require(level, "level", above: 0, below: 1)
    if replicates < 99 {
      throw .outOfRange(parameter: "replicates", value: Double(replicates), range: "[99, ∞)")
    }
    let times = steps.compactMap(\.upper)
    let estimate = times.map { survival(at: $0).lowerBound }
    let streams = RandomStreams(seed: seed)
    var curves: [[Double]] = []
    for replicate in 0..<replicates {
      var generator = streams[UInt64(replicate)]
      let drawn = (0..<sample.count).map { _ in sample.intervals[generator.index(below: sample.count)] }
      let curve = try TurnbullCurve(IntervalSample(drawn), tolerance: 1e-5)
      curves.append(
        times.map { time in
          let range = curve.survival(at: time)
          return 0.5 * (range.lowerBound + range.upperBound)
        })
    }
    let deviations = times.indices.map { index in
      let square = curves.reduce(0.0) { sum, curve in
        sum + (curve[index] - estimate[index]) * (curve[index] - estimate[index])
      }
      return (square / Double(replicates)).squareRoot()
    }
    let distances = curves.map { curve in
      times.indices.reduce(0.0) { worst, index in
        deviations[index] > 0
          ? max(worst, abs(curve[index] - estimate[index]) / deviations[index]) : worst
      }
    }
    let critical = SortedSample(ascending: distances.sorted())
      .value(atRank: level * Double(replicates + 1))
    return SurvivalBand(
      kind: .equalPrecision, level: level,
      limits: times.indices.map { index in
        let half = critical * deviations[index]
        return SurvivalBand.Limits(
          time: times[index], lower: max(0, estimate[index] - half), upper: min(1, estimate[index] + half))
      })
  }
}
