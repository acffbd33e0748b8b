public import Statistics

/// How often ``detectChanges(in:options:)`` at its defaults sees a change where there is none: the table behind
/// the rates that it states.
public enum FalseAlarmStudy {
  /// A simulated cell.
  public struct Row: Codable, Hashable, Sendable {
    /// Number of values.
    public var n: Int
    /// Correlation with the value before.
    public var correlation: Double
    /// Simulated series.
    public var series: Int
    /// Share of them with a change.
    public var rate: Double
  }

  /// Simulates normal autoregressions of order 1 for each length and correlation of the table.
  ///
  /// - Parameters:
  ///   - series: For each cell.
  ///   - seed: Of all cells; a cell has its own stream.
  ///   - options: Of the search.
  /// - Throws: Nothing that the inputs could cause.
  public static func run(
    series: Int = 1000, seed: UInt64 = 1, options: ChangeOptions = ChangeOptions()
  ) throws(StatisticsError) -> [Row] {
    let streams = RandomStreams(seed: seed)
    var rows: [Row] = []
    for n in FalseAlarmTable.counts {
      for correlation in FalseAlarmTable.correlations {
        var generator = streams[UInt64(rows.count)]
        var alarms = 0
        for _ in 0..<series {
          var state = generator.normal()
          let values: [Double?] = (0..<n).map { _ in
            state = correlation * state + (1 - correlation * correlation).squareRoot() * generator.normal()
            return state
          }
          if try !detectChanges(in: SampleSeries(values: values), options: options).changes.isEmpty {
            alarms += 1
          }
        }
        rows.append(
          Row(n: n, correlation: correlation, series: series, rate: Double(alarms) / Double(series)))
      }
    }
    return rows
  }

  /// Rows as comma-separated text.
  public static func csv(_ rows: [Row]) -> String {
    let lines = rows.map {
      "\($0.n),\(FixedText.decimals($0.correlation, 2)),\($0.series),\(FixedText.decimals($0.rate, 4))"
    }
    return (["n,correlation,series,rate"] + lines).joined(separator: "\n") + "\n"
  }
}
