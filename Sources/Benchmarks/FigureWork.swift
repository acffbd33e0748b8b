import Charts
import Figures
import Foundation
import Interchange
import Statistics

extension Work {
  static let figures: [Work] = [
    Work("figures-12-1e5") { inputs in
      let tables = try FigureTables(inputs.sample(100_000))
      return { try Double(tables.report().reduce(0) { $0 + $1.utf8.count }) }
    },
    Work("figure-series-1e6") { inputs in
      let table = try FigureTables.series(try inputs.steps(1_000_000))
      return { try Double(FigureTables.svg("time-series", table).utf8.count) }
    },
  ]
}

/// The samples as the tables that `sebs figure` reads.
private struct FigureTables {
  /// Four platforms, five memory sizes, two versions and a second for each call.
  let calls: FigureTable
  let hours: FigureTable

  init(_ values: [Double]) throws {
    var text = "value,platform,memory,version,time\n"
    for (index, value) in values.enumerated() {
      let fields = [
        "\(20 * value)", "Platform \(index % 4)", "\(128 << (index / 4 % 5))", "v\(index / 20 % 2)",
        "\(index)",
      ]
      text += fields.joined(separator: ",") + "\n"
    }
    calls = try Self.table(text)
    hours = try Self.series(values.prefix(2_000).map { 20 + $0 }, seconds: 3_600)
  }

  static func series(_ values: [Double], seconds: Int = 1) throws -> FigureTable {
    let rows = values.enumerated().map { "\(1_700_000_000 + $0.offset * seconds),\($0.element)\n" }
    return try table("time,value\n" + rows.joined())
  }

  private static func table(_ text: String) throws -> FigureTable {
    try FigureTable(try ColumnTable(Array(text.utf8), file: "samples"))
  }

  static func svg(_ kind: String, _ table: FigureTable, _ columns: [String: String] = [:]) throws -> String {
    let figure = try FigureKind.named(kind).figure(of: try table.assigning(columns))
    return SVG.portable(FigureBoard(figure.title, figure.chart).scene(width: .millimetres(183)))
  }

  /// The twelve figures of a report.
  func report() throws -> [String] {
    let platform = ["group": "platform"]
    let version = ["group": "version"]
    let sizes = ["category": "memory", "group": "version"]
    return try [
      Self.svg("tail", calls, platform), Self.svg("percentiles", calls, platform),
      Self.svg("ecdf", calls, version), Self.svg("shift", calls, version),
      Self.svg("half-eye", calls, sizes), Self.svg("box", calls, sizes),
      Self.svg("histogram", calls, platform),
      Self.svg("convergence", calls), Self.svg("qq", calls), Self.svg("acf", calls, ["time": "time"]),
      Self.svg("time-series", calls), Self.svg("calendar", hours),
    ]
  }
}
