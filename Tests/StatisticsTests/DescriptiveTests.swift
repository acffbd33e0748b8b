import Foundation
import Testing

@testable import Statistics

@Suite struct DescriptiveTests {
  private struct Certified {
    /// The values as they are written.
    var words: [String]
    var mean: Double
    var deviation: Double
    var autocorrelation: Double

    init(_ file: String) throws {
      let text = try String(contentsOf: fixture("nist-strd/univariate/" + file), encoding: .utf8)
      let lines = text.split(whereSeparator: \.isNewline).map(String.init)
      func certified(_ title: String) throws -> Double {
        let line = try #require(lines.first { $0.hasPrefix(title) })
        return try #require(line.split(separator: " ").last.flatMap { Double($0) })
      }
      let dashes = try #require(lines.lastIndex { $0.contains("-----") })
      words = lines[(dashes + 1)...].flatMap { $0.split(separator: " ").map(String.init) }
      mean = try certified("Sample Mean")
      deviation = try certified("Sample Standard Deviation (denom")
      autocorrelation = try certified("Sample Autocorrelation Coefficient (lag 1)")
    }
  }

  /// Correct digits, at most 15.
  private func digits(_ found: Double, _ certified: Double) -> Double {
    let error = relativeError(found, certified)
    return error == 0 ? 15 : min(15, -log10(error))
  }

  private func reached(
    _ values: [Double], _ data: Certified, scale: Double
  ) throws -> (mean: Double, deviation: Double, autocorrelation: Double) {
    (
      digits(try mean(values) / scale, data.mean),
      digits(try standardDeviation(values) / scale, data.deviation),
      digits(try autocorrelation(values), data.autocorrelation)
    )
  }

  // The exact deviation of the doubles nearest to the written values, computed in 40 digits, agrees with the
  // certified one to 13.12 digits for Mavro, 13.84 for Michelso, 9.46 for NumAcc3 and 8.25 for NumAcc4: that much
  // is lost before any arithmetic.
  @Test(arguments: [
    ("Lew.dat", 200, 14, 14), ("Lottery.dat", 218, 14, 14), ("Mavro.dat", 50, 13.12, 13.7),
    ("Michelso.dat", 100, 13.84, 13.4), ("NumAcc1.dat", 3, 14, 14), ("NumAcc2.dat", 1001, 14, 14),
    ("NumAcc3.dat", 1001, 9.456, 9), ("NumAcc4.dat", 1001, 8.252, 8), ("PiDigits.txt", 5000, 14, 14),
  ])
  func `Certified summary statistics are reached as far as doubles hold the data`(
    file: String, count: Int, deviationDigits: Double, autocorrelationDigits: Double
  ) throws {
    let data = try Certified(file)
    let values = data.words.compactMap { Double($0) }
    #expect(values.count == count && data.words.count == count)
    let reached = try reached(values, data, scale: 1)
    print("\(file): correct digits \(reached)")
    #expect(reached.mean >= 14)
    #expect(reached.deviation >= deviationDigits)
    #expect(reached.autocorrelation >= autocorrelationDigits)
  }

  @Test(arguments: [
    "Lew.dat", "Lottery.dat", "Mavro.dat", "Michelso.dat", "NumAcc1.dat", "NumAcc2.dat", "NumAcc3.dat",
    "NumAcc4.dat", "PiDigits.txt",
  ])
  func `In units that make the data whole numbers every set reaches 14 digits`(file: String) throws {
    let data = try Certified(file)
    let places =
      data.words.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
      .map { $0.count == 2 ? $0[1].count : 0 }.max() ?? 0
    let scale = pow(10, Double(places))
    let values = data.words.compactMap { Double($0) }.map { ($0 * scale).rounded() }
    let reached = try reached(values, data, scale: scale)
    print("\(file) in whole numbers: correct digits \(reached)")
    #expect(min(reached.mean, reached.deviation, reached.autocorrelation) >= 14)
  }

  @Test func `Shape and means equal those of other packages`() throws {
    // scipy 1.17: skew, kurtosis, gmean; the winsorised variance with 20 %; hdquantiles.
    let x: [Double] = [3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487]
    #expect(relativeError(try skewness(x), 1.9495563554274986) < 1e-14)
    #expect(relativeError(try skewness(x, adjusted: true), 2.239869723341925) < 1e-14)
    #expect(relativeError(try excessKurtosis(x), 3.121041579810134) < 1e-13)
    #expect(relativeError(try excessKurtosis(x, adjusted: true), 5.692321621253878) < 1e-13)
    #expect(relativeError(try geometricMean(x), 45.99755353974547) < 1e-14)
    let sample = try SortedSample(x)
    #expect(relativeError(try sample.winsorizedVariance(share: 0.2), 2589.7272727272725) < 1e-14)
    for (probability, expected) in [
      (0.05, 3.744797632900955), (0.5, 76.63117195167223), (0.9, 343.41096016096424),
      (0.99, 479.15635533127073),
    ] {
      #expect(relativeError(try sample.harrellDavisQuantile(probability), expected) < 1e-12)
    }
  }

  @Test func `A Harrell-Davis quantile from the ranks that carry weight equals the whole sum`() throws {
    var generator = Xoshiro256PlusPlus(seed: 501)
    for n in [1, 2, 30, 2000] {
      let sample = try SortedSample((0..<n).map { _ in generator.exponential() })
      for probability in [0.001, 0.3, 0.5, 0.99] {
        let law = try Beta(a: Double(n + 1) * probability, b: Double(n + 1) * (1 - probability))
        let terms = (0..<n).map { index -> Double in
          let weight =
            law.cumulative(Double(index + 1) / Double(n)) - law.cumulative(Double(index) / Double(n))
          return weight * sample.values[index]
        }
        let found = try sample.harrellDavisQuantile(probability)
        #expect(relativeError(found, compensatedSum(terms)) < 1e-12, "\(n) \(probability)")
      }
    }
    #expect(throws: StatisticsError.self) { try SortedSample([1]).harrellDavisQuantile(1) }
  }

  @Test func `Moments do not see shifts and scales that they should not see`() throws {
    var generator = Xoshiro256PlusPlus(seed: 502)
    let x = (0..<500).map { _ in generator.exponential() }
    let moved = x.map { 1e6 + 8 * $0 }
    #expect(abs(try skewness(x) - skewness(moved)) < 1e-8)
    #expect(abs(try excessKurtosis(x) - excessKurtosis(moved)) < 1e-8)
    #expect(abs(try autocorrelation(x) - autocorrelation(moved)) < 1e-9)
    #expect(relativeError(try skewness(x.map { -$0 }), -(try skewness(x))) < 1e-12)
    #expect(relativeError(try geometricMean(x.map { 8 * $0 }), 8 * (try geometricMean(x))) < 1e-14)
    // Powers of huge and tiny values stay in range.
    for scale in [1e-200, 1e200] {
      #expect(relativeError(try skewness(x.map { scale * $0 }), try skewness(x)) < 1e-12)
      #expect(relativeError(try autocorrelation(x.map { scale * $0 }), try autocorrelation(x)) < 1e-10)
    }
    #expect(try autocorrelation(x, lag: 0) == 1)
  }

  @Test func `Statistics that do not exist are refused`() {
    let equal = [2.0, 2, 2, 2, 2]
    #expect(throws: StatisticsError.allEqual(method: "skewness")) { try skewness(equal) }
    #expect(throws: StatisticsError.allEqual(method: "kurtosis")) { try excessKurtosis(equal) }
    #expect(throws: StatisticsError.allEqual(method: "autocorrelation")) { try autocorrelation(equal) }
    #expect(throws: StatisticsError.emptySample) { try skewness([]) }
    #expect(throws: StatisticsError.emptySample) { try geometricMean([]) }
    #expect(throws: StatisticsError.self) { try geometricMean([1, 0]) }
    #expect(throws: StatisticsError.self) { try geometricMean([1, -3]) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try excessKurtosis([1, .infinity]) }
    #expect(throws: StatisticsError.tooFew(what: "values", found: 2, needed: 3)) {
      try skewness([1, 2], adjusted: true)
    }
    #expect(throws: StatisticsError.self) { try autocorrelation([1, 2], lag: 2) }
    #expect(throws: StatisticsError.self) { try autocorrelation([1, 2], lag: -1) }
    #expect(throws: StatisticsError.self) { try standardDeviation([1]) }
  }
}

@Suite struct SortingTests {
  @Test func `Radix sort orders every kind of number as the standard sort does`() {
    var generator = Xoshiro256PlusPlus(seed: 503)
    let special = [
      0, -0.0, Double.leastNonzeroMagnitude, -Double.leastNonzeroMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .infinity, -.infinity,
    ]
    for n in [0, 1, 499, 500, 501, 5000] {
      for kind in 0..<5 {
        let values = (0..<n).map { index -> Double in
          switch kind {
          case 0: generator.normal()
          case 1: Double(generator.index(below: 50))
          case 2: Double(bitPattern: generator.next() & ~(0x7ff << 52)) * 1e300
          case 3: special[index % special.count]
          default: 4
          }
        }
        let sorted = RadixSort.ascending(values)
        #expect(sorted == values.sorted(), "n \(n), kind \(kind)")
        #expect(sorted.filter { $0.sign == .minus }.count == values.filter { $0.sign == .minus }.count)
      }
    }
  }

  @Test func `Keys order like numbers and come back`() {
    let ascending: [Double] = [
      -.infinity, -1e308, -1, -Double.leastNonzeroMagnitude, -0.0, 0.0, Double.leastNonzeroMagnitude, 1,
      1e308, .infinity,
    ]
    #expect(ascending.map(\.orderedKey) == ascending.map(\.orderedKey).sorted())
    for value in ascending { #expect(Double(orderedKey: value.orderedKey).bitPattern == value.bitPattern) }
  }

  @Test func `Selection puts every rank in its place`() {
    var generator = Xoshiro256PlusPlus(seed: 504)
    for n in [1, 2, 3, 10, 601, 3000] {
      for kind in 0..<3 {
        let values = (0..<n).map { index in
          kind == 0 ? generator.normal() : kind == 1 ? Double(generator.index(below: 5)) : Double(index)
        }
        let sorted = values.sorted()
        for rank in Set([0, n / 3, n / 2, n - 1]) {
          var scratch = values
          #expect(Selection.value(&scratch, rank: rank) == sorted[rank])
          #expect(scratch[..<rank].allSatisfy { $0 <= sorted[rank] })
          #expect(scratch[rank...].allSatisfy { $0 >= sorted[rank] })
          var again = values
          #expect(Selection.pair(&again, rank: rank) == (sorted[rank], sorted[min(rank + 1, n - 1)]))
        }
      }
    }
  }

  @Test(arguments: QuantileDefinition.allCases)
  func `A quantile by selection equals that of the sorted sample`(definition: QuantileDefinition) throws {
    var generator = Xoshiro256PlusPlus(seed: 505)
    for n in [1, 2, 7, 40, 1500] {
      let values = (0..<n).map { _ in (generator.normal() * 10).rounded() }
      let sample = try SortedSample(values)
      for probability in [0, 0.01, 0.25, 0.5, 0.77, 0.99, 1] {
        let found = try quantile(probability, of: values, definition: definition)
        #expect(found == (try sample.quantile(probability, definition: definition)))
      }
    }
    #expect(throws: StatisticsError.emptySample) { try quantile(0.5, of: []) }
    #expect(throws: StatisticsError.notFinite(index: 0)) { try quantile(0.5, of: [.nan]) }
    #expect(throws: StatisticsError.self) { try quantile(-0.5, of: [1]) }
  }
}
