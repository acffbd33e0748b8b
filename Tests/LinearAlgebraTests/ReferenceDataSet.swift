import FoundationEssentials
import Glibc
import LinearAlgebra

/// A linear data set of NIST's Statistical Reference Datasets.
struct ReferenceDataSet {
  static let names = [
    "Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2", "Wampler3",
    "Wampler4",
    "Wampler5",
  ]

  var response: [Double] = []
  var predictors: [[Double]] = []
  var coefficients: [Double] = []
  var standardErrors: [Double] = []
  var residualDeviation = 0.0
  var hasConstant = false

  init(_ name: String) throws {
    let file = fixture("nist-strd/linear/\(name).dat")
    let lines = try String(contentsOf: file, encoding: .utf8).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard !words.isEmpty else { continue }
      if index < 60 {
        if words.count == 3, words[0].first == "B", let estimate = Double(words[1]),
          let error = Double(words[2])
        {
          coefficients.append(estimate)
          standardErrors.append(error)
          hasConstant = hasConstant || words[0] == "B0"
        } else if words.prefix(2) == ["Standard", "Deviation"], words.count == 3, let value = Double(words[2])
        {
          residualDeviation = value
        }
      } else {
        let numbers = words.compactMap(Double.init)
        guard numbers.count == words.count else { continue }
        response.append(numbers[0])
        predictors.append(Array(numbers.dropFirst()))
      }
    }
  }

  /// The design as a user would build it: powers of one predictor, or several predictors with a constant.
  func design() throws -> DesignMatrix {
    if predictors[0].count == 1 {
      return try .polynomial(
        of: predictors.map { $0[0] }, degree: coefficients.count - (hasConstant ? 1 : 0),
        includesConstant: hasConstant)
    }
    return DesignMatrix(try Matrix(rows: predictors.map { [1] + $0 }))
  }
}

/// Digits that agree with a certified value, 0 to 15; a certified 0 asks for the absolute size.
func correctDigits(_ computed: Double, _ certified: Double) -> Double {
  let error = certified == 0 ? computed.magnitude : ((computed - certified) / certified).magnitude
  return error == 0 ? 15 : min(15, max(0, -log10(error)))
}

/// A file of the repository's fixtures folder.
func fixture(_ path: String, source: String = #filePath) -> URL {
  URL(filePath: source).deletingLastPathComponent().appending(path: "../../fixtures/\(path)")
}
