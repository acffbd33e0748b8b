import ArgumentParser
import Foundation
import Interchange
import Statistics

/// Which numbers a statistic is computed of.
struct ColumnOptions: ParsableArguments {
  @Argument(help: "Table to read; - for standard input.")
  var file: String

  @Option(help: "Column with the numbers.")
  var column: String

  @Option(help: "Column that splits the rows into groups.")
  var by: String?

  @Option(help: "Column whose equal values mark rows that belong together, such as a batch.")
  var cluster: String?

  @Flag(help: "The rows are in order of time, and may depend on those before them.")
  var series = false

  @Option(help: "Nominal level of intervals.")
  var level = 0.95

  @Option(help: "Seed of random choices.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if !(level > 0 && level < 1) { throw ValidationError("--level must lie between 0 and 1, such as 0.95.") }
  }

  /// Rows of one group, without those whose number is missing.
  struct Group {
    var name: String?
    var values: [Double]
    /// Cluster of each value, numbered in order of appearance; `nil` without a cluster column.
    var clusters: [Int]?
    var missing: Int

    /// The values by cluster; every value by itself when there is no cluster column.
    var sample: ClusteredSample {
      get throws { try ClusteredSample(values, labels: clusters ?? Array(values.indices)) }
    }

    /// How the values belong together, as far as the options say.
    func structure(isSeries: Bool) -> SampleStructure {
      switch (clusters, isSeries) {
      case (let clusters?, true): .clusteredSeries(labels: clusters)
      case (let clusters?, false): .clustered(labels: clusters)
      case (nil, true): .series
      case (nil, false): .independent
      }
    }
  }

  /// The table of a file; - for standard input.
  static func table(_ file: String) throws -> ColumnTable {
    try ColumnTable(InputFiles.bytes(of: file), file: InputFiles.shown(file))
  }

  /// Clusters numbered in order of appearance; a row without a label is a cluster of its own.
  static func clusters(_ labels: [String?]) -> [Int] {
    var numberOfLabel: [String: Int] = [:]
    return labels.enumerated().map { row, label in
      let label = label ?? "(row \(row))"
      let number = numberOfLabel[label] ?? numberOfLabel.count
      numberOfLabel[label] = number
      return number
    }
  }

  func groups() throws -> [Group] {
    let table = try Self.table(file)
    let numbers = try table.numbers(of: column)
    let names = try by.map { try table.texts(of: $0) }
    let clusters = try cluster.map { Self.clusters(try table.texts(of: $0)) }
    var order: [String?] = []
    var groups: [String?: Group] = [:]
    for row in numbers.indices {
      let name = names.map { $0[row] ?? "(missing)" }
      if groups[name] == nil {
        order.append(name)
        groups[name] = Group(name: name, values: [], clusters: clusters == nil ? nil : [], missing: 0)
      }
      guard let number = numbers[row] else {
        groups[name]?.missing += 1
        continue
      }
      groups[name]?.values.append(number)
      if let clusters { groups[name]?.clusters?.append(clusters[row]) }
    }
    return order.compactMap { groups[$0] }
  }
}

/// Output of the statistics: JSON, or a table for people.
enum StatOutput {
  static func number(_ value: Double?) -> String {
    guard let value else { return "–" }
    if let whole = Int(exactly: value), whole.magnitude < 1_000_000_000 { return String(whole) }
    var scale = 1.0
    while value.magnitude * scale < 1e5, scale < 1e15 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }

  static func interval(_ interval: ConfidenceInterval?) -> String {
    switch (interval?.lower, interval?.upper) {
    case (let low?, let high?): "[\(number(low)), \(number(high))]"
    case (let low?, nil): "≥ \(number(low))"
    case (nil, let high?): "≤ \(number(high))"
    case (nil, nil): "none"
    }
  }

  /// What no interval can know; printed under every table of intervals.
  static let scope =
    "Intervals speak of what the values saw: slow spells or kinds of values that come fewer than about five "
    + "times in them are not covered."

  static func warning(_ warning: EstimateWarning) -> String {
    switch warning {
    case .upperUnbounded(let needed): "not bounded from above; \(needed) independent values could"
    case .lowerUnbounded(let needed): "not bounded from below; \(needed) independent values could"
    case .fewClusters(let found): "only \(found) clusters"
    case .singleCluster: "one cluster only: dependence cannot be seen"
    case .notEnoughEpisodes(let found, let needed): "only \(found) independent episodes of \(needed) needed"
    case .heavyTail(let index): "tail index \(number(index)): nothing bounds the mean, use quantiles"
    case .tailUncertain(let index): "tail index \(number(index)), too few values to tell: use quantiles"
    case .dominatedByFew(let values):
      "decided by about \(number(values)) values: use quantiles or more values"
    case .blindToRareValues(let share):
      "knows nothing of kinds of values rarer than 1 in \(number((1 / share).rounded()))"
    }
  }
}
