/// Rates of false alarms of ``detectChanges(in:options:)`` with ``ChangeOptions/lastingLevels`` where a level wanders,
/// simulated on the model of ``Wander``; `sebs study changes --wander` makes the table anew.
public enum WanderAlarmTable {
  /// Lengths of the simulated series.
  public static let counts = [50, 150, 450, 1350]
  /// Shares of the wander in the variance.
  public static let shares = [0.2, 0.5, 0.8]
  /// Deviations, of wander and noise together, in units of the least size of a change.
  public static let deviations = [0.35, 0.5, 0.7, 1, 1.4, 2]

  /// Share of series with a false change, by persistence (as in ``Wander/persistences``), length, share of the wander
  /// and deviation.
  public static let rates: [[[[Double]]]] = [
    [
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
    ],
    [
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
    ],
    [
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
    ],
    [
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
    ],
    [
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
      [[0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000], [0.000, 0.000, 0.000, 0.000]],
    ],
  ]
}

extension Wander {
  /// Chance of any false change in a series of so many groups without one, between the cells of ``WanderAlarmTable``
  /// linearly in the share of the wander and in the logarithms of length and deviation; beyond the ends of the table
  /// the rate is that of the end, and 0 without wander.
  ///
  /// - Parameters:
  ///   - count: Number of groups.
  ///   - leastSize: That of the search, above 0.
  public func falseAlarmRate(count: Int, leastSize: Double) -> Double {
    let total = variance + noiseVariance
    guard total > 0, leastSize > 0, let memory = Self.persistences.firstIndex(of: persistence) else {
      return 0
    }
    let length = Knot(
      logarithm(Double(max(1, count))), among: WanderAlarmTable.counts.map { logarithm(Double($0)) })
    let share = Knot(variance / total, among: [0] + WanderAlarmTable.shares)
    let deviation = Knot(
      logarithm(total.squareRoot() / leastSize), among: WanderAlarmTable.deviations.map { logarithm($0) })
    let rates = WanderAlarmTable.rates[memory]
    return length.between { row in
      share.between { column in
        column == 0 ? 0 : deviation.between { rates[row][column - 1][$0] }
      }
    }
  }
}
