import ArgumentParser
import Studies

/// `sebs study`: measures the toolkit's own promises.
struct StudyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Measures what the toolkit's intervals and digits are worth.",
    discussion: "Example: sebs study coverage --output reports/coverage.csv",
    subcommands: [StudyCoverage.self, StudyReference.self])
}

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

  @Option(help: "Seed.")
  var seed: UInt64 = 1

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() async throws {
    var options = quick ? CoverageStudy.Options.quick : .full
    options.seed = seed
    Terminal.say("Simulating \(options.families.count) families of data")
    let rows = try await CoverageStudy.run(options)
    if json { return try Terminal.outputJSON(rows) }
    let csv = CoverageStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}

/// `sebs study nist`: how many digits of certified values are reached.
struct StudyReference: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nist",
    abstract: "How many digits of NIST's certified values are reached, beside numpy, statsmodels and R.",
    discussion: """
      Reads the reference data sets and peers.csv, which scripts/peers-nist.py writes.

      Example: sebs study nist --output reports/nist.csv
      """)

  @Option(help: "Folder of the data sets.")
  var data = "fixtures/nist-strd"

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() async throws {
    let rows = try ReferenceStudy.run { path in
      String(decoding: try InputFiles.bytes(of: "\(data)/\(path)"), as: UTF8.self)
    }
    if json { return try Terminal.outputJSON(rows) }
    let csv = ReferenceStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
