internal import LinearAlgebra
internal import Statistics

/// A kind of reference data sets and how it is measured.
public struct ReferenceKind: Sendable {
  /// Name of the kind and of the folder of its files.
  public let name: String
  /// The files.
  public let files: [String]
  /// Correct digits of every certified quantity of a file.
  let measure: @Sendable (ReferenceFile) throws -> [(quantity: String, digits: Double)]

  /// All kinds.
  public static let all = [univariate, linear, nonlinear]

  /// Mean, standard deviation and lag-1 autocorrelation of one column.
  public static let univariate = ReferenceKind(
    name: "univariate",
    files: [
      "Lew.dat", "Lottery.dat", "Mavro.dat", "Michelso.dat", "NumAcc1.dat", "NumAcc2.dat", "NumAcc3.dat",
      "NumAcc4.dat", "PiDigits.txt",
    ]
  ) { file in
    let dashes = file.lines.lastIndex { $0.count == 1 && $0[0].hasPrefix("-----") } ?? 0
    let values = try file.rows(from: dashes + 1).flatMap(\.self)
    func digits(_ found: Double, _ title: String) throws -> Double {
      ReferenceStudy.digits(found, certified: try file.number(after: title))
    }
    return [
      ("mean", try digits(mean(values), "Sample Mean")),
      ("standard_deviation", try digits(standardDeviation(values), "Sample Standard Deviation")),
      ("autocorrelation", try digits(autocorrelation(values), "Sample Autocorrelation")),
    ]
  }

  /// Least squares: polynomials of one predictor, or several predictors with a constant.
  public static let linear = ReferenceKind(
    name: "linear",
    files: [
      "Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2", "Wampler3",
      "Wampler4",
      "Wampler5",
    ].map { $0 + ".dat" }
  ) { file in
    let certified = file.lines.prefix(firstDataLine).filter { words in
      words.count == 3 && words[0].first == "B" && words[0].dropFirst().allSatisfy(\.isNumber)
    }
    let model = try linearModel(file, terms: certified.map { $0[0] })
    let estimates = try model.inference().estimates()
    func worst(_ found: [Double], column: Int) -> Double {
      ReferenceStudy.digits(found, certified: certified.compactMap { Double($0[column]) })
    }
    func digits(_ found: Double, _ title: String) throws -> Double {
      ReferenceStudy.digits(found, certified: try file.number(after: title))
    }
    return [
      ("coefficients", worst(estimates.map(\.value), column: 1)),
      ("standard_errors", worst(estimates.map(\.standardError), column: 2)),
      ("residual_standard_deviation", try digits(model.residualStandardDeviation, "Standard Deviation")),
      ("r_squared", try digits(model.summary.rSquared ?? .nan, "R-Squared")),
    ]
  }

  /// Nonlinear least squares from both starts of each set.
  public static let nonlinear = ReferenceKind(
    name: "nonlinear", files: NonlinearReferenceModels.names.map { $0 + ".dat" }
  ) { file in
    let name = String(file.name.prefix { $0 != "." })
    let rows = NonlinearReferenceStudy.rows(name: name, data: try NonlinearReferenceSet(text: file.text))
    return rows.map { ("\($0.quantity.rawValue)_start_\($0.start)", $0.digits) }
  }

  /// In files of regressions the data start here, counted from 0.
  static let firstDataLine = 60

  private static func linearModel(_ file: ReferenceFile, terms: [String]) throws -> LinearModel {
    let rows = try file.rows(from: firstDataLine)
    let hasConstant = terms.contains("B0")
    let design: LinearDesign
    if rows[0].count == 2 {
      design = try .polynomial(
        of: rows.map { $0[1] }, degree: terms.count - (hasConstant ? 1 : 0), includesConstant: hasConstant)
    } else {
      design = try LinearDesign(
        terms: terms, try Matrix(rows: rows.map { [1] + $0.dropFirst() }))
    }
    return try LinearModel(design, rows.map { $0[0] })
  }
}
