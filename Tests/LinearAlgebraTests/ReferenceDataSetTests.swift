import FoundationEssentials
import LinearAlgebra
import Testing

/// NIST's linear sets: correct digits of coefficients, standard errors and residual deviation.
@Suite struct ReferenceDataSetTests {
  /// Fewest correct digits of coefficients, of their standard errors, and digits of the residual deviation.
  private struct Digits: CustomStringConvertible {
    let coefficients, standardErrors, deviation: Double

    init(_ solution: LeastSquaresSolution, _ data: ReferenceDataSet) throws {
      let covariance = try solution.unscaledCovariance()
      let deviation = (solution.residualSumOfSquares / Double(solution.degreesOfFreedom)).squareRoot()
      let errors = covariance.diagonal.map { deviation * $0.squareRoot() }
      coefficients = zip(solution.coefficients, data.coefficients).map(correctDigits).min() ?? 0
      standardErrors = zip(errors, data.standardErrors).map(correctDigits).min() ?? 0
      self.deviation = correctDigits(deviation, data.residualDeviation)
    }

    var description: String {
      [coefficients, standardErrors, deviation].map { "\(($0 * 10).rounded() / 10)" }.joined(separator: " / ")
    }
  }

  @Test(arguments: ReferenceDataSet.names)
  func automaticPrecisionReachesThirteenCertifiedDigits(name: String) throws {
    let data = try ReferenceDataSet(name)
    let design = try data.design()
    let automatic = try leastSquares(design, data.response)
    let digits = try Digits(automatic, data)
    #expect(digits.coefficients >= 13)
    #expect(digits.standardErrors >= 13)
    #expect(digits.deviation >= 13)
    let double = try Digits(leastSquares(design, data.response, precision: .double), data)
    print(
      "\(name): correct digits of coefficients / standard errors / deviation:", digits, "in",
      automatic.precision)
    print("\(name): in double alone:", double)
    // Filip in double is known for its eight digits, Wampler5 for its six.
    #expect(double.coefficients >= 5)
  }

  /// The certified digits end where decimals are rounded to doubles; against the exact solution for those doubles,
  /// double-double loses nothing.
  @Test(arguments: ReferenceDataSet.names)
  func doubleDoubleIsTheExactSolutionRounded(name: String) throws {
    let data = try ReferenceDataSet(name)
    let solution = try leastSquares(data.design(), data.response, precision: .doubleDouble)
    let variances = try solution.unscaledCovariance().diagonal
    let text = try String(contentsOf: fixture("nist-strd/linear/exact_solutions.csv"), encoding: .utf8)
    var compared = 0
    for line in text.split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields[0] == name else { continue }
      let exact = try #require(Double(fields[2]))
      if let index = Int(fields[1]) {
        let variance = try #require(Double(fields[3]))
        #expect((solution.coefficients[index] - exact).magnitude <= exact.ulp)
        #expect((variances[index] - variance).magnitude <= variance.ulp)
      } else {
        // Wampler1 fits exactly: its 0 is met to 60 digits of the response.
        let total = data.response.reduce(0) { $0 + $1 * $1 }
        #expect((solution.residualSumOfSquares - exact).magnitude <= 4 * exact.ulp + 1e-60 * total)
      }
      compared += 1
    }
    #expect(compared == data.coefficients.count + 1)
  }
}
