/// Number of independent values whose mean would be as certain as the mean of a series.
///
/// n over the sum of the autocorrelations, cut where sums of neighbouring pairs stop being positive and made
/// decreasing before: the initial monotone sequence.
/// Source: Geyer, "Practical Markov chain Monte Carlo", Statistical Science 7 (1992).
/// - Returns: Between 1 and n: a series that swings back is not counted as better than independent.
/// - Throws: ``StatisticsError``: empty, not finite, fewer than 4 values, or all equal.
/// - Complexity: O(n log n).
public func effectiveSampleSize(_ series: [Double]) throws(StatisticsError) -> Double {
  try requireFinite(series)
  if series.count < 4 { throw .tooFew(what: "values", found: series.count, needed: 4) }
  let correlations = try autocorrelations(series, greatestLag: series.count - 1)
  var sum = -1.0
  var last = Double.infinity
  var lag = 0
  while lag + 1 < correlations.count {
    let pair = correlations[lag] + correlations[lag + 1]
    if pair <= 0 { break }
    last = min(last, pair)
    sum += 2 * last
    lag += 2
  }
  let n = Double(series.count)
  return min(n, max(1, n / max(sum, 1 / n)))
}
