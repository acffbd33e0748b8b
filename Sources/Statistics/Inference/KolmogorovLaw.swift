extension KolmogorovLaw {
  /// P(K > z).
  static func survival(_ z: Double) -> Double { exponential(logSurvival(z)) }
}
