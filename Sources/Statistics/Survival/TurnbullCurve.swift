/// The non-parametric estimate of maximum likelihood from lifetimes known to lie between two times.
///
/// Mass can only lie in the innermost intervals, from a lower end to the next upper end with none between; inside of
/// them the curve is not determined. Found by steps of expectation maximisation, which never fail, and of the
/// iterative convex minorant, which are fast.
/// Sources: Turnbull, JRSS B 38 (1976); Wellner and Zhan, JASA 92 (1997); Gentleman and Geyer, Biometrika 81 (1994),
/// for the condition that proves the maximum.
public struct TurnbullCurve: Codable, Hashable, Sendable {
  /// An innermost interval with its mass.
  public struct Step: Codable, Hashable, Sendable {
    /// The curve begins to fall after this time.
    public var lower: Double
    /// It has fallen by this one; `nil` for the mass that outlives all observation.
    public var upper: Double?
    /// By how much it falls.
    public var mass: Double
    /// Probability of living longer than the step.
    public var survival: Double
  }

  /// Steps with mass, by time.
  public var steps: [Step]
  /// Log-likelihood.
  public var logLikelihood: Double
  /// Number of lifetimes.
  public var n: Int
  /// By how much the likelihood could still rise at most, relative to n: 0 at the maximum.
  public var optimalityGap: Double

  /// Computes the estimate.
  ///
  /// - Parameter tolerance: Largest gap, relative to n.
  /// - Throws: ``StatisticsError/notConverged(method:remedy:)``.
  /// - Complexity: O(n + intervals) a step, after sorting.
  public init(_ sample: IntervalSample, tolerance: Double = 1e-9) throws(StatisticsError) {
    try requirePositive(tolerance, "tolerance")
    var problem = TurnbullProblem(sample)
    var gap = Double.infinity
    for _ in 0..<4000 {
      for _ in 0..<5 { problem.maximizeExpectation() }
      problem.stepConvexMinorant()
      gap = problem.gap()
      if gap <= tolerance { break }
    }
    if gap > max(tolerance, 1e-6) {
      throw .notConverged(method: "expectation maximisation", remedy: "gather equal inspection times")
    }
    n = sample.count
    logLikelihood = problem.logLikelihood(problem.mass)
    optimalityGap = gap
    var survival = 1.0
    steps = []
    for (support, mass) in zip(problem.support, problem.mass) {
      survival -= mass
      if mass < 1e-9 { continue }
      steps.append(
        Step(
          lower: support.lower, upper: support.upper.isFinite ? support.upper : nil, mass: mass,
          survival: support.upper.isFinite ? max(0, survival) : 0))
    }
  }

  /// Least and greatest probability of living longer than a time that the estimate allows: equal outside of the
  /// steps.
  public func survival(at time: Double) -> ClosedRange<Double> {
    var above = 1.0
    for step in steps {
      if time < step.lower || (time == step.lower && step.upper != step.lower) { break }
      if let upper = step.upper, time >= upper {
        above = step.survival
      } else {
        return step.survival...above
      }
    }
    return above...above
  }
}

/// The likelihood in the masses of the innermost intervals.
struct TurnbullProblem {
  let support: [(lower: Double, upper: Double)]
  /// For each lifetime the innermost intervals inside of its own, which are neighbours.
  let ranges: [Range<Int>]
  var mass: [Double]

  init(_ sample: IntervalSample) {
    // In order of time; at one time the ends of (a, t], then of [t, t], then the starts of (t, b].
    var ends: [(time: Double, rank: Int)] = []
    for interval in sample.intervals {
      ends.append((interval.lower, interval.isExact ? 1 : 3))
      ends.append((interval.end, interval.isExact ? 2 : 0))
    }
    // An exact time is both start and end at one time; ends of half-open intervals at that time come after it,
    // because t belongs to (a, t].
    func place(_ end: (time: Double, rank: Int)) -> Int { [2, 0, 1, 3][end.rank] }
    ends.sort { ($0.time, place($0)) < ($1.time, place($1)) }
    var support: [(lower: Double, upper: Double, isExact: Bool)] = []
    for (end, next) in zip(ends, ends.dropFirst()) {
      let isStart = end.rank == 1 || end.rank == 3
      if isStart, next.rank == 0 || next.rank == 2 {
        support.append((end.time, next.time, end.rank == 1))
      }
    }
    ranges = sample.intervals.map { interval in
      let first = Self.count(support) {
        interval.isExact
          ? $0.upper < interval.lower
          : $0.lower < interval.lower
            || ($0.lower == interval.lower && $0.isExact)
      }
      let last = Self.count(support) {
        interval.isExact
          ? $0.lower < interval.end || ($0.isExact && $0.lower == interval.end) : $0.upper <= interval.end
      }
      return first..<max(first, last)
    }
    self.support = support.map { ($0.lower, $0.upper) }
    mass = [Double](repeating: 1 / Double(support.count), count: support.count)
  }

  /// Number of elements from the start for which a condition holds that fails from some point on.
  private static func count<Element>(_ elements: [Element], where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, elements.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(elements[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func cumulative(_ mass: [Double]) -> [Double] {
    var sums = [0.0]
    sums.reserveCapacity(mass.count + 1)
    var sum = 0.0
    for value in mass {
      sum += value
      sums.append(sum)
    }
    return sums
  }

  func logLikelihood(_ mass: [Double]) -> Double {
    let sums = cumulative(mass)
    return ranges.reduce(0) { total, range in
      let probability = sums[range.upperBound] - sums[range.lowerBound]
      return total + (probability > 0 ? logarithm(probability) : -.infinity)
    }
  }

  /// Derivative of the log-likelihood in each mass.
  private func gradient() -> [Double] {
    let sums = cumulative(mass)
    var changes = [Double](repeating: 0, count: mass.count + 1)
    for range in ranges {
      let reciprocal = 1 / max(sums[range.upperBound] - sums[range.lowerBound], 1e-300)
      changes[range.lowerBound] += reciprocal
      changes[range.upperBound] -= reciprocal
    }
    var sum = 0.0
    return mass.indices.map { index in
      sum += changes[index]
      return sum
    }
  }

  /// The log-likelihood can rise by at most n times this, since it is concave.
  func gap() -> Double { max(0, (gradient().max() ?? 0) / Double(ranges.count) - 1) }

  mutating func maximizeExpectation() {
    let n = Double(ranges.count)
    let slopes = gradient()
    for index in mass.indices { mass[index] *= slopes[index] / n }
    normalize()
  }

  private mutating func normalize() {
    let total = mass.reduce(0, +)
    for index in mass.indices { mass[index] /= total }
  }

  /// A Newton step in the distribution function with the diagonal of the second derivatives, made monotone by
  /// weighted isotonic regression and halved until the likelihood rises.
  mutating func stepConvexMinorant() {
    let m = mass.count
    if m < 3 { return }
    let sums = cumulative(mass)
    var slopes = [Double](repeating: 0, count: m + 1)
    var curvatures = [Double](repeating: 0, count: m + 1)
    for range in ranges {
      let reciprocal = 1 / max(sums[range.upperBound] - sums[range.lowerBound], 1e-150)
      slopes[range.upperBound] += reciprocal
      slopes[range.lowerBound] -= reciprocal
      curvatures[range.upperBound] += reciprocal * reciprocal
      curvatures[range.lowerBound] += reciprocal * reciprocal
    }
    let inner = 1..<m
    let weights = inner.map { min(1e200, max(1e-9, curvatures[$0])) }
    let targets = inner.map { sums[$0] + slopes[$0] / min(1e200, max(1e-9, curvatures[$0])) }
    guard let fit = try? IsotonicRegression(inner.map(Double.init), targets, weights: weights) else { return }
    var proposal = [Double](repeating: 0, count: m)
    var before = 0.0
    for index in 0..<m {
      let after = index + 1 < m ? min(1, max(0, fit.values[index])) : 1
      proposal[index] = max(0, after - before)
      before = after
    }
    let current = logLikelihood(mass)
    var share = 1.0
    for _ in 0..<12 {
      let tried = zip(mass, proposal).map { $0 + share * ($1 - $0) }
      if logLikelihood(tried) > current {
        // A mass of 0 could not come back by expectation maximisation.
        mass = tried.map { max($0, 1e-14) }
        normalize()
        return
      }
      share /= 2
    }
  }
}
