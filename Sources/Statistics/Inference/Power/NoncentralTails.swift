/// Tails of Student's t and Fisher's F when the null hypothesis is false.
///
/// Both are mixtures of incomplete beta functions with Poisson weights, summed outwards from the largest weight.
/// Sources: Lenth, Algorithm AS 243 (1989); Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2
/// (1995), chapters 30 and 31.
enum NoncentralTail {
  /// P(T > t) with noncentrality δ.
  static func studentT(above t: Double, degreesOfFreedom v: Double, noncentrality d: Double) -> Double {
    if t < 0 { return 1 - studentT(above: -t, degreesOfFreedom: v, noncentrality: -d) }
    let half = d * d / 2
    // For t > 0 the event is (Z + δ)² / χ² > t² / ν with Z + δ > 0.
    let share = t * t / (v + t * t)
    let sign = d < 0 ? -1.0 : 1.0
    return min(
      1,
      max(
        0,
        0.5
          * poissonSum(half) { j, logMass in
            let even = BetaFunction.upper(share, a: j + 0.5, b: v / 2)
            // The odd terms have weights δ/√2 · e^(−h) hʲ / Γ(j + 3/2).
            let ratio =
              d == 0 ? 0 : sign * exponential(0.5 * logarithm(half) + logGamma(j + 1) - logGamma(j + 1.5))
            return exponential(logMass) * (even + ratio * BetaFunction.upper(share, a: j + 1, b: v / 2))
          }))
  }

  /// P(F > f) with noncentrality λ.
  static func fisherF(above f: Double, _ a: Double, _ b: Double, noncentrality: Double) -> Double {
    let share = f * a / (b + f * a)
    return min(
      1,
      poissonSum(noncentrality / 2) { j, logMass in
        exponential(logMass) * BetaFunction.upper(share, a: a / 2 + j, b: b / 2)
      })
  }

  /// Σ over j of a term that Poisson weights bound.
  private static func poissonSum(_ mean: Double, _ term: (_ j: Double, _ logMass: Double) -> Double) -> Double
  {
    func logMass(_ j: Double) -> Double {
      mean == 0 ? (j == 0 ? 0 : -.infinity) : j * logarithm(mean) - mean - logGamma(j + 1)
    }
    let mode = mean.rounded(.down)
    var sum = 0.0
    var j = mode
    while j >= 0, logMass(j) > -45 {
      sum += term(j, logMass(j))
      j -= 1
    }
    j = mode + 1
    while logMass(j) > -45 {
      sum += term(j, logMass(j))
      j += 1
    }
    return sum
  }
}
