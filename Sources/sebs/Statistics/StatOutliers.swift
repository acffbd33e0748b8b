import ArgumentParser
import Foundation
import Interchange
import LinearAlgebra
import Statistics

/// `sebs stat outliers`: which rows are unlike the others?
struct StatOutliers: AsyncParsableCommand {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case fences, deviation, studentized, robust, score

    var takesOneColumn: Bool { self == .fences || self == .deviation || self == .studentized }
  }

  static let configuration = CommandConfiguration(
    commandName: "outliers",
    abstract: "Rows that are unlike the others, in one column or in several together.",
    discussion: """
      One column: fences (the default; of a box plot, moved for skewness), deviation (from the median, each side by
      itself) or studentized (generalised extreme Studentised deviates).
      Several columns: robust (the default; distances by the minimum covariance determinant, with a bound on the share
      of false ones) or score (ranks of rows in a cloud of any shape; no verdict).

      Examples:
        sebs stat outliers calls.csv --column latency_ms --by region
        sebs stat outliers calls.csv --column latency_ms,init_ms,download_ms --rate 0.01 --json
        sebs stat outliers calls.csv --column latency_ms,init_ms,download_ms --method score
      """)

  @Argument(help: "Table to read; - for standard input.")
  var file: String

  @Option(help: "Column with the numbers, or several separated by commas.")
  var column: String

  @Option(help: "Column that splits the rows into groups.")
  var by: String?

  @Option(help: "fences, deviation, studentized, robust or score.")
  var method: Kind?

  @Option(
    help: "studentized: probability of any false outlier; robust: share of false ones among those named.")
  var rate = 0.05

  @Option(help: "studentized: most outliers that may be found (default: a tenth of the values).")
  var most: Int?

  @Option(help: "score: rows to print, strangest first.")
  var top = 20

  @Option(help: "Seed of random choices.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON.")
  var json = false

  private var columns: [String] { column.split(separator: ",").map(String.init) }
  private var chosen: Kind { method ?? (columns.count == 1 ? .fences : .robust) }

  func validate() throws {
    if !(rate > 0 && rate < 1) { throw ValidationError("--rate must lie between 0 and 1, such as 0.05.") }
    if top < 1 { throw ValidationError("--top must be at least 1.") }
    if columns.isEmpty { throw ValidationError("--column names at least one column.") }
    if chosen.takesOneColumn, columns.count > 1 {
      throw ValidationError("--method \(chosen.rawValue) takes one column: ask for robust or score.")
    }
  }

  func run() async throws {
    let answers = try groups().map { try OutlierAnswer($0, found: find($0)) }
    if json { return try Terminal.outputJSON(answers) }
    for answer in answers { Terminal.output(answer.text(columns)) }
  }

  private func groups() throws -> [OutlierRows] {
    let table = try ColumnOptions.table(file)
    let numbers = try columns.map { try table.numbers(of: $0) }
    let names = try by.map { try table.texts(of: $0) }
    var order: [String?] = []
    var groups: [String?: OutlierRows] = [:]
    for row in 0..<table.rowCount {
      let name = names.map { $0[row] ?? "(missing)" }
      if groups[name] == nil { order.append(name) }
      groups[name, default: OutlierRows(name: name, width: columns.count)].add(row, numbers.map { $0[row] })
    }
    return order.compactMap { groups[$0] }
  }

  private func find(_ group: OutlierRows) throws -> OutlierAnswer.Found {
    switch chosen {
    case .fences: return .marked(try mark(group, .adjustedFences()))
    case .deviation: return .marked(try mark(group, .doubleMedianAbsoluteDeviation()))
    case .studentized:
      let most = most ?? max(1, group.rows.count / 10)
      return .marked(try mark(group, .generalizedStudentizedDeviate(level: rate, atMost: most)))
    case .robust:
      switch try MinimumCovarianceDeterminant(seed: seed).fit(Matrix(columns: group.columns)) {
      case .regular(let estimate):
        return .distant(estimate, try estimate.outliers(falseDiscoveryRate: rate))
      case .exactFit(let fit): return .exactFit(fit)
      }
    case .score:
      return .scored(try Strangeness(seed: seed).scores(Matrix(columns: group.columns)).values, top: top)
    }
  }

  private func mark(_ group: OutlierRows, _ rule: OutlierRule) throws -> MarkedOutliers {
    try rule.outliers(in: group.columns[0])
  }
}

/// The complete rows of a group.
struct OutlierRows {
  var name: String?
  /// Numbers of the rows in the table, from 1.
  var rows: [Int] = []
  var columns: [[Double]]
  var missing = 0

  init(name: String?, width: Int) {
    self.name = name
    columns = [[Double]](repeating: [], count: width)
  }

  mutating func add(_ row: Int, _ cells: [Double?]) {
    let values = cells.compactMap(\.self)
    if values.count < cells.count {
      missing += 1
      return
    }
    rows.append(row + 1)
    for (place, value) in values.enumerated() { columns[place].append(value) }
  }
}
