/// The law of a sum of independent means, by inversion of its characteristic function.
///
/// The density on a window of many standard deviations is a Fourier series whose coefficients are values of
/// the characteristic function: that of the empirical law to the power of the number of draws. Where the law
/// has steps too small to matter, the series passes them in the middle.
/// Sources: Feller, An Introduction to Probability Theory II (1971) XIX.5; Davison and Hinkley, "Saddlepoint
/// approximations in resampling methods", Biometrika 75 (1988), for the law.
struct SmoothLaw: Sendable {
  /// Draws from one empirical law, as they enter the sum.
  struct Part: Sendable {
    var characteristic: EmpiricalCharacteristic
    /// Number of independent draws.
    var draws: Int
    /// What each draw is multiplied by.
    var factor: Double
  }

  /// Mean of the sum.
  let mean: Double
  /// Standard deviation of the sum.
  let standardDeviation: Double
  /// Skewness of the sum.
  let skewness: Double
  /// Least and greatest possible sum.
  let range: ClosedRange<Double>
  /// Estimate of the largest step that the series smooths.
  let largestStep: Double

  /// φ(2πk/`windowLength`) of the standardised sum, k from 1.
  private let coefficients: [ComplexNumber]
  /// Lower end of the window, in standard deviations from the mean.
  private let windowStart: Double

  private static let windowLength = 32.0
  private static let chunk = 64
  private static let mostCoefficients = 4096
  /// A coefficient below this is too small to matter.
  private static let negligible = 1e-12

  init(_ parts: [Part]) {
    var (mean, variance, third, low, high) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for part in parts {
      let draws = Double(part.draws)
      let (factor, law) = (part.factor, part.characteristic)
      mean += draws * factor * law.mean
      variance += draws * factor * factor * law.variance
      third += draws * factor * factor * factor * law.thirdMoment
      let ends = (draws * factor * law.range.lowerBound, draws * factor * law.range.upperBound)
      low += min(ends.0, ends.1)
      high += max(ends.0, ends.1)
    }
    let deviation = variance.squareRoot()
    self.mean = mean
    standardDeviation = deviation
    skewness = deviation > 0 ? third / (variance * deviation) : 0
    range = min(low, mean)...max(high, mean)
    // A longer window where the longer tail is.
    windowStart = skewness >= 0 ? -12 : 12 - Self.windowLength
    var coefficients: [ComplexNumber] = []
    var last = 0.0
    while deviation > 0, coefficients.count < Self.mostCoefficients {
      let chunk = Self.coefficients(of: parts, from: coefficients.count + 1, deviation: deviation)
      coefficients += chunk
      last = (chunk.map(\.squaredMagnitude).max() ?? 0).squareRoot()
      if last < Self.negligible { break }
    }
    self.coefficients = coefficients
    largestStep = last < Self.negligible ? 0 : last
  }

  private static func coefficients(
    of parts: [Part], from first: Int, deviation: Double
  ) -> [ComplexNumber] {
    var product = [ComplexNumber](repeating: .one, count: chunk)
    for part in parts {
      let step = 2 * Double.pi / windowLength * part.factor / deviation
      let values = part.characteristic.values(step: step, first: first, count: chunk)
      for index in 0..<chunk { product[index] = product[index] * values[index].power(part.draws) }
    }
    return product
  }

  /// Probability of a sum of at most `x`, steps in the middle.
  func cumulative(_ x: Double) -> Double {
    if standardDeviation == 0 { return x < mean ? 0 : x > mean ? 1 : 0.5 }
    if x < range.lowerBound { return 0 }
    if x > range.upperBound { return 1 }
    return standardised((x - mean) / standardDeviation)
  }

  private func standardised(_ z: Double) -> Double {
    let offset = z - windowStart
    if offset <= 0 { return 0 }
    if offset >= Self.windowLength { return 1 }
    let sum = series(at: z) - series(at: windowStart)
    return min(1, max(0, offset / Self.windowLength + sum))
  }

  /// The integral of the series without its constant: Σ Im(φₖ e^(−iωₖz))·(−1)/(πk).
  private func series(at z: Double) -> Double {
    let angle = 2 * Double.pi / Self.windowLength * z
    let turn = ComplexNumber(real: cosine(angle), imaginary: -sine(angle))
    var phase = ComplexNumber.one
    var sum = 0.0
    for (index, coefficient) in coefficients.enumerated() {
      let k = Double(index + 1)
      if index.isMultiple(of: Self.chunk) {
        phase = ComplexNumber(real: cosine(angle * k), imaginary: -sine(angle * k))
      } else {
        phase = phase * turn
      }
      sum -= (coefficient.real * phase.imaginary + coefficient.imaginary * phase.real) / k
    }
    return sum / Double.pi
  }

  /// The sum that the law reaches with a probability.
  func quantile(_ probability: Double) -> Double {
    if standardDeviation == 0 { return mean }
    if probability <= 0 { return range.lowerBound }
    if probability >= 1 { return range.upperBound }
    var low = max(windowStart, (range.lowerBound - mean) / standardDeviation)
    var high = min(windowStart + Self.windowLength, (range.upperBound - mean) / standardDeviation)
    while high - low > 1e-13 * max(1, abs(low)) {
      let middle = 0.5 * (low + high)
      if middle == low || middle == high { break }
      if standardised(middle) >= probability { high = middle } else { low = middle }
    }
    return mean + high * standardDeviation
  }
}
