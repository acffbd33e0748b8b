/// The limit law of the scaled Kolmogorov distance.
///
/// Source: Marsaglia, Tsang and Wang, J. Stat. Software 8 (2003), for the choice between the two series.
enum KolmogorovLaw {
  /// ln P(K > z).
  static func logSurvival(_ z: Double) -> Double {
    if z <= 0 { return 0 }
    if z < 1 {
      // The theta-function form converges where the alternating one does not.
      var sum = 0.0
      for k in stride(from: 1.0, through: 39, by: 2) {
        sum += exponential(-k * k * Double.pi * Double.pi / (8 * z * z))
      }
      return logarithm(onePlus: -(2 * Double.pi).squareRoot() / z * sum)
    }
    var sum = 0.0
    for k in stride(from: 2.0, through: 40, by: 1) {
      let term = exponential(-2 * (k * k - 1) * z * z)
      sum += k.truncatingRemainder(dividingBy: 2) == 0 ? -term : term
    }
    return logarithm(2) - 2 * z * z + logarithm(onePlus: sum)
  }

  /// P(K > z).
  static func survival(_ z: Double) -> Double { exponential(logSurvival(z)) }
}
