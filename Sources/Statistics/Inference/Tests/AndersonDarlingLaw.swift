/// The limit law of the k-sample Anderson-Darling statistic: Σⱼ χ²ⱼ(ν) / (j (j + 1)) with ν = k − 1.
///
/// Its moment generating function is M(θ) = (−2πθ / cos(½π √(1 + 8θ)))^(ν/2). The tail
/// P(A > a) = (1/2πi) ∫ M(θ) e^(−θa) / θ dθ is taken along the vertical line through the saddle point on
/// (0, 1), where the integrand does not oscillate; the trapezoidal rule then converges faster than any
/// power of its step, and the factor at the saddle point carries tails below the smallest number.
/// Sources: Anderson and Darling, Ann. Math. Statist. 23 (1952); Rice, SIAM J. Sci. Stat. Comput. 1 (1980).
struct AndersonDarlingLaw {
  let degreesOfFreedom: Double

  /// 2ν Σ 1/(j (j + 1))² = 2ν (π²/3 − 3).
  var variance: Double { 2 * degreesOfFreedom * (Double.pi * Double.pi / 3 - 3) }

  /// ln P(A > a).
  func logSurvival(_ a: Double) -> Double {
    if a <= 0 { return 0 }
    let saddle = saddlePoint(a)
    let peak = logIntegrand(saddle, 0, a).real
    // Width of the peak: of 1/√curvature, measured from the fall to either side.
    let delta = 0.01 * min(saddle, 1 - saddle)
    let rise = logIntegrand(saddle + delta, 0, a).real + logIntegrand(saddle - delta, 0, a).real - 2 * peak
    let width = delta / max(rise, 1e-300).squareRoot()
    // Half of the distance to the nearest singular point bounds the error by e^(−2π · distance / step).
    let step = min(width / 4, min(saddle, 1 - saddle) / 4)
    var sum = 0.5
    var y = step
    var silent = 0
    while silent < 20, y < 1e7 {
      let term = logIntegrand(saddle, y, a)
      let size = exponential(term.real - peak)
      sum += size * cosine(term.imaginary)
      silent = size < 1e-17 * abs(sum) ? silent + 1 : 0
      y += step
    }
    return min(0, peak + logarithm(sum * step / Double.pi))
  }

  /// Where the integrand is least on (0, 1), by golden section.
  private func saddlePoint(_ a: Double) -> Double {
    let golden = 0.618_033_988_749_894_9
    var (low, high) = (1e-12, 1 - 1e-12)
    for _ in 0..<80 {
      let left = high - golden * (high - low)
      let right = low + golden * (high - low)
      if logIntegrand(left, 0, a).real < logIntegrand(right, 0, a).real { high = right } else { low = left }
    }
    return 0.5 * (low + high)
  }

  /// ln of M(θ) e^(−θa) / θ at θ = x + iy, 0 < x < 1, y ≥ 0, on the branch that is real at y = 0.
  private func logIntegrand(_ x: Double, _ y: Double, _ a: Double) -> (real: Double, imaginary: Double) {
    let logModulus = 0.5 * logarithm(x * x + y * y)
    let argument = arcTangent(y, x)
    // w = ½π √(1 + 8θ), in the upper half plane.
    let (u, v) = (1 + 8 * x, 8 * y)
    let modulus = (u * u + v * v).squareRoot()
    let rootReal = (0.5 * (modulus + u)).squareRoot()
    let rootImaginary = 0.5 * v / rootReal
    let (p, q) = (0.5 * Double.pi * rootReal, 0.5 * Double.pi * rootImaginary)
    // ln cos w = −i w − ln 2 + ln(1 + e^(2iw)); the last logarithm stays on its principal branch as Im w ≥ 0.
    let decay = exponential(-2 * q)
    let (re, im) = (1 + decay * cosine(2 * p), decay * sine(2 * p))
    let half = degreesOfFreedom / 2
    let real = logarithm(2 * Double.pi) + logModulus - q + logarithm(2) - 0.5 * logarithm(re * re + im * im)
    let imaginary = argument - Double.pi + p - arcTangent(im, re)
    return (half * real - x * a - logModulus, half * imaginary - y * a - argument)
  }
}
