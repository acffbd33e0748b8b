import Foundation
import Testing

@testable import Statistics

@Suite struct CorrelogramTests {
  private func close(_ found: [Double], _ expected: [Double], _ tolerance: Double) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance }
  }

  @Test func `Autocorrelations and partial ones equal R`() throws {
    let golden = try TimeSeriesGolden.read()
    #expect(close(try autocorrelations(golden.nile, greatestLag: 20), golden.acf, 1e-13))
    #expect(close(try partialAutocorrelations(golden.nile, greatestLag: 20), golden.pacf, 1e-13))
    #expect(close(try autocorrelations(golden.lh, greatestLag: 15), golden.acfLH, 1e-13))
  }

  @Test func `Lags by transform equal the direct sum`() throws {
    var generator = Xoshiro256PlusPlus(seed: 3)
    let series = autoregression(777, 0.6, using: &generator).map { 1e6 + $0 }
    let fast = try autocorrelations(series, greatestLag: 776)
    for lag in [0, 1, 2, 25, 100, 500, 776] {
      #expect(abs(fast[lag] - (try autocorrelation(series, lag: lag))) < 1e-12)
    }
  }

  @Test(arguments: [1e-300, 1e-160, 1.0, 1e150, 1e307])
  func `Scales at the ends of the doubles change nothing`(scale: Double) throws {
    let series = [1.0, 3, 2, 5, 4, 6, 5, 8].map { $0 * scale }
    let expected = try autocorrelations([1, 3, 2, 5, 4, 6, 5, 8], greatestLag: 7)
    #expect(close(try autocorrelations(series, greatestLag: 7), expected, 1e-14))
  }

  @Test func `Hostile series are refused`() throws {
    #expect(throws: StatisticsError.emptySample) { try autocorrelations([], greatestLag: 1) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try autocorrelations([1, .nan], greatestLag: 1) }
    #expect(throws: StatisticsError.self) { try autocorrelations([1, 1, 1], greatestLag: 1) }
    #expect(throws: StatisticsError.self) { try autocorrelations([1, 2], greatestLag: 2) }
    #expect(throws: StatisticsError.self) { try autocorrelations([1, 2], greatestLag: -1) }
    #expect(try autocorrelations([-1.7e308, 1.7e308], greatestLag: 1) == [1, -0.5])
    #expect(throws: StatisticsError.self) { try autocorrelations([0.1, 0.1, 0.1], greatestLag: 1) }
  }

  @Test func `Yule-Walker with Akaike's order equals R`() throws {
    let golden = try TimeSeriesGolden.read()
    let model = try AutoregressiveModel(fitting: golden.lh, order: .akaike(greatest: 16))
    #expect(model.order == golden.yuleWalker.order)
    #expect(close(model.coefficients, golden.yuleWalker.coef, 1e-13))
    #expect(abs(model.innovationVariance - golden.yuleWalker.var) < 1e-13)
  }

  @Test func `Burg's coefficients equal R`() throws {
    // ar(lh, method = "burg", aic = FALSE, order.max = 2) of R 4.2.2.
    let golden = try TimeSeriesGolden.read()
    let model = try AutoregressiveModel(fitting: golden.lh, method: .burg, order: .fixed(2))
    #expect(close(model.coefficients, [0.707684219011, -0.218885030922], 1e-11))
  }

  @Test(arguments: AutoregressiveModel.Method.allCases)
  func `A long autoregression is found again with its order and inflation`(
    method: AutoregressiveModel.Method
  ) throws {
    var generator = Xoshiro256PlusPlus(seed: 11)
    var (a, b) = (0.0, 0.0)
    let series = (0..<20_000).map { _ in
      (a, b) = (0.5 * a + 0.3 * b + generator.normal(), a)
      return a + 7
    }
    let model = try AutoregressiveModel(fitting: series, method: method)
    #expect(model.order == 2)
    #expect(abs(model.coefficients[0] - 0.5) < 0.02 && abs(model.coefficients[1] - 0.3) < 0.02)
    #expect(abs(model.innovationVariance - 1) < 0.03)
    // Exact: ρ₁ = 0.5/0.7, ρ₂ = 0.5 ρ₁ + 0.3, Σ ρ = (1 − 0.5ρ₁ − 0.3ρ₂)/(1 − 0.8)².
    let exact = AutoregressiveModel.self
    let known = try JSONDecoder().decode(
      exact, from: Data(#"{"mean":0,"coefficients":[0.5,0.3],"innovationVariance":1}"#.utf8))
    let first = 0.5 / 0.7
    let second = 0.5 * first + 0.3
    let implied = known.impliedAutocorrelations(greatestLag: 400, negligible: 1e-14)
    #expect(abs(implied[1] - first) < 1e-14 && abs(implied[2] - second) < 1e-14)
    #expect(abs(known.varianceInflation - (1 - 0.5 * first - 0.3 * second) / 0.04) < 1e-10)
    #expect(abs(2 * implied.reduce(0, +) - 1 - known.varianceInflation) < 1e-10)
  }

  @Test func `Independent values have no order and a constant or short series is refused`() throws {
    var generator = Xoshiro256PlusPlus(seed: 4)
    let noise = (0..<500).map { _ in generator.normal() }
    #expect(try AutoregressiveModel(fitting: noise).order == 0)
    #expect(throws: StatisticsError.self) { try AutoregressiveModel(fitting: [2, 2, 2]) }
    #expect(throws: StatisticsError.self) { try AutoregressiveModel(fitting: [1, 2], order: .fixed(2)) }
    #expect(throws: StatisticsError.self) { try AutoregressiveModel(fitting: [1, 2], order: .fixed(-1)) }
    #expect(try AutoregressiveModel(fitting: [1, 2], order: .bayesian(greatest: 9)).order <= 1)
  }

  @Test(arguments: [(0.0, 1.0), (0.5, 3.0), (0.9, 19.0)])
  func `The effective size of an autoregression is that of theory`(
    correlation: Double, inflation: Double
  ) throws {
    var generator = Xoshiro256PlusPlus(seed: 8)
    let series = autoregression(50_000, correlation, using: &generator)
    let size = try effectiveSampleSize(series)
    #expect(abs(size * inflation / 50_000 - 1) < 0.15)
    #expect(throws: StatisticsError.self) { try effectiveSampleSize([1, 2, 3]) }
  }
}
