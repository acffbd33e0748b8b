/// Rates of false alarms of ``detectChanges(in:options:)`` at its defaults, simulated on normal autoregressions of
/// order 1, 1000 a cell; `sebs study changes` makes the table anew.
public enum FalseAlarmTable {
  /// Lengths of the simulated series.
  public static let counts = [25, 50, 100, 200, 400, 800]
  /// Correlations with the value before.
  public static let correlations = [0, 0.3, 0.6, 0.8, 0.9, 0.95]
  /// Share of series with a false change, by length and correlation.
  public static let rates: [[Double]] = [
    [0.010, 0.040, 0.083, 0.138, 0.160, 0.175],
    [0.015, 0.046, 0.100, 0.141, 0.189, 0.216],
    [0.014, 0.033, 0.058, 0.096, 0.160, 0.187],
    [0.027, 0.034, 0.027, 0.048, 0.075, 0.125],
    [0.018, 0.017, 0.008, 0.024, 0.028, 0.075],
    [0.013, 0.009, 0.004, 0.010, 0.013, 0.024],
  ]
}

enum FalseAlarms {
  /// The rate for a length and correlation, between the cells of the table linearly in ln n and the correlation.
  static func rate(count: Int, correlation: Double) -> Double {
    let length = Knot(logarithm(Double(count)), among: FalseAlarmTable.counts.map { logarithm(Double($0)) })
    let dependence = Knot(correlation, among: FalseAlarmTable.correlations)
    return length.between { row in dependence.between { FalseAlarmTable.rates[row][$0] } }
  }
}

/// The cell of a table that holds a value, and how far into it; values beyond the ends are held there.
struct Knot {
  private let index: Int
  private let share: Double

  /// - Parameter knots: Ascending, at least two.
  init(_ value: Double, among knots: [Double]) {
    index = min(max((knots.firstIndex { $0 > value } ?? knots.count) - 1, 0), knots.count - 2)
    share = min(max((value - knots[index]) / (knots[index + 1] - knots[index]), 0), 1)
  }

  /// Linearly between what stands at both ends of the cell.
  func between(_ value: (Int) -> Double) -> Double {
    value(index) * (1 - share) + value(index + 1) * share
  }
}
