/// The regularised incomplete beta function and what follows from it.
public enum Beta {
  /// I_x(a, b): the probability that a beta variable with shapes `a` and `b` is at most `x`.
  ///
  /// Continued fraction (modified Lentz) with the prefix in Loader's saddle-point form, which keeps its
  /// digits for shapes up to 1e6 and beyond. Work grows as the square root of the larger shape.
  /// Sources: Press et al., Numerical Recipes 6.4; Loader, "Fast and accurate computation of binomial
  /// probabilities" (2000).
  ///
  /// - Parameters:
  ///   - a: First shape, positive.
  ///   - b: Second shape, positive.
  public static func cumulative(_ x: Double, a: Double, b: Double) -> Double {
    if x.isNaN || a.isNaN || b.isNaN || a <= 0 || b <= 0 { return .nan }
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x < (a + 1) / (a + b + 2) {
      return density(x, a: a, b: b) * x * (1 - x) * fraction(x, a, b) / a
    }
    return 1 - density(x, a: a, b: b) * x * (1 - x) * fraction(1 - x, b, a) / b
  }

  /// Density of a beta variable at `x` in (0, 1).
  public static func density(_ x: Double, a: Double, b: Double) -> Double {
    let n = a + b
    let rest = 1 - x
    // x^a (1-x)^b / B(a, b) = ab/n * binomial density of a successes in n trials.
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * rest)
    let binomial = exponential(exponent) * (n / (2 * Double.pi * a * b)).squareRoot()
    return binomial * a * b / n / (x * rest)
  }

  /// The value below which a beta variable lies with the given probability.
  ///
  /// Newton steps inside a bracket that bisection keeps shrinking.
  public static func quantile(_ probability: Double, a: Double, b: Double) -> Double {
    if probability.isNaN || !(a > 0 && b > 0) { return .nan }
    if probability <= 0 { return 0 }
    if probability >= 1 { return 1 }
    var low = 0.0
    var high = 1.0
    var x = a / (a + b)
    for _ in 0..<200 {
      let error = cumulative(x, a: a, b: b) - probability
      if error == 0 { return x }
      if error > 0 { high = x } else { low = x }
      let slope = density(x, a: a, b: b)
      var next = slope > 0 && slope.isFinite ? x - error / slope : .nan
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      if abs(next - x) <= 1e-15 * x || next == low || next == high { return next }
      x = next
    }
    return x
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var h = d
    let limit = 200 + 10 * Int(max(a, b).squareRoot())
    for step in 1...limit {
      let m = Double(step)
      for numerator in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 + numerator * d
        if abs(d) < tiny { d = tiny }
        c = 1 + numerator / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        h *= d * c
      }
      if abs(d * c - 1) < 1e-16 { break }
    }
    return h
  }
}

/// Error of Stirling's approximation: ln Γ(x+1) − (x + ½) ln x + x − ½ ln 2π.
func stirlingError(_ x: Double) -> Double {
  if x < 15 {
    return logGamma(x + 1) - (x + 0.5) * logarithm(x) + x - 0.918_938_533_204_672_741_78
  }
  let r = 1 / (x * x)
  return
    (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360_360 * r) * r) * r) * r) * r)
    / x
}

/// Deviance x ln(x/m) + m − x without cancellation where x is near m.
func deviance(_ x: Double, _ mean: Double) -> Double {
  let difference = x - mean
  if abs(difference) < 0.1 * (x + mean) {
    let v = difference / (x + mean)
    var sum = difference * v
    var term = 2 * x * v
    for j in 1..<1000 {
      term *= v * v
      let next = sum + term / Double(2 * j + 1)
      if next == sum { return next }
      sum = next
    }
    return sum
  }
  return x * logarithm(x / mean) + mean - x
}
