import Testing

@testable import Statistics

/// The least cost by trying every last segment: quadratic, without pruning.
func bruteForce(
  count: Int, penalty: Double, minimumLength: Int = 1, cost: (Int, Int) -> Double
) -> (penalised: Double, changes: [Int]) {
  var best = [Double](repeating: .infinity, count: count + 1)
  var last = [Int](repeating: 0, count: count + 1)
  best[0] = -penalty
  for end in minimumLength...count {
    for start in 0...(end - minimumLength) where best[start] < .infinity {
      let value = best[start] + cost(start, end) + penalty
      if value < best[end] { (best[end], last[end]) = (value, start) }
    }
  }
  return (best[count], Segmentation.changes(lastStarts: last, count: count))
}

/// Levels that change now and then, with noise; every third series on whole numbers, so that values tie.
func steps(_ count: Int, _ generator: inout Xoshiro256PlusPlus, outliers: Bool = false) -> [Double] {
  let isWhole = generator.index(below: 3) == 0
  var level = 0.0
  return (0..<count).map { _ in
    if generator.uniform() < 0.1 { level = 4 * generator.normal() }
    var value = level + generator.normal()
    if outliers, generator.uniform() < 0.05 { value += 50 * generator.normal() }
    return isWhole ? value.rounded() : value
  }
}

/// Least biweight loss of some values: the loss is a parabola between the values plus and minus the limit.
func biweightCost(_ values: ArraySlice<Double>, limit: Double) -> Double {
  let knots = values.flatMap { [$0 - limit, $0 + limit] }.sorted()
  var best = Double.infinity
  for (low, high) in zip(knots, knots.dropFirst()) {
    let middle = low + (high - low) / 2
    let near = values.filter { abs($0 - middle) < limit }
    let center = near.isEmpty ? middle : near.reduce(0, +) / Double(near.count)
    let level = min(max(center, low), high)
    best = min(best, values.reduce(0) { $0 + min(($1 - level) * ($1 - level), limit * limit) })
  }
  return best
}

@Suite("Searches for change points")
struct SearchTests {
  @Test("Functional pruning equals the exhaustive search on thousands of short series")
  func leastSquares() throws {
    var generator = Xoshiro256PlusPlus(seed: 11)
    for _ in 0..<3000 {
      let series = steps(1 + generator.index(below: 40), &generator)
      let penalty = 12 * generator.uniform()
      let found = try functionalPruning(series, penalty: penalty)
      let cost = try MeanCost(series)
      let best = bruteForce(count: series.count, penalty: penalty) { cost($0, $1) }
      #expect(abs(found.cost + penalty * Double(found.changes.count) - best.penalised) < 1e-8)
      let again = found.segments(count: series.count).reduce(0) { $0 + cost($1.lowerBound, $1.upperBound) }
      #expect(abs(again - found.cost) < 1e-8)
    }
  }

  @Test("Robust functional pruning equals the exhaustive search on thousands of short series")
  func biweight() throws {
    var generator = Xoshiro256PlusPlus(seed: 12)
    for _ in 0..<1000 {
      let series = steps(1 + generator.index(below: 18), &generator, outliers: true)
      let (penalty, limit) = (10 * generator.uniform(), 0.5 + 3 * generator.uniform())
      let found = try robustFunctionalPruning(series, penalty: penalty, limit: limit)
      let best = bruteForce(count: series.count, penalty: penalty) {
        biweightCost(series[$0..<$1], limit: limit)
      }
      #expect(abs(found.cost + penalty * Double(found.changes.count) - best.penalised) < 1e-7)
    }
  }

  @Test("Pruned search equals the exhaustive search for every cost and minimum length")
  func pruned() throws {
    var generator = Xoshiro256PlusPlus(seed: 13)
    func check(_ cost: some SegmentCost, _ penalty: Double, _ length: Int) throws {
      let shortest = max(length, cost.minimumLength)
      if cost.count < shortest { return }
      let found = try prunedExactSegmentation(cost, penalty: penalty, minimumLength: length)
      let best = bruteForce(count: cost.count, penalty: penalty, minimumLength: shortest) { cost($0, $1) }
      let value = found.cost + penalty * Double(found.changes.count)
      #expect(abs(value - best.penalised) < 1e-8 * max(1, abs(best.penalised)))
      #expect(found.segments(count: cost.count).allSatisfy { $0.count >= shortest })
    }
    for _ in 0..<500 {
      let series = steps(2 + generator.index(below: 40), &generator)
      let penalty = 15 * generator.uniform()
      let length = 1 + generator.index(below: 6)
      try check(MeanCost(series), penalty, length)
      try check(NormalCost(series, resolution: 0.1), penalty, length)
      try check(NormalCost(series, changing: .variance, resolution: 0.1), penalty, length)
      try check(QuantileCost(series, levels: 5), penalty, length)
      try check(PoissonCost(series.map { abs($0.rounded()) }), penalty, length)
      let times = series.indices.map { Double($0 + ($0 > 7 ? 9 : 0)) }
      let two = [series, steps(series.count, &generator)]
      let cost = FlatOrTrendCost(
        series: two, times: times, weights: series.map { _ in 0.5 + generator.uniform() },
        slopePrice: penalty / 2)
      try check(cost.scaled(by: [1, 2]), penalty, length)
    }
  }

  @Test("One wild value makes no segment under the biweight loss")
  func outlier() throws {
    var generator = Xoshiro256PlusPlus(seed: 14)
    var series = (0..<200).map { (Double($0 < 120 ? 0 : 4)) + generator.normal() }
    series[40] = 60
    series[170] = -80
    #expect(try robustFunctionalPruning(series, penalty: 14, limit: 3).changes == [120])
    #expect(try functionalPruning(series, penalty: 14).changes.count > 3)
  }

  @Test("The path of penalties holds what each penalty finds by itself, and its elbow")
  func path() throws {
    var generator = Xoshiro256PlusPlus(seed: 15)
    let series = (0..<300).map { Double([0, 5, 1, 7][$0 / 75]) + generator.normal() }
    let search = { (penalty: Double) throws(StatisticsError) in
      try functionalPruning(series, penalty: penalty)
    }
    let path = try PenaltyPath(2...500, search: search)
    for entry in path.entries {
      let middle = 0.5 * (entry.leastPenalty + entry.largestPenalty)
      #expect(try search(middle).changes == entry.segmentation.changes)
    }
    #expect(path.entries.first?.leastPenalty == 2)
    #expect(path.entries.last?.largestPenalty == 500)
    #expect(path.elbow?.segmentation.changes.count == 3)
  }

  @Test("Series of one value, of equal values and of huge values are cut nowhere")
  func degenerate() throws {
    for series in [[3], [7, 7, 7, 7], [Double](repeating: 1e9, count: 300)] {
      #expect(try functionalPruning(series, penalty: 1).changes == [])
      #expect(try robustFunctionalPruning(series, penalty: 1, limit: 3).changes == [])
      #expect(try prunedExactSegmentation(MeanCost(series), penalty: 1).changes == [])
    }
    let constant = [Double](repeating: 5, count: 50)
    #expect(try prunedExactSegmentation(NormalCost(constant), penalty: 5).changes == [])
  }

  @Test("Hostile input is refused with its reason")
  func hostile() {
    #expect(throws: StatisticsError.emptySample) { try functionalPruning([], penalty: 1) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try functionalPruning([1, .nan], penalty: 1) }
    #expect(throws: StatisticsError.self) { try functionalPruning([1, 2], penalty: -1) }
    #expect(throws: StatisticsError.self) { try functionalPruning([1, 2], penalty: .infinity) }
    #expect(throws: StatisticsError.self) { try robustFunctionalPruning([1, 2], penalty: 1, limit: 0) }
    #expect(throws: StatisticsError.self) { try functionalPruning([1e200, -1e200], penalty: 1) }
    #expect(throws: StatisticsError.tooFew(what: "values", found: 3, needed: 5)) {
      try prunedExactSegmentation(MeanCost([1, 2, 3]), penalty: 1, minimumLength: 5)
    }
    #expect(throws: StatisticsError.self) { try PoissonCost([1, -1]) }
    #expect(throws: StatisticsError.self) { try QuantileCost([1, 2], levels: 0) }
  }
}

@Suite("Change monitor")
struct ChangeMonitorTests {
  @Test("Its statistic equals the likelihood ratio over all dates")
  func exhaustive() throws {
    var generator = Xoshiro256PlusPlus(seed: 21)
    for _ in 0..<60 {
      var monitor = try ChangeMonitor(scale: 2)
      let series = steps(120, &generator)
      for (index, value) in series.enumerated() {
        _ = try monitor.add(value)
        var best = 0.0
        let total = series[0...index].reduce(0, +)
        var sum = 0.0
        for count in 1..<max(1, index + 1) {
          sum += series[count - 1]
          let (before, after) = (Double(count), Double(index + 1 - count))
          let shift = (total - sum) / after - sum / before
          best = max(best, shift * shift * before * after / (before + after) / 4)
        }
        #expect(abs((monitor.strongest?.statistic ?? 0) - best) < 1e-8 * max(1, best))
      }
    }
  }

  @Test("Noise raises no alarm more often than was stated, and a shift raises one soon")
  func alarms() throws {
    var generator = Xoshiro256PlusPlus(seed: 22)
    var alarms = 0
    for _ in 0..<100 {
      var monitor = try ChangeMonitor(scale: 1, falseAlarmProbability: 0.1)
      for _ in 0..<1000 where try monitor.add(generator.normal()) != nil { alarms += 1 }
    }
    #expect(alarms <= 17)
    var monitor = try ChangeMonitor(scale: 1)
    var seen: (at: Int, alarm: ChangeMonitor.Alarm)?
    for index in 0..<600 where seen == nil {
      if let alarm = try monitor.add(generator.normal() + (index < 500 ? 0 : 3)) { seen = (index, alarm) }
    }
    let (at, alarm) = try #require(seen)
    #expect(at < 512)
    #expect(abs(alarm.change - 500) <= 2)
    #expect(abs(alarm.shift - 3) < 1)
    monitor.restart()
    #expect(monitor.strongest == nil)
    #expect(throws: StatisticsError.notFinite(index: 0)) { try monitor.add(.nan) }
  }
}
