extension IncompleteGamma {
  /// The x with P(a, x) = `probability`.
  ///
  /// - Returns: NaN unless `a` > 0 and the probability lies in [0, 1].
  public static func inverseLower(shape a: Double, _ probability: Double) -> Double {
    if !(probability >= 0 && probability <= 1) { return .nan }
    return inverse(shape: a, lower: probability, upper: 1 - probability)
  }

  /// The x with Q(a, x) = `probability`.
  ///
  /// - Returns: NaN unless `a` > 0 and the probability lies in [0, 1].
  public static func inverseUpper(shape a: Double, _ probability: Double) -> Double {
    if !(probability >= 0 && probability <= 1) { return .nan }
    return inverse(shape: a, lower: 1 - probability, upper: probability)
  }

  /// The x with P(a, x) = `lower` and Q(a, x) = `upper`; the smaller of the two decides.
  ///
  /// Halley steps in ln x on the logarithm of the smaller tail, which is concave, inside a bracket. For
  /// small shapes the lower tail is taken in the form a ln x − ln Γ(a + 1) + ln(1 + S), so that ln x keeps
  /// its digits.
  static func inverse(shape a: Double, lower: Double, upper: Double) -> Double {
    if !(a > 0 && a.isFinite) { return .nan }
    if lower <= 0 { return 0 }
    if upper <= 0 { return .infinity }
    let logLower = lower < 0.5 ? logarithm(lower) : logarithm(onePlus: -upper)
    let logStart = (logLower + GammaFunction.logValue(onePlus: a)) / a
    if a < 1, logStart < -1.6 { return inverseOfSmallShape(a, logStart: logStart) }

    let score = lower < upper ? NormalScore.tail(lower) : -NormalScore.tail(upper)
    let root = 1 - 1 / (9 * a) + score / (3 * a.squareRoot())
    let cubic = a * root * root * root
    var x = root > 0.2 ? cubic : exponential(min(logStart, logarithm(a) + 1))
    if a < 1, root <= 0.2 || lower > upper { x = max(a, -logarithm(upper)) }
    return LogNewton.solve(start: x, low: 0, high: .greatestFiniteMagnitude) { x in
      let tails = tails(shape: a, x)
      let density = a * prefix(a, x)
      if lower <= upper {
        let slope = density / tails.lower
        return (logarithm(tails.lower / lower), slope, a - x - slope)
      }
      let slope = density / tails.upper
      return (logarithm(upper / tails.upper), slope, a - x + slope)
    }
  }

  private static func inverseOfSmallShape(_ a: Double, logStart: Double) -> Double {
    var u = logStart
    for _ in 0..<60 {
      let next = logStart - logarithm(onePlus: smallArgumentSum(a, exponential(u))) / a
      let change = next - u
      u = next
      if abs(change) < 1e-17 * max(1, abs(u)) { break }
    }
    return exponential(u)
  }
}

/// Root finding on a positive variable by multiplicative steps.
enum LogNewton {
  /// Solves f(x) = 0 for an f that increases with x, by Halley steps in ln x.
  ///
  /// - Parameters:
  ///   - start: First guess.
  ///   - low: A point at or below the root, at least 0.
  ///   - high: A point at or above the root.
  ///   - function: Value, its derivative by ln x and the ratio of the second derivative to the first.
  @inline(__always)
  static func solve(
    start: Double, low: Double, high: Double,
    _ function: (Double) -> (value: Double, slope: Double, bend: Double)
  ) -> Double {
    var low = low
    var high = high
    var x = min(max(start, low), high)
    if !(x > 0) { x = high > 1 ? 1 : high / 2 }
    for _ in 0..<200 {
      let (value, slope, bend) = function(x)
      if value == 0 { return x }
      if value > 0 { high = x } else { low = x }
      let newton = -value / slope
      let correction = 1 + 0.5 * newton * bend
      let step = correction > 0.5 && correction < 2 ? newton / correction : newton
      var next = step.isFinite ? x * exponential(min(max(step, -40), 40)) : .nan
      if !(next > low && next < high) {
        if next == x || high <= low.nextUp { return x }
        next = low > 0 ? low.squareRoot() * high.squareRoot() : min(high / 1024, x / 1024)
        if next == 0 { return 0 }
      } else if abs(step) < 1e-8 {
        return next
      }
      x = next
    }
    return x
  }
}
