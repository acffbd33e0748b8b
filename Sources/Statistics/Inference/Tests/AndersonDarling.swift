/// The k-sample test of Anderson and Darling that several samples come from one distribution; sensitive to
/// the tails.
///
/// The statistic is A² of Scholz and Stephens in the form for mid-ranks, which takes ties into account. Its
/// p-value comes from the limit law Σⱼ χ²(k − 1) / (j (j + 1)), matched to the variance of these sample sizes,
/// by inversion of the characteristic function: no table, so no floor and no cap.
/// Source: Scholz and Stephens, J. Am. Stat. Assoc. 82 (1987), equations 3 to 7.
/// - Parameter samples: At least two.
/// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two samples or four values.
/// - Complexity: O(N log N + N k).
public func andersonDarling(_ samples: [SortedSample]) throws(StatisticsError) -> TestResult {
  let pooled = try PooledGroups(samples)
  if pooled.values.count < 4 { throw .tooFew(what: "values", found: pooled.values.count, needed: 4) }
  let degrees = Double(samples.count - 1)
  if pooled.areAllEqual {
    return TestResult(
      statistic: 0, pValue: 1, law: .exact, hasTies: true, sizes: pooled.sizes, degreesOfFreedom: [degrees],
      warnings: [.allEqual])
  }
  let statistic = AndersonDarlingStatistic.midRank(pooled)
  let deviation = AndersonDarlingStatistic.standardDeviation(pooled.sizes)
  let law = AndersonDarlingLaw(degreesOfFreedom: degrees)
  let matched = degrees + (statistic - degrees) / deviation * law.variance.squareRoot()
  let logPValue = law.logSurvival(matched)
  return TestResult(
    statistic: statistic, pValue: exponential(logPValue), logPValue: logPValue, law: .asymptotic,
    hasTies: pooled.hasTies, sizes: pooled.sizes, degreesOfFreedom: [degrees],
    warnings: smallGroupWarnings(pooled.sizes, below: 5))
}

enum AndersonDarlingStatistic {
  /// A² on mid-ranks, equation 7 of the source.
  static func midRank(_ pooled: PooledGroups) -> Double {
    let total = Double(pooled.values.count)
    var before = [Double](repeating: 0, count: pooled.sizes.count)
    var sums = before
    var here = before
    var start = 0
    while start < pooled.values.count {
      var end = start
      while end < pooled.values.count, pooled.values[end] == pooled.values[start] {
        here[pooled.groups[end]] += 1
        end += 1
      }
      let size = Double(end - start)
      let position = Double(start) + size / 2
      let denominator = position * (total - position) - total * size / 4
      for group in before.indices {
        if denominator > 0 {
          let distance = total * (before[group] + here[group] / 2) - position * Double(pooled.sizes[group])
          sums[group] += size / total * distance * distance / denominator
        }
        before[group] += here[group]
        here[group] = 0
      }
      start = end
    }
    var statistic = 0.0
    for (sum, size) in zip(sums, pooled.sizes) { statistic += sum / Double(size) }
    return statistic * (total - 1) / total
  }

  /// Standard deviation of A² under the null hypothesis, equation 4 of the source.
  static func standardDeviation(_ sizes: [Int]) -> Double {
    let total = Double(sizes.reduce(0, +))
    let k = Double(sizes.count)
    let inverse = sizes.reduce(0.0) { $0 + 1 / Double($1) }
    // Σ 1/j, and Σ over i < j of 1/((N − i) j), both in one pass from the end.
    var harmonic = 0.0
    var g = 0.0
    for j in stride(from: Int(total) - 1, through: 1, by: -1) {
      g += harmonic / (total - Double(j))
      harmonic += 1 / Double(j)
    }
    let a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse
    let b =
      (2 * g - 4) * k * k + 8 * harmonic * k + (2 * g - 14 * harmonic - 4) * inverse - 8 * harmonic + 4 * g
      - 6
    let c =
      (6 * harmonic + 2 * g - 2) * k * k + (4 * harmonic - 4 * g + 6) * k + (2 * harmonic - 6) * inverse + 4
      * harmonic
    let d = (2 * harmonic + 6) * k * k - 4 * harmonic * k
    let cubic = ((a * total + b) * total + c) * total + d
    return (cubic / ((total - 1) * (total - 2) * (total - 3))).squareRoot()
  }
}
