import ArgumentParser
import Statistics

/// `sebs stat mixture`: how many kinds of values there are, where and how many of each.
struct StatMixture: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mixture",
    abstract: "Modes of positive values: dip test, mixture of shifted log-normal laws, shares and places.",
    discussion: """
      The number of components is that of the least BIC, if a bootstrap likelihood ratio supports the last of them;
      components without a valley between them are one mode. Intervals draw whole clusters when a cluster column is named.

      Example: sebs stat mixture starts.csv --column total_ms --by memory_mb --json
      """)

  @OptionGroup var columns: ColumnOptions

  @Option(help: "Largest number of components, 1 to 9.")
  var components = 5

  @Flag(inversion: .prefixedNo, help: "Search a value that none can be below, common to all components.")
  var shift = true

  @Option(help: "Samples drawn for each test of one more component; 0 leaves the tests out.")
  var draws = 99

  @Option(help: "Replicates for the intervals of the modes.")
  var replicates = 499

  func validate() throws {
    if replicates < 100 {
      throw ValidationError("--replicates must be at least 100 for ends to mean anything.")
    }
    if draws < 0 { throw ValidationError("--draws must not be negative.") }
  }

  func run() async throws {
    let results = try columns.groups().map { group in
      let sorted = try SortedSample(group.values)
      let choice = try MixtureChoice(
        sorted, upTo: components, shift: shift ? .searched : .none, replicates: draws, seed: columns.seed)
      return Result(
        group: group.name, dip: try DipTest(sorted, seed: columns.seed), choice: choice,
        bandwidth: try sorted.values[0] > 0 ? LogDensity(sorted).bandwidth : nil,
        modes: try choice.mixture.modes(
          of: group.sample, level: columns.level,
          bootstrap: ClusterBootstrap(replicates: replicates, seed: columns.seed)))
    }
    if columns.json { return try Terminal.outputJSON(results) }
    Terminal.output(
      Terminal.table(
        [["GROUP", "MODE", "LOCATION", "INTERVAL", "SHARE", "INTERVAL", "COMPONENTS", "ONE MODE: P"]]
          + results.flatMap { result in
            result.modes.enumerated().map { index, mode in
              [
                result.group ?? "all", "\(index + 1)", StatOutput.number(mode.location),
                StatOutput.interval(mode.locationInterval), StatOutput.number(mode.share),
                StatOutput.interval(mode.shareInterval), "\(result.choice.chosen)",
                StatOutput.number(result.dip.pValue),
              ]
            }
          }, numeric: [1, 2, 4, 6, 7]))
    Terminal.say(StatOutput.scope)
  }

  private struct Result: Encodable {
    var group: String?
    var dip: DipTest
    var choice: MixtureChoice
    /// Of the kernel density of the logarithm.
    var bandwidth: Double?
    var modes: [Mode]
  }
}
