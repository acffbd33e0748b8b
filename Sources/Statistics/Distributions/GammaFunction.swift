/// The gamma function, its logarithm and its logarithmic derivative.
public enum GammaFunction {
  /// Γ(x); infinite at the poles 0, −1, −2, … and above 171.6.
  public static func value(_ x: Double) -> Double { gammaFunction(x) }

  /// ln |Γ(x)|, accurate to a few units in the last place also next to its zeros.
  public static func logValue(_ x: Double) -> Double { logGamma(x) }

  /// ln Γ(1 + x) with all its digits for small `x`; `x` above −1.
  ///
  /// Source: Abramowitz and Stegun 6.1.33.
  public static func logValue(onePlus x: Double) -> Double {
    if abs(x) > 0.5 { return logGamma(1 + x) }
    var sum = 0.0
    for (index, coefficient) in zetaMinusOne.enumerated().reversed() {
      sum = coefficient / Double(index + 2) - x * sum
    }
    return x * (1 - eulerConstant) + x * x * sum - logarithm(onePlus: x)
  }

  /// ln Γ(b + a) − ln Γ(b) for positive `b` and `a` ≥ 0, without cancellation for small `a`.
  ///
  /// Differences of the Stirling series, after Didonato and Morris, ACM TOMS 708 (1992).
  public static func logRatio(_ b: Double, plus a: Double) -> Double {
    var base = b
    var shift = 0.0
    while base < 12 {
      shift +=
        base < 1e-300
        ? logarithm(a + base) - logarithm(base)
        : logarithm(onePlus: a / base)
      base += 1
    }
    let main = (base - 0.5) * logarithm(onePlus: a / base)
    return main + a * (logarithm(base + a) - 1) + stirlingDifference(base, plus: a) - shift
  }

  /// ψ(x) = d ln Γ(x) / dx; NaN at the poles 0, −1, −2, …
  ///
  /// Recurrence and asymptotic series; Taylor series about the positive root, whose coefficients were
  /// computed in 60 digits; reflection for negative arguments (DLMF 5.5, 5.11).
  public static func digamma(_ x: Double) -> Double {
    if x.isNaN || x == -.infinity || (x <= 0 && x == x.rounded()) { return .nan }
    if x < 0 {
      // The period is removed before the tangent, so that large arguments keep their digits.
      let fraction = x - x.rounded()
      return digamma(1 - x) - Double.pi * cosine(Double.pi * fraction) / sine(Double.pi * fraction)
    }
    let distance = (x - digammaRoot) - digammaRootRest
    if abs(distance) < 0.35 {
      var sum = 0.0
      for coefficient in digammaTaylor.reversed() { sum = (sum + coefficient) * distance }
      return sum
    }
    var shift = 0.0
    var z = x
    while z < 12 {
      shift += 1 / z
      z += 1
    }
    let r = 1 / (z * z)
    var series = 0.0
    for coefficient in digammaSeries.reversed() { series = (series + coefficient) * r }
    return logarithm(z) - 0.5 / z - series - shift
  }

  private static let eulerConstant = 0.577_215_664_901_532_860_61

  /// ζ(k) − 1 for k from 2.
  private static let zetaMinusOne = [
    0.64493406684822643647, 0.2020569031595942854, 0.082323233711138191516, 0.036927755143369926331,
    0.017343061984449139715, 0.0083492773819228268398, 0.0040773561979443393787,
    0.0020083928260822144179, 0.00099457512781808533715, 0.0004941886041194645587,
    0.00024608655330804829864, 0.00012271334757848914675, 0.000061248135058704829259,
    0.000030588236307020493552, 0.000015282259408651871733, 7.6371976378997622736e-6,
    3.8172932649998398565e-6, 1.9082127165539389257e-6, 9.5396203387279611315e-7,
    4.7693298678780646312e-7, 2.3845050272773299e-7, 1.1921992596531107307e-7,
    5.9608189051259479612e-8, 2.9803503514652280186e-8, 1.4901554828365041235e-8,
    7.450711789835429492e-9,
  ]

  /// The root of ψ, as a double and what it leaves out.
  private static let digammaRoot = 1.4616321449683622
  private static let digammaRootRest = 9.5499954299656977152e-17

  /// Taylor coefficients of ψ about its root, from the first power.
  private static let digammaTaylor = [
    0.96767224544762117043, -0.44276316898359210609, 0.25849976095565101062, -0.1639427054424065275,
    0.10782405069126236576, -0.072199561256454710926, 0.048804288164143107225,
    -0.033161126474847359292, 0.02259764823221810466, -0.015424765904948959139,
    0.010538791616612175388, -0.007204534386356868241, 0.0049267813957298534464,
    -0.0033698016554393280828, 0.0023051263267349278369, -0.0015769367714301972593,
    0.0010788252019162965807, -0.00073807093899600512957, 0.00050495326583460203518,
    -0.00034546802510630769956, 0.00023635601564027052792, -0.00016170622091974803449,
    0.00011063372768747410904, -0.000075691795821950659192, 0.00005178575795222080869,
    -0.000035430070947659606316,
  ]

  /// B₂ₖ / 2k for k from 1.
  private static let digammaSeries: [Double] = [
    0.083333333333333333333, -0.0083333333333333333333, 0.003968253968253968254,
    -0.0041666666666666666667, 0.0075757575757575757576, -0.021092796092796092796,
    0.083333333333333333333, -0.44325980392156862745, 3.0539543302701197438,
  ]
}

/// Coefficients B₂ₖ / (2k (2k − 1)) of Stirling's series.
private let stirlingCoefficients: [Double] = [
  0.083333333333333333333, -0.0027777777777777777778, 7.9365079365079365079e-4, -5.9523809523809523810e-4,
  8.4175084175084175084e-4, -1.9175269175269175269e-3, 6.4102564102564102564e-3, -2.955065359477124183e-2,
]

/// Error of Stirling's approximation: ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, for positive x.
///
/// Source: Loader, "Fast and accurate computation of binomial probabilities" (2000).
func stirlingError(_ x: Double) -> Double {
  if x < 12 {
    // All steps of the recurrence at once: δ(x) − δ(x + m) = (x + ½) ln(1 + m/x) − m − ln Π (x + i)/(x + m)
    // over i = 1 … m.
    let m = (12 - x).rounded(.up)
    let end = x + m
    var numerator = 1.0
    var denominator = 1.0
    var factor = x
    for _ in 0..<Int(m) {
      factor += 1
      numerator *= factor
      denominator *= end
    }
    let growth = x < 1e-300 ? logarithm(end) - logarithm(x) : logarithm(onePlus: m / x)
    return (x + 0.5) * growth - m - logarithm(numerator / denominator) + stirlingSeries(end)
  }
  return stirlingSeries(x)
}

/// Stirling's series for arguments of at least 12.
private func stirlingSeries(_ z: Double) -> Double {
  if z > 1e8 { return 1 / (12 * z) }
  let r = 1 / (z * z)
  var sum = 0.0
  for coefficient in stirlingCoefficients.reversed() { sum = sum * r + coefficient }
  return sum / z
}

/// ln k! for a whole number from 0.
func logFactorial(_ k: Int) -> Double {
  if k < 16 { return smallLogFactorials[k] }
  let x = Double(k)
  return (x + 0.5) * logarithm(x) - x + logRootTwoPi + stirlingSeries(x)
}

private let smallLogFactorials = (0..<16).map { logGamma(Double($0) + 1) }

/// δ(b + a) − δ(b) of Stirling's series for b ≥ 12, in proportion to a.
private func stirlingDifference(_ b: Double, plus a: Double) -> Double {
  let u = 1 / (b + a)
  let v = 1 / b
  // uⁿ − vⁿ = (u − v) hₙ with h₁ = 1 and hₙ₊₂ = u² hₙ + vⁿ (u + v).
  var h = 1.0
  var powerOfV = v
  var sum = 0.0
  for coefficient in stirlingCoefficients {
    sum += coefficient * h
    h = u * u * h + powerOfV * (u + v)
    powerOfV *= v * v
  }
  return -a * u * v * sum
}

/// Deviance x ln(x/m) + m − x, without cancellation where x is near m.
///
/// - Parameter difference: m − x, given apart because the caller may know it with more digits.
func deviance(_ x: Double, mean: Double, difference: Double) -> Double {
  let v = difference / x
  if abs(v) >= 0.5 {
    let ratio = x / mean
    let logRatio = ratio.isNormal ? logarithm(ratio) : logarithm(x) - logarithm(mean)
    return x * logRatio + difference
  }
  // v − ln(1 + v) with ln(1 + v) = 2 artanh r.
  let r = v / (2 + v)
  let square = r * r
  var sum = 0.0
  var term = 2 * square
  var odd = 3.0
  while true {
    let next = sum + term / odd
    if next == sum { break }
    sum = next
    term *= square
    odd += 2
  }
  return difference * r - x * r * sum
}
