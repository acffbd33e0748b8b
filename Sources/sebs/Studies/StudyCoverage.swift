import ArgumentParser
import Foundation
import Studies

/// `sebs study coverage`: how often intervals cover the truth.
struct StudyCoverage: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "How often the default intervals cover the truth, beside the percentile bootstrap.",
    discussion: """
      Lognormal, Pareto, cold and warm mixtures, autocorrelated, clustered and noisy-neighbour data; means and
      quantiles; 50 to 10,000 values. Takes about 100 CPU seconds in a release build; --quick takes a few.

      Example: sebs study coverage --output reports/coverage.csv
      """)

  @Flag(help: "Few samples a cell: shows that it works, not what the intervals are worth.")
  var quick = false

  @Option(help: "Statistics, separated by commas: mean, p50, p90, p95, p99, p99.9 (default: all).")
  var statistic: String?

  @Option(help: "Sizes of samples, separated by commas (default: 50,100,200,1000,10000).")
  var size: String?

  @Option(help: "Seed.")
  var seed: UInt64 = 1

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() async throws {
    var options = quick ? CoverageStudy.Options.quick : .full
    options.seed = seed
    if let statistic {
      options.statistics = try statistic.split(separator: ",").map { name in
        guard let statistic = CoverageStatistic(rawValue: String(name)) else {
          throw UsageError("--statistic takes mean, p50, p90, p95, p99 and p99.9, not \(name).")
        }
        return statistic
      }
    }
    if let size {
      options.sizes = try size.split(separator: ",").map { text in
        guard let size = Int(text) else { throw UsageError("--size takes whole numbers, not \(text).") }
        return size
      }
    }
    Terminal.say("Simulating \(options.families.count) families of data")
    let rows = try await CoverageStudy.run(options)
    if json { return try Terminal.outputJSON(rows) }
    let csv = CoverageStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
