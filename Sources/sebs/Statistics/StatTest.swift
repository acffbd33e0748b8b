import ArgumentParser
import Statistics

/// `sebs stat test`: do groups differ?
struct StatTest: AsyncParsableCommand {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case mannWhitney = "mann-whitney"
    case brunnerMunzel = "brunner-munzel"
    case kolmogorovSmirnov = "kolmogorov-smirnov"
    case welch
    case permutation
    case andersonDarling = "anderson-darling"
    case kruskalWallis = "kruskal-wallis"

    var takesTwoGroups: Bool { self != .andersonDarling && self != .kruskalWallis }
  }

  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Tests whether the groups of a column differ.",
    discussion: """
      Without clusters the default is Brunner and Munzel's test. With a cluster column it is the permutation of whole
      clusters, and no other is offered: they take values as independent and would find differences that are not there.

      Examples:
        sebs stat test calls.csv --column latency_ms --by version
        sebs stat test calls.csv --column latency_ms --by version --cluster batch
      """)

  @OptionGroup var columns: ColumnOptions

  @Option(
    help:
      "mann-whitney, brunner-munzel, kolmogorov-smirnov, welch, permutation, anderson-darling or kruskal-wallis."
  )
  var test: Kind?

  private var chosen: Kind { test ?? (columns.cluster == nil ? .brunnerMunzel : .permutation) }

  @Option(help: "Permutations.")
  var replicates = 9999

  func run() async throws {
    let groups = try columns.groups()
    guard columns.by != nil, groups.count >= 2 else {
      throw UsageError("--by must name a column with two or more groups.")
    }
    let test = chosen
    if test.takesTwoGroups, groups.count != 2 {
      throw UsageError(
        "\(test.rawValue) compares two groups; there are \(groups.count). Ask for kruskal-wallis or anderson-darling."
      )
    }
    if columns.cluster != nil, test != .permutation {
      throw UsageError(
        "With --cluster ask for --test permutation: \(test.rawValue) takes values as independent.")
    }
    let result = try result(groups)
    if columns.json {
      return try Terminal.outputJSON(
        Answer(test: test.rawValue, groups: groups.map { $0.name ?? "" }, result: result))
    }
    Terminal.output(
      Terminal.table([
        ["TEST", "STATISTIC", "P", "LAW", "N"],
        [
          test.rawValue, StatOutput.number(result.statistic), StatOutput.number(result.pValue),
          result.law.rawValue,
          result.sizes.map(String.init).joined(separator: ", "),
        ],
      ]))
  }

  private func result(_ groups: [ColumnOptions.Group]) throws -> TestResult {
    switch chosen {
    case .andersonDarling: return try andersonDarling(groups.map { try SortedSample($0.values) })
    case .kruskalWallis: return try kruskalWallis(groups.map { try SortedSample($0.values) })
    case .welch: return try welchTest(groups[0].values, groups[1].values).test
    case .permutation: return try permutation(groups[0], groups[1])
    case .mannWhitney: return try PooledSamples(groups[0].values, groups[1].values).mannWhitney()
    case .brunnerMunzel: return try PooledSamples(groups[0].values, groups[1].values).brunnerMunzel()
    case .kolmogorovSmirnov: return try PooledSamples(groups[0].values, groups[1].values).kolmogorovSmirnov()
    }
  }

  /// Difference of means; labels move with whole clusters when there are any.
  private func permutation(_ first: ColumnOptions.Group, _ second: ColumnOptions.Group) throws -> TestResult {
    let values = first.values + second.values
    let labels = first.values.map { _ in 0 } + second.values.map { _ in 1 }
    let clusters = first.clusters.flatMap { one in second.clusters.map { one + $0 } }
    let sizes = [Double(first.values.count), Double(second.values.count)]
    return try PermutationTest(replicates: replicates, seed: columns.seed).test(
      labels: labels, clusters: clusters
    ) { labels in
      var sums = [0.0, 0.0]
      for (label, value) in zip(labels, values) { sums[label] += value }
      return sums[0] / sizes[0] - sums[1] / sizes[1]
    }
  }

  private struct Answer: Encodable {
    var test: String
    var groups: [String]
    var result: TestResult
  }
}
