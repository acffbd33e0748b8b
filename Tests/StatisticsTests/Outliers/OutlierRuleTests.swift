import Foundation
import Testing

@testable import Statistics

@Suite struct OutlierRuleTests {
  private static let rules: [OutlierRule] = [
    .doubleMedianAbsoluteDeviation(), .adjustedFences(), .generalizedStudentizedDeviate(atMost: 5),
  ]

  /// Rosner's example of 54 values.
  private static let rosner = [
    -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58, 1.65, 1.69,
    1.70,
    1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10, 2.14, 2.15, 2.23, 2.24, 2.26, 2.35, 2.37,
    2.40,
    2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21, 3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42,
    6.01,
  ]

  @Test func `Rosner's example has three outliers among ten candidates`() throws {
    let found = try OutlierRule.generalizedStudentizedDeviate(atMost: 10).outliers(in: Self.rosner)
    #expect(found.indices == [51, 52, 53])
    // Published critical values for 54 to 45 values.
    let published = [3.159, 3.151, 3.144, 3.136, 3.128, 3.120, 3.112, 3.103, 3.094, 3.085]
    for (step, value) in published.enumerated() {
      #expect(abs(try SortedSample.criticalValue(remaining: 54 - step, level: 0.05) - value) < 6e-4)
    }
  }

  @Test func `Adjusted fences equal those of R`() throws {
    struct Page: Decodable {
      let x: [Double]
      let adjfence: [Double]
    }
    let page = try JSONDecoder().decode(
      Page.self, from: Data(contentsOf: fixture("r-golden/quantiles.json")))
    let found = try OutlierRule.adjustedFences().outliers(in: page.x)
    #expect(relativeError(found.lower, page.adjfence[0]) < 1e-12)
    #expect(relativeError(found.upper, page.adjfence[1]) < 1e-12)
    #expect(found.indices == page.x.indices.filter { page.x[$0] > 164.46 })
  }

  @Test func `The double deviation takes each side by itself`() throws {
    // Median 5; distances below 1 2 3 4 and above 10 20 30 40, the median belonging to both.
    let values: [Double] = [1, 2, 3, 4, 5, 15, 25, 35, 45]
    let found = try OutlierRule.doubleMedianAbsoluteDeviation(multiple: 1).outliers(in: values)
    let factor = 1 / Normal.quantile(0.75)
    #expect(relativeError(found.lower, 5 - 2 * factor) < 1e-14)
    #expect(relativeError(found.upper, 5 + 20 * factor) < 1e-14)
    #expect(found.indices == [0, 1, 7, 8])
    #expect(found.law == .splitNormal)
  }

  @Test func `The expected false share is what normal values give`() throws {
    var generator = Xoshiro256PlusPlus(seed: 61)
    for rule in Self.rules.prefix(2) {
      var marked = 0
      var expected = 0.0
      for _ in 0..<8 {
        let found = try rule.outliers(in: (0..<50_000).map { _ in generator.normal() })
        marked += found.indices.count
        expected = found.expectedFalseShare
      }
      let share = Double(marked) / 400_000
      #expect(abs(share / expected - 1) < 0.1, "\(rule): \(share) against \(expected)")
    }
    var alarms = 0
    for _ in 0..<2000 {
      let values = (0..<30).map { _ in generator.normal() }
      if try !Self.rules[2].outliers(in: values).indices.isEmpty { alarms += 1 }
    }
    // Nominal 5 %: 100 ± 3 standard errors.
    #expect((70...130).contains(alarms), "\(alarms)")
  }

  @Test func `Rules follow shift, scale, mirror and order`() throws {
    var generator = Xoshiro256PlusPlus(seed: 62)
    let values = (0..<101).map { _ in exponential(1.5 * generator.normal()) }
    for rule in Self.rules {
      let found = try rule.outliers(in: values)
      #expect(!found.indices.isEmpty)
      #expect(try rule.outliers(in: values.map { 8 * $0 - 1024 }).indices == found.indices)
      let mirrored = try rule.outliers(in: values.map { -$0 })
      #expect(mirrored.indices == found.indices)
      #expect(abs(mirrored.lower + found.upper) < 1e-9 * abs(found.upper))
      let reversed = try rule.outliers(in: values.reversed()).indices
      #expect(Set(reversed.map { 100 - $0 }) == Set(found.indices))
    }
  }

  @Test func `Hostile samples get typed errors`() throws {
    for rule in Self.rules {
      #expect(throws: StatisticsError.emptySample) { try rule.outliers(in: []) }
      #expect(throws: StatisticsError.notFinite(index: 1)) { try rule.outliers(in: [1, .nan, 2, 3]) }
      #expect(throws: StatisticsError.tooFew(what: "values", found: 2, needed: 3)) {
        try rule.outliers(in: [1, 2])
      }
      #expect(throws: StatisticsError.allEqual(method: "An outlier rule")) {
        try rule.outliers(in: [4, 4, 4, 4, 4, 4, 4, 4])
      }
      #expect(throws: StatisticsError.self) {
        let huge = Double.greatestFiniteMagnitude
        return try rule.outliers(in: [-huge, -huge / 2, -huge / 3, 0, 1, huge / 3, huge / 2, huge])
      }
    }
    let ties: [Double] = [1, 1, 1, 1, 1, 1, 1, 9]
    #expect(throws: StatisticsError.self) { try Self.rules[0].outliers(in: ties) }
    #expect(throws: StatisticsError.self) { try Self.rules[1].outliers(in: ties) }
    // What is left after the removal of the one value has no spread: it is an outlier.
    #expect(try OutlierRule.generalizedStudentizedDeviate(atMost: 3).outliers(in: ties).indices == [7])
    for most in [0, 7] {
      #expect(throws: StatisticsError.self) {
        try OutlierRule.generalizedStudentizedDeviate(atMost: most).outliers(in: ties)
      }
    }
    #expect(throws: StatisticsError.self) {
      try OutlierRule.doubleMedianAbsoluteDeviation(multiple: -1).outliers(in: Self.rosner)
    }
  }
}
