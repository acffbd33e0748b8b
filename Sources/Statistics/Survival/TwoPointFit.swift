extension LifetimeFit {
  /// The law of at most two times of greatest likelihood, from lifetimes known to lie between two times.
  ///
  /// Between two ends of intervals that follow each other the likelihood does not change, so all pairs of such cells are
  /// tried, each with its best share.
  /// - Returns: `nil` when no two times agree with all lifetimes: the law is refuted.
  /// - Throws: ``StatisticsError/notIdentified(what:remedy:)`` for exact lifetimes, of which no law of two times can say
  ///   how well it fits: give the resolution of the clock as interval.
  /// - Complexity: O(n²).
  public static func twoPoint(_ sample: IntervalSample) throws(StatisticsError) -> LifetimeFit? {
    if sample.intervals.contains(where: { $0.isExact }) {
      throw .notIdentified(
        what: "the likelihood of a time-out for exact lifetimes",
        remedy: "give the resolution of the clock as interval around each")
    }
    let search = TwoPointSearch(sample)
    var best: TwoPointSearch.Pair?
    search.forEachPair { pair in
      // One time goes before two when both explain the same.
      if pair.logLikelihood > (best?.logLikelihood ?? -.infinity) + 1e-9 { best = pair }
    }
    guard let best else { return nil }
    let isOne = best.share > 1 - 1e-12
    var (first, second) = (best.first..<(best.first + 1), best.second..<(best.second + 1))
    search.forEachPair { pair in
      guard pair.logLikelihood >= best.logLikelihood - 1.920_729_410_347_06, (pair.share > 1 - 1e-12) == isOne
      else { return }
      first = min(first.lowerBound, pair.first)..<max(first.upperBound, pair.first + 1)
      second = min(second.lowerBound, pair.second)..<max(second.upperBound, pair.second + 1)
    }
    return LifetimeFit(
      law: .twoPoint(
        share: isOne ? 1 : best.share, first: search.interval(first),
        second: isOne ? nil : search.interval(second)),
      logLikelihood: best.logLikelihood, parameters: isOne ? 1 : 3, n: sample.count)
  }
}

/// All pairs of times that agree with every lifetime.
private struct TwoPointSearch {
  /// Two cells, the first not after the second, and the share of the first.
  struct Pair {
    var first: Int
    var second: Int
    var share: Double
    var logLikelihood: Double
  }

  /// Ends of the cells (ends[i], ends[i + 1]]; the last cell has no end.
  private let ends: [Double]
  /// Cells inside of each lifetime's interval.
  private let ranges: [Range<Int>]

  init(_ sample: IntervalSample) {
    let ends = Set(sample.intervals.flatMap { [$0.lower, $0.upper ?? $0.lower] }).sorted()
    let positions = Dictionary(uniqueKeysWithValues: zip(ends, ends.indices))
    ranges = sample.intervals.map { interval in
      (positions[interval.lower] ?? 0)..<(interval.upper.flatMap { positions[$0] } ?? ends.count)
    }
    self.ends = ends
  }

  func interval(_ cells: Range<Int>) -> IntervalSample.Interval {
    IntervalSample.Interval(
      lower: ends[cells.lowerBound], upper: cells.upperBound < ends.count ? ends[cells.upperBound] : nil)
  }

  /// For each first time the second has to lie in all intervals that the first does not, so those are one range; the
  /// intervals with the first alone are counted by sums over cells.
  func forEachPair(_ body: (Pair) -> Void) {
    var changes = [Int](repeating: 0, count: ends.count + 1)
    for first in ends.indices {
      var common = first..<ends.count
      var (without, with) = (0, 0)
      for index in changes.indices { changes[index] = 0 }
      for range in ranges {
        if range.contains(first) {
          with += 1
          changes[range.lowerBound] += 1
          changes[range.upperBound] -= 1
        } else {
          without += 1
          common =
            max(
              common.lowerBound, range.lowerBound)..<max(
              max(common.lowerBound, range.lowerBound), min(common.upperBound, range.upperBound))
        }
      }
      if without == 0 { body(Pair(first: first, second: first, share: 1, logLikelihood: 0)) }
      var both = 0
      for second in 0..<common.upperBound {
        both += changes[second]
        if second <= first || second < common.lowerBound { continue }
        let (onlyFirst, onlySecond) = (Double(with - both), Double(without))
        // Where the second time explains all, it is the law of that time alone.
        if onlyFirst == 0 { continue }
        let total = onlyFirst + onlySecond
        func part(_ count: Double) -> Double { count == 0 ? 0 : count * logarithm(count / total) }
        body(
          Pair(
            first: first, second: second, share: onlyFirst / total,
            logLikelihood: part(onlyFirst) + part(onlySecond)))
      }
    }
  }
}
