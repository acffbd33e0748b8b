import ArgumentParser
import Statistics

/// `sebs stat acf`: is each value like the one before?
struct StatACF: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acf",
    abstract: "Autocorrelation, effective size, stationarity and warm-up of a column in its order.",
    discussion: "Example: sebs stat acf calls.csv --column latency_ms --lags 20 --json")

  @OptionGroup var columns: ColumnOptions

  @Option(help: "Greatest lag.")
  var lags = 20

  func run() async throws {
    let results = try columns.groups().map(analyse)
    if columns.json { return try Terminal.outputJSON(results) }
    for result in results {
      Terminal.output(
        "\(result.group ?? "all"): n \(result.n), effective n \(StatOutput.number(result.effectiveN))\n")
      Terminal.output(
        "Ljung-Box p \(StatOutput.number(result.ljungBox.pValue)) over \(result.ljungBox.lags) lags\n")
      Terminal.output("KPSS p \(StatOutput.number(result.stationarity?.pValue))\n")
      Terminal.output(
        Terminal.table(
          [["LAG", "ACF", "PACF"]]
            + zip(result.autocorrelations, result.partialAutocorrelations).enumerated().map { lag, pair in
              ["\(lag + 1)", StatOutput.number(pair.0), StatOutput.number(pair.1)]
            }, numeric: [0, 1, 2]))
    }
  }

  private func analyse(_ group: ColumnOptions.Group) throws -> Result {
    let greatest = min(lags, group.values.count - 1)
    return Result(
      group: group.name, n: group.values.count, effectiveN: try effectiveSampleSize(group.values),
      autocorrelations: Array(try autocorrelations(group.values, greatestLag: greatest).dropFirst()),
      partialAutocorrelations: try partialAutocorrelations(group.values, greatestLag: greatest),
      ljungBox: try portmanteauTest(group.values, lags: greatest),
      stationarity: try? stationarityTest(group.values),
      steadyState: try? steadyState(group.values))
  }

  private struct Result: Encodable {
    var group: String?
    var n: Int
    var effectiveN: Double
    var autocorrelations: [Double]
    var partialAutocorrelations: [Double]
    var ljungBox: SerialTest
    var stationarity: SerialTest?
    var steadyState: SteadyState?
  }
}
