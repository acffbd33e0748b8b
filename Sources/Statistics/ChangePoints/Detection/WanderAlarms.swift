/// Rates of false alarms of ``detectChanges(in:options:)`` with ``ChangeOptions/lastingLevels`` where a level wanders,
/// simulated on the model of ``Wander``, 60 a cell, so that a rate is known to 0.06 at worst; `sebs study changes --wander --series 60` makes the table
/// anew.
public enum WanderAlarmTable {
  /// Lengths of the simulated series.
  public static let counts = [50, 150, 450, 1350]
  /// Shares of the wander in the variance.
  public static let shares = [0.2, 0.5, 0.8]
  /// Deviations, of wander and noise together, in units of the least size of a change.
  public static let deviations = [0.25, 0.5, 1, 2]

  /// Share of series with a false change, by persistence (as in ``Wander/persistences``), length, share of the wander
  /// and deviation.
  public static let rates: [[[[Double]]]] = [
    [
      [
        [0.000, 0.000, 0.000, 0.133],
        [0.000, 0.000, 0.083, 0.250],
        [0.000, 0.000, 0.133, 0.317],
      ],
      [
        [0.000, 0.000, 0.017, 0.250],
        [0.000, 0.000, 0.117, 0.567],
        [0.000, 0.000, 0.200, 0.550],
      ],
      [
        [0.000, 0.000, 0.017, 0.300],
        [0.000, 0.000, 0.083, 0.717],
        [0.000, 0.000, 0.150, 0.433],
      ],
      [
        [0.000, 0.000, 0.017, 0.417],
        [0.000, 0.000, 0.317, 0.833],
        [0.000, 0.000, 0.133, 0.433],
      ],
    ],
    [
      [
        [0.000, 0.000, 0.017, 0.100],
        [0.000, 0.000, 0.033, 0.200],
        [0.000, 0.000, 0.083, 0.383],
      ],
      [
        [0.000, 0.000, 0.017, 0.267],
        [0.000, 0.000, 0.150, 0.683],
        [0.000, 0.000, 0.333, 0.817],
      ],
      [
        [0.000, 0.000, 0.017, 0.517],
        [0.000, 0.000, 0.250, 0.950],
        [0.000, 0.000, 0.517, 0.883],
      ],
      [
        [0.000, 0.000, 0.050, 0.717],
        [0.000, 0.000, 0.383, 0.983],
        [0.000, 0.017, 0.633, 0.967],
      ],
    ],
    [
      [
        [0.000, 0.000, 0.000, 0.017],
        [0.000, 0.000, 0.000, 0.167],
        [0.000, 0.000, 0.033, 0.317],
      ],
      [
        [0.000, 0.000, 0.000, 0.200],
        [0.000, 0.000, 0.133, 0.650],
        [0.000, 0.017, 0.267, 0.817],
      ],
      [
        [0.000, 0.000, 0.000, 0.650],
        [0.000, 0.000, 0.250, 0.933],
        [0.000, 0.033, 0.700, 0.983],
      ],
      [
        [0.000, 0.000, 0.050, 0.683],
        [0.000, 0.000, 0.400, 1.000],
        [0.000, 0.000, 0.800, 1.000],
      ],
    ],
    [
      [
        [0.000, 0.000, 0.000, 0.033],
        [0.000, 0.000, 0.017, 0.017],
        [0.000, 0.000, 0.017, 0.100],
      ],
      [
        [0.000, 0.000, 0.000, 0.133],
        [0.000, 0.000, 0.083, 0.500],
        [0.000, 0.000, 0.267, 0.650],
      ],
      [
        [0.000, 0.000, 0.017, 0.417],
        [0.000, 0.000, 0.200, 0.933],
        [0.000, 0.017, 0.633, 0.983],
      ],
      [
        [0.000, 0.000, 0.033, 0.700],
        [0.000, 0.000, 0.433, 0.967],
        [0.000, 0.033, 0.783, 1.000],
      ],
    ],
    [
      [
        [0.000, 0.000, 0.000, 0.000],
        [0.000, 0.000, 0.000, 0.033],
        [0.000, 0.000, 0.000, 0.067],
      ],
      [
        [0.000, 0.000, 0.000, 0.033],
        [0.000, 0.000, 0.017, 0.267],
        [0.000, 0.000, 0.083, 0.433],
      ],
      [
        [0.000, 0.000, 0.000, 0.300],
        [0.000, 0.000, 0.167, 0.717],
        [0.000, 0.017, 0.333, 0.917],
      ],
      [
        [0.000, 0.000, 0.050, 0.517],
        [0.000, 0.000, 0.367, 0.950],
        [0.000, 0.050, 0.717, 0.983],
      ],
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
