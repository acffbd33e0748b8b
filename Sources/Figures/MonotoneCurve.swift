import Charts
import Statistics

/// The most likely curve of shares that never falls: the isotonic regression of the observed shares, weighted by their
/// trials.
///
/// Source: Ayer, Brunk, Ewing, Reid and Silverman, Annals of Mathematical Statistics 26 (1955).
struct MonotoneCurve {
  /// The different times, ascending.
  let times: [Double]
  /// The share at each of them.
  let shares: [Double]
  private let trials: [Double]

  /// - Throws: `StatisticsError` for lists of unequal length, or without values.
  init(times: [Double], trials: [Int], events: [Int]) throws {
    var sums: [Double: (events: Double, trials: Double)] = [:]
    for (time, (event, trial)) in zip(times, zip(events, trials)) {
      let sum = sums[time] ?? (0, 0)
      sums[time] = (sum.events + Double(event), sum.trials + Double(trial))
    }
    let rows = sums.sorted { $0.key < $1.key }
    self.times = rows.map(\.key)
    self.trials = rows.map(\.value.trials)
    shares = try Self.shares(rows.map(\.value.events), self.times, self.trials)
  }

  private static func shares(_ events: [Double], _ times: [Double], _ trials: [Double]) throws -> [Double] {
    try IsotonicRegression(times, zip(events, trials).map(/), weights: trials).values
  }

  /// When the curve, straight between its points, first reaches a share; `nil` where it never does or begins there.
  func time(at share: Double) -> Double? { Self.time(at: share, times, shares) }

  private static func time(at share: Double, _ times: [Double], _ shares: [Double]) -> Double? {
    guard let place = shares.firstIndex(where: { $0 >= share }), place > 0 else { return nil }
    let (low, high) = (shares[place - 1], shares[place])
    return times[place - 1] + (times[place] - times[place - 1]) * (share - low) / (high - low)
  }

  /// Percentile limits of the curve and of the half time when the events are drawn anew from the curve.
  func band(level: Double, replicates: Int, seed: UInt64) throws -> (
    limits: [ClosedRange<Double>], half: IntervalBounds
  ) {
    var generator = Xoshiro256PlusPlus(seed: seed)
    // Half an event more on either side, so that shares of 0 and 1 have a band too.
    let laws = try zip(shares, trials).map { share, count in
      try Binomial(trials: Int(count), probability: (share * count + 0.5) / (count + 1)).sampler()
    }
    var drawn: [[Double]] = times.map { _ in [] }
    var halves: [Double] = []
    for _ in 0..<replicates {
      let curve = try Self.shares(laws.map { Double($0.draw(using: &generator)) }, times, trials)
      for (index, share) in curve.enumerated() { drawn[index].append(share) }
      halves.append(Self.time(at: 0.5, times, curve) ?? .infinity)
    }
    let tail = (1 - level) / 2
    func ends(_ values: [Double]) -> (Double, Double) {
      let sorted = values.sorted()
      let last = Double(sorted.count - 1)
      return (sorted[Int((tail * last).rounded())], sorted[Int(((1 - tail) * last).rounded())])
    }
    let limits = zip(shares, drawn).map { share, values -> ClosedRange<Double> in
      let (low, high) = ends(values)
      return min(low, share)...max(high, share)
    }
    let (low, high) = ends(halves)
    return (limits, IntervalBounds(lower: low.isFinite ? low : nil, upper: high.isFinite ? high : nil))
  }
}
