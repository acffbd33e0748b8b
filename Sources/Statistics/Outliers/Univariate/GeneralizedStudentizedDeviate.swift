extension SortedSample {
  /// Takes the value farthest from the mean away, again and again; the last one whose distance in standard deviations
  /// exceeds its critical value, and all before it, are outliers.
  ///
  /// - Returns: The values that the rest of the sample allows: mean ± the next critical value times the standard
  ///   deviation of what is kept.
  func studentizedFences(
    level: Double, atMost most: Int
  ) throws(StatisticsError) -> (lower: Double, upper: Double) {
    try require(level, "level", above: 0, below: 1)
    // Each step needs a standard deviation and a degree of freedom more.
    guard most >= 1, most <= count - 2 else {
      throw .outOfRange(parameter: "most outliers", value: Double(most), range: "[1, \(count - 2)]")
    }
    var kept = 0..<count
    var moments = Self.moments(values[kept])
    var fences = Self.fences(moments, try Self.criticalValue(remaining: count, level: level))
    for _ in 0..<most {
      if moments.deviation == 0 { break }
      let takesUpper = values[kept.upperBound - 1] - moments.mean >= moments.mean - values[kept.lowerBound]
      let extreme = values[takesUpper ? kept.upperBound - 1 : kept.lowerBound]
      let critical = try Self.criticalValue(remaining: kept.count, level: level)
      let isOutlier = abs(extreme - moments.mean) > critical * moments.deviation
      kept = takesUpper ? kept.lowerBound..<kept.upperBound - 1 : kept.lowerBound + 1..<kept.upperBound
      moments = Self.moments(values[kept])
      if isOutlier {
        let next = kept.count >= 3 ? try Self.criticalValue(remaining: kept.count, level: level) : critical
        fences = Self.fences(moments, next)
        // Never so narrow that rounding marks what was kept.
        fences = (min(fences.lower, values[kept.lowerBound]), max(fences.upper, values[kept.upperBound - 1]))
      }
    }
    return fences
  }

  /// Rosner's λ for the largest deviate among `remaining` values, by the quantile of Student's law itself.
  static func criticalValue(remaining: Int, level: Double) throws(StatisticsError) -> Double {
    let m = Double(remaining)
    let t = try StudentT(degreesOfFreedom: m - 2).quantile(survival: level / (2 * m))
    return (m - 1) * t / ((m - 2 + t * t) * m).squareRoot()
  }

  private static func fences(
    _ moments: (mean: Double, deviation: Double), _ critical: Double
  ) -> (lower: Double, upper: Double) {
    (moments.mean - critical * moments.deviation, moments.mean + critical * moments.deviation)
  }

  private static func moments(_ values: ArraySlice<Double>) -> (mean: Double, deviation: Double) {
    let n = Double(values.count)
    // Sums of distances to a value in the middle neither overflow soon nor cancel.
    let middle = values[values.startIndex + values.count / 2]
    var sum = 0.0
    for value in values { sum += value - middle }
    let shift = sum / n
    var squares = 0.0
    for value in values {
      let distance = value - middle - shift
      squares += distance * distance
    }
    return (middle + shift, (squares / (n - 1)).squareRoot())
  }
}
