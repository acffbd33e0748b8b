/// How many values at the start of a series belong to its warm-up.
public enum SteadyState: Codable, Hashable, Sendable {
  /// The series is steady after `warmUp` values.
  case reached(warmUp: Int)
  /// No part of the series can be called steady.
  case notReached(Reason)

  /// Why a series is not steady.
  public enum Reason: Codable, Hashable, Sendable {
    /// The best place to cut lies in the second half: the series was still settling when it ended.
    case stillSettling(cut: Int)
    /// The level changes after the cut, at about this value; `pValue` is the chance of so large a change in a
    /// steady series.
    case levelChanges(at: Int, pValue: Double)
  }

  /// Number of warm-up values, or `nil` when there is no steady state.
  public var warmUp: Int? {
    if case .reached(let warmUp) = self { return warmUp }
    return nil
  }
}

/// Finds the warm-up of a series.
///
/// MSER-5 cuts where the standard error of the mean of what is left is least (White, Simulation 69, 1997;
/// White, Cobb and Spratt 2000), on the medians of groups of 5 values, so that one slow call moves nothing.
/// Then the medians of batches of what is left must show no change of level: the largest distance of their
/// cumulative sum from a straight line, in units of their long-run standard deviation (Ploberger and Krämer,
/// Econometrica 60, 1992), is compared with that of other orders of the same medians, drawn with a fixed
/// seed. One early change moves the cut behind it; a further or late one refuses.
/// - Parameters:
///   - series: Finite values in order of time, at least 40.
///   - significance: Chance of a false "not steady", in (0.00001, 0.5).
/// - Throws: ``StatisticsError``: empty, not finite, too few, or a significance out of range.
/// - Complexity: O(n), and 10/significance orders of 40 medians.
public func steadyState(
  _ series: [Double], significance: Double = 0.01
) throws(StatisticsError) -> SteadyState {
  try requireFinite(series)
  try require(significance, "significance", above: 1e-5, below: 0.5)
  if series.count < 40 { throw .tooFew(what: "values", found: series.count, needed: 40) }
  var cut = marginalStandardErrorCut(series)
  if cut > series.count / 2 { return .notReached(.stillSettling(cut: cut)) }
  guard let first = try levelChange(series, from: cut, significance: significance),
    first.pValue < significance
  else {
    return .reached(warmUp: cut)
  }
  // A change that leaves most of the series behind it is the end of a warm-up that MSER did not see.
  if first.place <= series.count / 2 {
    let later = try levelChange(series, from: first.place, significance: significance)
    if let later, later.pValue < significance {
      return .notReached(.levelChanges(at: later.place, pValue: later.pValue))
    }
    cut = first.place
    return .reached(warmUp: cut)
  }
  return .notReached(.levelChanges(at: first.place, pValue: first.pValue))
}

/// The number of values to drop that makes Σ (y − ȳ)²/m² of the m remaining group medians least.
private func marginalStandardErrorCut(_ series: [Double]) -> Int {
  let groupSize = 5
  let medians = batchMedians(series[...], size: groupSize)
  var sum = 0.0
  var squares = 0.0
  var best = (start: 0, value: Double.infinity)
  // From the end, so that each start takes one step (Welford); at least 5 groups stay.
  for start in stride(from: medians.count - 1, through: 0, by: -1) {
    let m = Double(medians.count - start)
    let difference = medians[start] - (m > 1 ? sum / (m - 1) : medians[start])
    sum += medians[start]
    squares += difference * (medians[start] - sum / m)
    // The earliest of equal values keeps most data.
    if m >= 5, squares / (m * m) <= best.value { best = (start, squares / (m * m)) }
  }
  return best.start * groupSize
}

private func batchMedians(_ series: ArraySlice<Double>, size: Int) -> [Double] {
  stride(from: series.startIndex, through: series.endIndex - size, by: size).map { start in
    var batch = Array(series[start..<(start + size)])
    if !size.isMultiple(of: 2) { return Selection.value(&batch, rank: size / 2) }
    let (low, high) = Selection.pair(&batch, rank: size / 2 - 1)
    return low + (high - low) / 2
  }
}

/// The most likely change of level after `start` with its probability in a steady series.
private func levelChange(
  _ series: [Double], from start: Int, significance: Double
) throws(StatisticsError) -> (place: Int, pValue: Double)? {
  let rest = series[start...]
  let size = max(1, rest.count / 40)
  // Ranks, so that the test needs no moments of the values.
  let medians = batchMedians(rest, size: size)
  let order = medians.indices.sorted { (medians[$0], $0) < (medians[$1], $1) }
  let sortedRanks = midRanks(ascending: order.map { medians[$0] })
  var ranks = [Double](repeating: 0, count: medians.count)
  for (place, index) in order.enumerated() { ranks[index] = sortedRanks[place] }
  guard medians.count >= 8, let observed = largestCumulativeSum(ranks) else { return nil }
  let place = start + observed.index * size
  // The limiting law is exact only for long series and errs towards change in short ones, so it may acquit; to
  // convict, the orders of the ranks are all equally likely in any series.
  let limiting = KolmogorovLaw.survival(observed.statistic)
  if limiting > min(0.5, max(0.1, 2 * significance)) { return (place, limiting) }
  let orders = max(999, Int((10 / significance).rounded(.up)))
  var generator = Xoshiro256PlusPlus(seed: 0)
  var atLeast = 1
  for _ in 0..<orders {
    generator.shuffle(&ranks)
    if let other = largestCumulativeSum(ranks), other.statistic >= observed.statistic { atLeast += 1 }
  }
  return (place, Double(atLeast) / Double(orders + 1))
}

/// Where the cumulative sum of ranks is farthest from a straight line, and how far in long-run deviations.
private func largestCumulativeSum(_ ranks: [Double]) -> (index: Int, statistic: Double)? {
  guard let longRun = longRunVarianceWithoutChange(ranks), longRun > 0 else { return nil }
  let m = Double(ranks.count)
  var sum = 0.0
  var largest = (index: 0, distance: 0.0)
  for (index, rank) in ranks.enumerated() {
    sum += rank - (m + 1) / 2
    if abs(sum) > largest.distance { largest = (index + 1, abs(sum)) }
  }
  return (largest.index, largest.distance / (m * longRun).squareRoot())
}

/// Long-run variance about the two levels before and after the likeliest change, so that a change does not
/// hide itself by swelling the variance.
private func longRunVarianceWithoutChange(_ values: [Double]) -> Double? {
  let total = values.reduce(0, +)
  let n = Double(values.count)
  var sum = 0.0
  var best = (index: 0, gain: 0.0)
  for index in 1..<values.count {
    sum += values[index - 1]
    let k = Double(index)
    let difference = sum / k - (total - sum) / (n - k)
    let gain = k * (n - k) * difference * difference
    if gain > best.gain { best = (index, gain) }
  }
  func centred(_ part: ArraySlice<Double>) -> [Double] {
    let center = part.reduce(0, +) / Double(max(1, part.count))
    return part.map { $0 - center }
  }
  let residuals = centred(values[..<best.index]) + centred(values[best.index...])
  return (try? LongRunVariance(residuals, kernel: .bartlett, bandwidth: .andrews))?.value
}
