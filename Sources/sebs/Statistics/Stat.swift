import ArgumentParser

/// `sebs stat`: the statistics of the toolkit on the columns of any table.
struct Stat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat",
    abstract: "Computes estimates, intervals and tests on columns of CSV or JSON.",
    discussion: """
      A table is a CSV file with a header, JSON Lines, or a JSON array of objects; - reads standard input.
      --cluster names the column whose values belong together, such as a batch, a container or a day: without it
      values are taken as independent. Results are JSON with --json: `sebs stat fields` says what their names mean.

      Examples:
        sebs stat describe calls.csv --column latency_ms --by region
        sebs stat quantile calls.csv --column latency_ms --cluster batch --probability 0.5,0.99 --json
        sebs stat regress calls.csv --formula 'latency_ms ~ inverse(memory_mb)' --cluster batch
      """,
    subcommands: [
      StatDescribe.self, StatQuantile.self, StatBootstrap.self, StatTest.self, StatCompare.self, StatACF.self,
      StatPower.self, StatRegress.self, StatTail.self, StatMixture.self, StatSurvival.self, StatOutliers.self,
      StatFields.self,
    ])
}
