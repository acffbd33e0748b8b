import Foundation
import Testing

@testable import Statistics

/// A file below the folder of fixtures.
func fixture(_ path: String) -> URL {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures/" + path)
}

/// Every continuous law with ordinary and extreme parameters.
let continuousLaws: [any ContinuousDistribution] = {
  do {
    return [
      Normal.standard, try Normal(mean: -4, standardDeviation: 1e-3),
      try StudentT(degreesOfFreedom: 0.3), try StudentT(degreesOfFreedom: 5),
      try StudentT(degreesOfFreedom: 1e7), try ChiSquared(degreesOfFreedom: 1),
      try ChiSquared(degreesOfFreedom: 250), try FisherF(numerator: 1, denominator: 3),
      try FisherF(numerator: 40, denominator: 7), try Beta(a: 0.2, b: 0.7), try Beta(a: 3, b: 900),
      try Beta(a: 2e6, b: 1e4), try Gamma(shape: 0.05), try Gamma(shape: 1, scale: 7),
      try Gamma(shape: 4e5, scale: 1e-3), try Exponential(mean: 12), try Weibull(shape: 0.4, scale: 3),
      try Weibull(shape: 6, scale: 3), try LogNormal(logMean: 2, logStandardDeviation: 1.5),
      try GeneralizedPareto(threshold: 5, scale: 2, shape: 0),
      try GeneralizedPareto(threshold: 5, scale: 2, shape: 0.8),
      try GeneralizedPareto(threshold: 5, scale: 2, shape: -0.4),
      try GeneralizedPareto(threshold: 5, scale: 2, shape: -2),
    ]
  } catch { return [] }
}()

@Suite struct DistributionLawTests {
  private struct Golden: Decodable {
    struct Continuous: Decodable {
      let law: String
      let parameters: [Double]
      let x: Double
      let cumulative: String
      let survival: String
      let logDensity: String
    }
    struct Discrete: Decodable {
      let law: String
      let parameters: [Double]
      let k: Int
      let cumulative: String
      let survival: String
      let logMass: String
    }
    let continuous: [Continuous]
    let discrete: [Discrete]

    static func read() throws -> Golden {
      try JSONDecoder().decode(Golden.self, from: Data(contentsOf: fixture("distributions/laws.json")))
    }
  }

  private func law(_ name: String, _ p: [Double]) throws -> any ContinuousDistribution {
    switch name {
    case "normal": return try Normal(mean: p[0], standardDeviation: p[1])
    case "t": return try StudentT(degreesOfFreedom: p[0])
    case "gamma": return try Gamma(shape: p[0], scale: p[1])
    case "chiSquared": return try ChiSquared(degreesOfFreedom: p[0])
    case "f": return try FisherF(numerator: p[0], denominator: p[1])
    case "beta": return try Beta(a: p[0], b: p[1])
    case "exponential": return try Exponential(mean: p[0])
    case "logNormal": return try LogNormal(logMean: p[0], logStandardDeviation: p[1])
    case "weibull": return try Weibull(shape: p[0], scale: p[1])
    default: return try GeneralizedPareto(threshold: p[0], scale: p[1], shape: p[2])
    }
  }

  /// Relative error with a floor for values that a double cannot resolve.
  private func error(_ found: Double, _ text: String, floor: Double = 1e-300) throws -> Double {
    let expected = try #require(Double(text))
    return found == expected ? 0 : abs(found - expected) / max(abs(expected), floor)
  }

  @Test func `Continuous laws agree with 50-digit values`() throws {
    var worst: [String: (Double, Double, Double)] = [:]
    for row in try Golden.read().continuous {
      let law = try law(row.law, row.parameters)
      let lower = try error(law.cumulative(row.x), row.cumulative)
      let upper = try error(law.survival(row.x), row.survival)
      let density = try error(law.logDensity(row.x), row.logDensity, floor: 1)
      let before = worst[row.law] ?? (0, 0, 0)
      worst[row.law] = (max(before.0, lower), max(before.1, upper), max(before.2, density))
      // The argument itself is rounded: z = (x − m)/s loses what lies between x and m.
      let place = ["generalizedPareto", "normal"].contains(row.law) ? 1e-12 : 1e-13
      #expect(lower < (law.cumulative(row.x) < 1e-30 ? 1e-12 : place), "\(row)")
      #expect(upper < (law.survival(row.x) < 1e-30 ? 1e-12 : place), "\(row)")
      #expect(density < 1e-13, "\(row)")
    }
    for (law, errors) in worst.sorted(by: { $0.key < $1.key }) {
      print("\(law): worst relative error of cumulative, survival, log density \(errors)")
    }
    #expect(worst.count == 10)
  }

  @Test func `Discrete laws agree with plain sums in 50 digits`() throws {
    var compared = 0
    for row in try Golden.read().discrete {
      let law: any DiscreteDistribution =
        row.law == "binomial"
        ? try Binomial(trials: Int(row.parameters[0]), probability: row.parameters[1])
        : try Poisson(mean: row.parameters[0])
      #expect(try error(law.cumulative(row.k), row.cumulative) < 1e-13, "\(row)")
      #expect(try error(law.survival(row.k), row.survival) < 1e-13, "\(row)")
      #expect(try error(law.logMass(row.k), row.logMass, floor: 1) < 1e-13, "\(row)")
      compared += 1
    }
    #expect(compared > 30)
  }

  @Test func `Quantiles undo probabilities in both tails`() throws {
    for law in continuousLaws {
      for probability in [1e-200, 1e-30, 1e-9, 1e-3, 0.02, 0.3, 0.5, 0.7] {
        let low = try law.quantile(probability)
        let high = try law.quantile(survival: probability)
        // A value rounded to a double moves the probability by x f(x) ulps, more next to an end.
        for (x, found) in [(low, law.cumulative(low)), (high, law.survival(high))]
        where abs(x) > 1e-300 && x > law.support.lowerBound && x < law.support.upperBound {
          let reach = abs(x) * law.density(x) / probability * 4 * Double.ulpOfOne
          #expect(relativeError(found, probability) < 1e-12 + reach, "\(law) at \(probability): \(x)")
        }
      }
      #expect(try law.quantile(0) == law.support.lowerBound)
      #expect(try law.quantile(1) == law.support.upperBound)
    }
  }

  @Test func `Distribution functions rise, tails add to one and densities are their slopes`() throws {
    for law in continuousLaws {
      var last = 0.0
      for probability in stride(from: 0.02, through: 0.98, by: 0.04) {
        let x = try law.quantile(probability)
        let lower = law.cumulative(x)
        #expect(lower >= last)
        #expect(abs(lower + law.survival(x) - 1) < 1e-14)
        last = lower
        // The slope from a central difference with the step of third-root rounding.
        let width = try law.quantile(min(0.999, probability + 0.01)) - law.quantile(probability - 0.01)
        let h = min(1e-4 * width, 1e-3 * (x - max(law.support.lowerBound, -1e300)))
        guard h > 1e-10 * abs(x) else { continue }
        let slope = (law.cumulative(x + h) - law.cumulative(x - h)) / (2 * h)
        #expect(relativeError(slope, law.density(x)) < 1e-4, "\(law) at \(x)")
      }
    }
  }

  @Test func `Values outside of the support have no density and full or no probability`() throws {
    for law in continuousLaws {
      let ends = law.support
      #expect(law.cumulative(.infinity) == 1 && law.survival(.infinity) == 0, "\(law)")
      #expect(law.cumulative(-.infinity) == 0 && law.survival(-.infinity) == 1, "\(law)")
      #expect(law.logDensity(-.infinity) == -.infinity && law.logDensity(.infinity) == -.infinity, "\(law)")
      #expect(law.cumulative(.nan).isNaN && law.survival(.nan).isNaN && law.logDensity(.nan).isNaN, "\(law)")
      if ends.lowerBound.isFinite {
        let x = ends.lowerBound - 1
        #expect(law.cumulative(x) == 0 && law.survival(x) == 1 && law.density(x) == 0, "\(law)")
      }
      if ends.upperBound.isFinite {
        let x = ends.upperBound + 1
        #expect(law.cumulative(x) == 1 && law.survival(x) == 0 && law.density(x) == 0, "\(law)")
      }
    }
  }

  @Test func `Impossible parameters and probabilities are refused`() {
    #expect(throws: StatisticsError.self) { try Normal(mean: .nan, standardDeviation: 1) }
    #expect(throws: StatisticsError.self) { try Normal(mean: 0, standardDeviation: 0) }
    #expect(throws: StatisticsError.self) { try StudentT(degreesOfFreedom: -1) }
    #expect(throws: StatisticsError.self) { try ChiSquared(degreesOfFreedom: 0) }
    #expect(throws: StatisticsError.self) { try FisherF(numerator: 1, denominator: .infinity) }
    #expect(throws: StatisticsError.self) { try Beta(a: 0, b: 1) }
    #expect(throws: StatisticsError.self) { try Gamma(shape: .nan) }
    #expect(throws: StatisticsError.self) { try Exponential(mean: -2) }
    #expect(throws: StatisticsError.self) { try Weibull(shape: 1, scale: 0) }
    #expect(throws: StatisticsError.self) { try LogNormal(logMean: 0, logStandardDeviation: -1) }
    #expect(throws: StatisticsError.self) { try GeneralizedPareto(scale: 1, shape: .nan) }
    #expect(throws: StatisticsError.self) { try Binomial(trials: -1, probability: 0.5) }
    #expect(throws: StatisticsError.self) { try Binomial(trials: 3, probability: 1.5) }
    #expect(throws: StatisticsError.self) { try Poisson(mean: .infinity) }
    for probability in [-0.1, 1.1, .nan] {
      #expect(throws: StatisticsError.self) { try Normal.standard.quantile(probability) }
      #expect(throws: StatisticsError.self) { try Normal.standard.quantile(survival: probability) }
      #expect(throws: StatisticsError.self) { try Poisson(mean: 3).quantile(probability) }
    }
    #expect(BetaFunction.lower(0.5, a: -1, b: 1).isNaN)
    #expect(IncompleteGamma.upper(shape: 0, 1).isNaN)
    #expect(ErrorFunction.inverse(1.5).isNaN && ErrorFunction.inverseComplement(-1).isNaN)
    #expect(GammaFunction.digamma(-3).isNaN)
  }

  @Test func `Special cases of one law are the other law`() throws {
    for x in [0.01, 0.5, 2, 9.0] {
      let exponential = try Exponential(mean: 2)
      #expect(relativeError(try Gamma(shape: 1, scale: 2).survival(x), exponential.survival(x)) < 1e-14)
      #expect(relativeError(try Weibull(shape: 1, scale: 2).survival(x), exponential.survival(x)) < 1e-14)
      let pareto = try GeneralizedPareto(scale: 2, shape: 0)
      #expect(relativeError(pareto.survival(x), exponential.survival(x)) < 1e-14)
      // t² has the F law with 1 and ν degrees of freedom.
      let f = try FisherF(numerator: 1, denominator: 7).survival(x * x)
      #expect(relativeError(2 * (try StudentT(degreesOfFreedom: 7).survival(x)), f) < 1e-13)
    }
  }
}
