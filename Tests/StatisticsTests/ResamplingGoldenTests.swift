import Foundation
import Testing

@testable import Statistics

/// What R's package boot takes from stored replicates.
private struct Reference: Decodable {
  struct DataSet: Decodable {
    var hours: [Double]?
    var u: [Double]?
    var x: [Double]?
    var normal: [[Double]]
    var basic: [[Double]]
    var student: [[Double]]?
    var percent: [[Double]]
    var bca: [[Double]]
    var jackknifeInfluence: [Double]
    var abc: [[Double]]
  }
  struct Rows: Decodable { var t0: [Double], t: [[Double]] }
  struct Numbers: Decodable { var t0: Double, t: [Double] }
  struct Replicates: Decodable { var aircondit: Rows, city: Numbers }
  var aircondit: DataSet
  var city: DataSet
  var bcaAcceleration: [String: Double]
}

private struct Influences: Decodable {
  var regressionInfluence: [Double]
  var infinitesimalInfluence: [Double]
}

private func weightedSum(_ weights: [Double], _ values: [Double]) -> Double {
  zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
}

private let reference = "r-golden/boot_ci.json"

/// Worst relative difference of an interval from the last two numbers of a row.
private func difference(_ estimate: BootstrapEstimate, _ row: [Double]) throws -> Double {
  let (lower, upper) = try ends(estimate)
  return max(
    abs(lower / row[row.count - 2] - 1), abs(upper / row[row.count - 1] - 1))
}

@Suite struct ResamplingGoldenTests {
  @Test func `Normal, basic and percentile ends equal those of R from the same replicates`() throws {
    let sets = try resamplingFixture(reference, as: Reference.self)
    let stored = try resamplingFixture(reference, as: Reference.Replicates.self)
    let laws = [
      (sets.aircondit, stored.aircondit.t0[0], stored.aircondit.t.map { $0[0] }),
      (sets.city, stored.city.t0, stored.city.t),
    ]
    for (set, observed, values) in laws {
      let law = try BootstrapReplicates(
        observed: observed, values: values, resampling: ResamplingRecord(n: 12))
      for index in 0..<3 {
        let level = set.normal[index][0]
        #expect(try difference(law.interval(.normal, level: level), set.normal[index]) < 1e-9)
        #expect(try difference(law.interval(.basic, level: level), set.basic[index]) < 1e-9)
        #expect(try difference(law.interval(.percentile, level: level), set.percent[index]) < 1e-9)
      }
    }
  }

  @Test func `Studentised ends equal those of R`() throws {
    let set = try resamplingFixture(reference, as: Reference.self).aircondit
    let stored = try resamplingFixture(reference, as: Reference.Replicates.self).aircondit
    for row in try #require(set.student) {
      let estimate = try BootstrapReplicates.studentizedInterval(
        replicates: stored.t.map { $0[0] }, errors: stored.t.map { $0[1].squareRoot() },
        observed: stored.t0[0], observedError: stored.t0[1].squareRoot(), level: row[0],
        resampling: ResamplingRecord(n: 12))
      #expect(try difference(estimate, row) < 1e-9)
    }
  }

  @Test func `Corrected ends equal those of R with its bias correction and influence values`() throws {
    let sets = try resamplingFixture(reference, as: Reference.self)
    let stored = try resamplingFixture(reference, as: Reference.Replicates.self)
    let influences = try resamplingFixture("r-golden/boot_influence.json", as: Influences.self)
    let laws = [
      (
        sets.aircondit, stored.aircondit.t0[0], stored.aircondit.t.map { $0[0] },
        sets.aircondit.jackknifeInfluence
      ),
      (sets.city, stored.city.t0, stored.city.t, influences.regressionInfluence),
    ]
    for (set, observed, values, influence) in laws {
      let a = Influence.acceleration(influence)
      let law = try BootstrapReplicates(
        observed: observed, values: values, acceleration: a, resampling: ResamplingRecord(n: 12))
      // R counts replicates strictly below the estimate; one that equals it but for rounding does not count.
      let below = law.cumulative(below: observed * (1 - 1e-12))
      for row in set.bca {
        let levels = CorrectedLevels(
          row[0], proportionBelow: below, smallestStep: 1.0 / 999, acceleration: a)
        #expect(abs(levels.lower * 1000 - row[1]) < 0.00501)
        #expect(abs(levels.upper * 1000 - row[2]) < 0.00501)
        #expect(abs(law.quantile(levels.lower) / row[3] - 1) < 1e-9)
        #expect(abs(law.quantile(levels.upper) / row[4] - 1) < 1e-9)
        // The mid-rank rule moves the levels by less than the one tie among 999.
        let (lower, upper) = try ends(law.interval(.bca, level: row[0]))
        #expect(abs(law.cumulative(lower) - levels.lower) < 0.004)
        #expect(abs(law.cumulative(upper) - levels.upper) < 0.004)
      }
    }
  }

  @Test func `Jackknife and infinitesimal influence and the acceleration equal those of R`() throws {
    let sets = try resamplingFixture(reference, as: Reference.self)
    let influences = try resamplingFixture("r-golden/boot_influence.json", as: Influences.self)
    let hours = try #require(sets.aircondit.hours)
    let u = try #require(sets.city.u)
    let x = try #require(sets.city.x)
    let air = try Jackknife(hours) { $0.reduce(0, +) / Double($0.count) }
    for (found, expected) in zip(air.influence, sets.aircondit.jackknifeInfluence) {
      #expect(abs(found - expected) < 1e-9)
    }
    let city = try Jackknife((0..<10).map(Double.init)) { rows in
      var (top, bottom) = (0.0, 0.0)
      for row in rows { (top, bottom) = (top + x[Int(row)], bottom + u[Int(row)]) }
      return top / bottom
    }
    for (found, expected) in zip(city.influence, sets.city.jackknifeInfluence) {
      #expect(abs(found - expected) < 1e-9)
    }
    #expect(abs(Influence.acceleration(air.influence) - (sets.bcaAcceleration["aircondit"] ?? 0)) < 1e-12)
    #expect(abs(Influence.acceleration(city.influence) - (sets.bcaAcceleration["city"] ?? 0)) < 1e-12)
    let infinitesimal = try Influence.empirical(count: 10) { weightedSum($0, x) / weightedSum($0, u) }
    // R steps forward only and so keeps four digits; the derivative is (x − θu)/mean u.
    let ratio = x.reduce(0, +) / u.reduce(0, +)
    for (index, found) in infinitesimal.enumerated() {
      #expect(abs(found - influences.infinitesimalInfluence[index]) < 1e-3)
      #expect(abs(found - (x[index] - ratio * u[index]) / (u.reduce(0, +) / 10)) < 1e-7)
    }
  }

  @Test func `Approximate bootstrap intervals equal those of R`() throws {
    let sets = try resamplingFixture(reference, as: Reference.self)
    let hours = try #require(sets.aircondit.hours)
    let u = try #require(sets.city.u)
    let x = try #require(sets.city.x)
    for row in sets.aircondit.abc {
      let estimate = try approximateBootstrapInterval(count: 12, level: row[0]) { w in
        weightedSum(w, hours) / w.reduce(0, +)
      }
      // Second differences of step 0.001/n leave R seven to eight digits of the curvature.
      #expect(try difference(estimate, row) < 1e-6)
    }
    for row in sets.city.abc {
      let estimate = try approximateBootstrapInterval(count: 10, level: row[0]) { w in
        weightedSum(w, x) / weightedSum(w, u)
      }
      // Second differences of step 0.001/n leave R seven to eight digits of the curvature.
      #expect(try difference(estimate, row) < 1e-6)
    }
  }

  @Test func `Block lengths equal those of the Python package arch`() throws {
    struct Case: Decodable { var series: [Double], stationary: Double, circular: Double }
    let cases = try resamplingFixture("block-length/ar1.json", as: [Case].self)
    #expect(cases.count == 4)
    for reference in cases {
      let found = try optimalBlockLength(of: reference.series)
      // arch does not hold lengths to 1.
      #expect(abs(found.stationary - max(1, reference.stationary)) < 1e-9)
      #expect(abs(found.circular - max(1, reference.circular)) < 1e-9)
      // Units do not matter.
      let scaled = try optimalBlockLength(of: reference.series.map { 1e-200 * $0 })
      #expect(abs(scaled.circular - found.circular) < 1e-9)
    }
  }
}
