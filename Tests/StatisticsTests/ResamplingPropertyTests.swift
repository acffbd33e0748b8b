import Foundation
import Testing

@testable import Statistics

private func meanOf(_ values: [Double]) -> Double { compensatedSum(values) / Double(values.count) }

@Suite struct ResamplingPropertyTests {
  @Test(arguments: BootstrapIntervalKind.allCases)
  func `Intervals move with the unit and not with the order`(kind: BootstrapIntervalKind) throws {
    let values = latencies(301, seed: 2)
    let (lower, upper) = try ends(MeanLaw(of: values).interval(kind))
    #expect(lower < upper)
    for (scale, shift) in [(1000.0, 0.0), (1, 250), (0.001, -7)] {
      let moved = try ends(MeanLaw(of: values.reversed().map { scale * $0 + shift }).interval(kind))
      #expect(abs((moved.0 - shift) / scale - lower) < 1e-9 * upper)
      #expect(abs((moved.1 - shift) / scale - upper) < 1e-9 * upper)
    }
    // Mirrored data give the mirrored interval.
    let mirrored = try ends(MeanLaw(of: values.map { -$0 }).interval(kind))
    #expect(abs(mirrored.0 + upper) < 1e-9 * upper)
    #expect(abs(mirrored.1 + lower) < 1e-9 * upper)
    let sample = try SortedSample(values)
    let first = try ends(OrderStatisticLaw(of: sample, probability: 0.9).interval(kind))
    let scaled = try ends(
      OrderStatisticLaw(of: SortedSample(values.shuffled().map { 2 * $0 }), probability: 0.9).interval(kind))
    #expect(abs(scaled.0 - 2 * first.0) < 1e-9 && abs(scaled.1 - 2 * first.1) < 1e-9)
  }

  @Test(arguments: BootstrapIntervalKind.allCases)
  func `A higher level gives a wider interval`(kind: BootstrapIntervalKind) throws {
    let values = latencies(80, seed: 3)
    let quantile = try OrderStatisticLaw(of: SortedSample(values), probability: 0.5)
    let drawn = try MonteCarloBootstrap(replicates: 999, seed: 1).replicates(of: values, acceleration: 0.05) {
      meanOf($0)
    }
    let laws: [any BootstrapLaw] = [
      try MeanLaw(of: values), quantile, drawn, try BlockMeanLaw(of: values, blockLength: 5),
      try MeanContrastLaw(of: values, against: latencies(60, seed: 4), as: .ratio),
    ]
    for law in laws {
      var last = (Double.infinity, -Double.infinity)
      for level in [0.01, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999] {
        let (lower, upper) = try ends(law.interval(kind, level: level))
        #expect(lower <= last.0 && upper >= last.1, "\(kind) \(level)")
        last = (lower, upper)
      }
    }
  }

  @Test func `Constant data give intervals of no width`() throws {
    let values = [Double](repeating: 7.25, count: 12)
    let laws: [any BootstrapLaw] = [
      try MeanLaw(of: values), try OrderStatisticLaw(of: SortedSample(values), probability: 0.99),
      try MeanContrastLaw(of: values, against: values, as: .ratio),
      try ContrastLaw(
        ofQuantile: 0.5, of: SortedSample(values), against: SortedSample(values), as: .difference),
      try BlockMeanLaw(of: values, blockLength: 3),
      try BlockQuantileLaw(ofQuantile: 0.5, of: values, blockLength: 3),
      try MonteCarloBootstrap(replicates: 99, seed: 1).replicates(
        of: values, acceleration: Jackknife(values) { meanOf($0) }.acceleration
      ) { meanOf($0) },
    ]
    for law in laws {
      for kind in BootstrapIntervalKind.allCases {
        if kind == .bca && law.acceleration == nil { continue }
        let (lower, upper) = try ends(law.interval(kind))
        #expect(lower == law.observed && upper == law.observed)
      }
      #expect(law.standardDeviation == 0)
    }
    let clusters = try ClusteredSample(values, labels: values.indices.map { $0 / 3 })
    let (lower, upper) = try ends(WildClusterBootstrap(seed: 1).meanInterval(of: clusters))
    #expect(lower == 7.25 && upper == 7.25)
    let estimate = try approximateBootstrapInterval(count: 3) { w in 5 * w.reduce(0, +) / w.reduce(0, +) }
    #expect(abs(estimate.value - 5) < 1e-9 && abs((estimate.interval.lower ?? 0) - 5) < 1e-9)
  }

  @Test func `One value gives its own interval and no jackknife`() throws {
    let (lower, upper) = try ends(MeanLaw(of: [3]).interval(.bca))
    #expect(lower == 3 && upper == 3)
    #expect(try ends(OrderStatisticLaw(of: SortedSample([3]), probability: 0.5).interval(.bca)).0 == 3)
    #expect(throws: StatisticsError.tooFew(what: "values", found: 1, needed: 2)) {
      try Jackknife([3]) { $0[0] }
    }
  }

  @Test func `Hostile input gets errors, not traps`() throws {
    for values in [[], [1, .nan], [1, .infinity]] as [[Double]] {
      #expect(throws: StatisticsError.self) { try MeanLaw(of: values) }
      #expect(throws: StatisticsError.self) {
        try MeanContrastLaw(of: [1, 2], against: values, as: .difference)
      }
      #expect(throws: StatisticsError.self) { try BlockMeanLaw(of: values) }
      #expect(throws: StatisticsError.self) { try BlockQuantileLaw(ofQuantile: 0.5, of: values) }
      #expect(throws: StatisticsError.self) { try Jackknife(values) { $0.reduce(0, +) } }
      #expect(throws: StatisticsError.self) { try optimalBlockLength(of: values) }
      #expect(throws: StatisticsError.self) { try BootstrapEnumeration(values) }
      #expect(throws: StatisticsError.self) {
        try MonteCarloBootstrap(seed: 1).replicates(of: values) { $0.reduce(0, +) }
      }
    }
    // Beyond the range of doubles on the way.
    for values in [[1e300, -1e300, 3], [1e308, 1e308], [1e-200, 2e-200]] {
      #expect(throws: StatisticsError.self) { try MeanLaw(of: values + [0]).interval(.bca) }
      #expect(throws: StatisticsError.self) { try BlockMeanLaw(of: values + [0], blockLength: 1) }
    }
    let huge = try OrderStatisticLaw(of: SortedSample([-1e308, 1e308, 1.5e308]), probability: 0.5)
    #expect(throws: StatisticsError.self) { try huge.interval(.basic) }
    #expect(throws: StatisticsError.self) {
      let sample = try ClusteredSample((0..<30_000).map(Double.init), labels: Array(0..<30_000))
      return try WildClusterBootstrap(seed: 1).meanInterval(of: sample)
    }
    #expect(throws: StatisticsError.self) { try MeanContrastLaw(of: [1, 2], against: [0, 3], as: .ratio) }
    #expect(throws: StatisticsError.self) { try MeanLaw(of: [1, 2]).interval(.bca, level: 1) }
    #expect(throws: StatisticsError.self) { try MeanLaw(of: [1, 2]).interval(.bca, level: .nan) }
    #expect(throws: StatisticsError.self) {
      try OrderStatisticLaw(of: SortedSample([1, 2]), probability: 1)
    }
    #expect(throws: StatisticsError.self) { try BlockResampling(count: 5, kind: .moving, length: 6) }
    #expect(throws: StatisticsError.self) { try BlockResampling(count: 5, kind: .moving, length: .nan) }
    #expect(throws: StatisticsError.self) {
      try BlockMeanLaw(of: [1, 2, 3], kind: .stationary, blockLength: 2)
    }
    #expect(throws: StatisticsError.self) { try HierarchicalResampling(levels: []) }
    #expect(throws: StatisticsError.self) { try HierarchicalResampling(levels: [[1, 2], [1]]) }
    #expect(throws: StatisticsError.self) { try HierarchicalResampling(levels: [[1, 2]], isDrawn: [true]) }
    #expect(throws: StatisticsError.self) { try IndependentResampling(count: -1) }
    #expect(throws: StatisticsError.self) {
      try BootstrapEnumeration((0..<40).map(Double.init))
    }
    #expect(throws: StatisticsError.tooFew(what: "finite replicates", found: 0, needed: 2)) {
      // Defined for the data only, which no resample repeats.
      try MonteCarloBootstrap(replicates: 50, seed: 1).replicates(of: (0..<20).map(Double.init)) {
        $0 == (0..<20).map(Double.init) ? 1 : .nan
      }
    }
    #expect(throws: StatisticsError.tooFew(what: "influence values", found: 0, needed: 2)) {
      try MonteCarloBootstrap(replicates: 50, seed: 1).replicates(of: [1, 2, 3]) { meanOf($0) }.interval(.bca)
    }
    #expect(throws: StatisticsError.self) {
      try approximateBootstrapInterval(count: 4) { _ in .nan }
    }
  }

  @Test func `The pole of the correction is clamped and reported`() throws {
    let levels = CorrectedLevels(0.95, proportionBelow: 0.5, smallestStep: 0, acceleration: 0.6)
    #expect(levels.upper == 1)
    #expect(levels.warnings == [.poleClamped])
    let negative = CorrectedLevels(0.95, proportionBelow: 0.5, smallestStep: 0, acceleration: -0.6)
    #expect(negative.lower == 0)
    #expect(abs(negative.upper - (1 - levels.lower)) < 1e-12)
    // A statistic on the edge of its law: the maximum.
    let values = latencies(30, seed: 5)
    let law = try MonteCarloBootstrap(replicates: 500, seed: 2).replicates(of: values, acceleration: .nan) {
      $0.max() ?? .nan
    }
    let estimate = try law.interval(.bca)
    #expect(estimate.warnings.contains(.accelerationUndefined))
    #expect(try ends(estimate).1 == values.max())
    let outside = CorrectedLevels(0.95, proportionBelow: 1, smallestStep: 1e-3, acceleration: 0)
    #expect(outside.warnings == [.biasCorrectionClamped])
    #expect(outside.lower > 0.5 && outside.lower < 1)
  }

  @Test func `Ends beyond the replicates and undefined replicates are reported`() throws {
    let values = (1...39).map(Double.init)
    let law = try BootstrapReplicates(
      observed: 20, values: values + [.nan, .infinity], resampling: ResamplingRecord(n: 5))
    let estimate = try law.interval(.percentile, level: 0.95)
    let (lower, upper) = try ends(estimate)
    #expect(abs(lower - 1) < 1e-12 && abs(upper - 39) < 1e-12)
    #expect(estimate.warnings == [.undefinedReplicates(2)])
    let wider = try law.interval(.percentile, level: 0.99)
    #expect(wider.warnings.contains(.endsBeyondReplicates(needed: 199)))
    #expect(estimate.resampling.replicates == 41)
  }

  @Test func `Replicates do not depend on the number of threads`() throws {
    let values = latencies(200, seed: 6)
    var one = MonteCarloBootstrap(replicates: 777, seed: 42)
    one.lanes = 1
    var many = one
    many.lanes = 5
    let schemes: [any ResamplingScheme] = [
      try IndependentResampling(count: 200),
      try BlockResampling(count: 200, kind: .stationary, length: 7.5),
      try HierarchicalResampling(levels: [(0..<200).map { $0 / 20 }, (0..<200).map { $0 / 5 }]),
    ]
    for scheme in schemes {
      let first = try one.replicates(of: values, by: scheme) { meanOf($0) }
      let other = MonteCarloBootstrap(replicates: 777, seed: 43)
      let parallel = try many.replicates(of: values, by: scheme) { meanOf($0) }
      let reseeded = try other.replicates(of: values, by: scheme) { meanOf($0) }
      #expect(first == parallel)
      #expect(first != reseeded)
      let weighted = try one.replicates(
        by: scheme,
        ofWeights: { weights in
          var (sum, total) = (0.0, 0.0)
          for (weight, value) in zip(weights, values) {
            (sum, total) = (sum + weight * value, total + weight)
          }
          return sum / total
        })
      let placed = try many.replicates(by: scheme, ofPositions: { meanOf($0.map { values[$0] }) })
      for ((a, b), c) in zip(zip(first.sorted.values, weighted.sorted.values), placed.sorted.values) {
        #expect(abs(a - b) < 1e-9 && a == c)
      }
    }
  }
}
