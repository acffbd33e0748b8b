import Statistics

/// How often the search for lasting levels sees a change where a level only wanders: the table behind the rates that
/// ``Wander/falseAlarmRate(count:leastSize:)`` states.
public enum WanderAlarmStudy {
  /// A simulated cell.
  public struct Row: Codable, Hashable, Sendable {
    /// Correlation of the wander with itself one value before.
    public var persistence: Double
    /// Number of values.
    public var n: Int
    /// Share of the wander in the variance.
    public var share: Double
    /// Deviation of wander and noise together, in units of the least size of a change.
    public var deviation: Double
    /// Simulated series.
    public var series: Int
    /// Share of them with a change.
    public var rate: Double
  }

  /// Simulates normal wander and noise for each cell of ``WanderAlarmTable``.
  ///
  /// - Parameters:
  ///   - series: For each cell.
  ///   - seed: Of all cells; a cell has its own stream.
  /// - Throws: Nothing that the inputs could cause.
  /// - Complexity: O(cells · series · n²), on all processors.
  public static func run(series: Int = 200, seed: UInt64 = 1) async throws -> [Row] {
    let streams = RandomStreams(seed: seed)
    var cells: [Row] = []
    for persistence in Wander.persistences {
      for n in WanderAlarmTable.counts {
        for share in WanderAlarmTable.shares {
          for deviation in WanderAlarmTable.deviations {
            cells.append(
              Row(
                persistence: persistence, n: n, share: share, deviation: deviation, series: series, rate: 0))
          }
        }
      }
    }
    return try await withThrowingTaskGroup(of: (Int, Double).self) { group in
      for (index, cell) in cells.enumerated() {
        group.addTask {
          var generator = streams[UInt64(index)]
          return (index, try rate(cell, &generator))
        }
      }
      for try await (index, rate) in group { cells[index].rate = rate }
      return cells
    }
  }

  /// The share of a cell's series with an alarm.
  private static func rate(
    _ cell: Row, _ generator: inout Xoshiro256PlusPlus
  ) throws(StatisticsError) -> Double {
    var options = ChangeOptions.lastingLevels
    options.scale = .linear
    options.leastSize = 1
    options.effects = []
    let slow = cell.deviation * cell.share.squareRoot()
    let fast = cell.deviation * (1 - cell.share).squareRoot()
    let innovation = (1 - cell.persistence * cell.persistence).squareRoot()
    var alarms = 0
    for _ in 0..<cell.series {
      var state = generator.normal()
      let values: [Double?] = (0..<cell.n).map { _ in
        state = cell.persistence * state + innovation * generator.normal()
        return slow * state + fast * generator.normal()
      }
      if try !detectChanges(in: SampleSeries(values: values), options: options).changes.isEmpty {
        alarms += 1
      }
    }
    return Double(alarms) / Double(cell.series)
  }

  /// Rows as comma-separated text.
  public static func csv(_ rows: [Row]) -> String {
    let lines = rows.map { row in
      "\(FixedText.decimals(row.persistence, 3)),\(row.n),\(FixedText.decimals(row.share, 1)),\(FixedText.decimals(row.deviation, 2)),\(row.series),\(FixedText.decimals(row.rate, 4))"
    }
    return (["persistence,n,share,deviation,series,rate"] + lines).joined(separator: "\n") + "\n"
  }
}
