/// The law of the difference or ratio of the means of two samples that are resampled independently, without
/// resampling.
///
/// The ratio is at most r when the first mean minus r times the second is at most 0, and the law of that
/// difference is known for every r (the idea of Fieller 1954, without his normal law).
public struct MeanContrastLaw: BootstrapLaw {
  private enum Form: Sendable {
    case discrete(ContrastLaw)
    case smoothDifference(SmoothLaw)
    case smoothRatio
  }

  /// How the means are compared.
  public let contrast: Contrast
  /// The comparison of the data.
  public let observed: Double
  /// From the influence values of both samples.
  public let acceleration: Double?
  /// Mean of the law; for a smooth ratio its expansion to second order.
  public let mean: Double
  /// Standard deviation of the law; for a smooth ratio its expansion to first order.
  public let standardDeviation: Double
  /// Values of both samples.
  public let resampling: ResamplingRecord
  /// Steps that a smooth form hides.
  public let warnings: [BootstrapWarning]

  private let first: EmpiricalCharacteristic
  private let second: EmpiricalCharacteristic
  private let form: Form

  /// Compares the mean of a sample with that of another one.
  ///
  /// - Throws: ``StatisticsError``: empty, not finite, or for a ratio not positive.
  /// - Complexity: O(n + m).
  public init(
    of values: [Double], against others: [Double], as contrast: Contrast
  ) throws(StatisticsError) {
    try requireFinite(values)
    try requireFinite(others)
    first = try EmpiricalCharacteristic(values)
    second = try EmpiricalCharacteristic(others)
    if contrast == .ratio {
      try requirePositive(first.range.lowerBound, "least value of a ratio")
      try requirePositive(second.range.lowerBound, "least value of a ratio")
    }
    self.contrast = contrast
    observed = contrast.value(first.mean, second.mean)
    acceleration = InfluenceMoments.acceleration(
      of: contrast, first: (first.mean, first.influence), second: (second.mean, second.influence))
    resampling = ResamplingRecord(n: values.count + others.count)
    let laws = (MeanLaw(first, values).discrete, MeanLaw(second, others).discrete)
    if let a = laws.0, let b = laws.1 {
      let law = try ContrastLaw(of: a, against: b, as: contrast)
      form = .discrete(law)
      (mean, standardDeviation) = (law.mean, law.standardDeviation)
      warnings = []
      return
    }
    let difference = Self.difference(first, second, factor: contrast == .difference ? 1 : observed)
    warnings =
      difference.largestStep > 0.01 ? [.visibleSteps(probability: difference.largestStep)] : []
    if contrast == .difference {
      form = .smoothDifference(difference)
      (mean, standardDeviation) = (observed, difference.standardDeviation)
    } else {
      form = .smoothRatio
      let relative = second.influence.second / (second.mean * second.mean)
      mean = observed * (1 + relative)
      standardDeviation = difference.standardDeviation / second.mean
    }
  }

  /// The law of the first mean minus a multiple of the second.
  private static func difference(
    _ first: EmpiricalCharacteristic, _ second: EmpiricalCharacteristic, factor: Double
  ) -> SmoothLaw {
    SmoothLaw([
      SmoothLaw.Part(characteristic: first, draws: first.n, factor: 1 / Double(first.n)),
      SmoothLaw.Part(characteristic: second, draws: second.n, factor: -factor / Double(second.n)),
    ])
  }

  /// Probability of a comparison of at most `x`.
  public func cumulative(_ x: Double) -> Double {
    switch form {
    case .discrete(let law): law.cumulative(x)
    case .smoothDifference(let law): law.cumulative(x)
    case .smoothRatio:
      x <= 0 ? 0 : x == .infinity ? 1 : Self.difference(first, second, factor: x).cumulative(0)
    }
  }

  /// Probability of a comparison below `x`.
  public func cumulative(below x: Double) -> Double {
    if case .discrete(let law) = form { return law.cumulative(below: x) }
    return cumulative(x)
  }

  /// The comparison that the law reaches with the probability.
  public func quantile(_ probability: Double) -> Double {
    switch form {
    case .discrete(let law): law.quantile(probability)
    case .smoothDifference(let law): law.quantile(probability)
    case .smoothRatio: ratioQuantile(probability)
    }
  }

  /// Inverts the distribution function, which is nearly a straight line on the scales of normal quantiles and
  /// of logarithms, by false position in a bracket.
  private func ratioQuantile(_ probability: Double) -> Double {
    let least = logarithm(first.range.lowerBound / second.range.upperBound)
    let greatest = logarithm(first.range.upperBound / second.range.lowerBound)
    if probability <= 0 { return exponential(least) }
    if probability >= 1 { return exponential(greatest) }
    let wanted = Normal.quantile(probability)
    func excess(_ x: Double) -> Double {
      min(40, max(-40, Normal.quantile(cumulative(exponential(x))))) - wanted
    }
    let spread = standardDeviation / observed
    let guess = logarithm(observed) + wanted * spread
    return exponential(
      MonotoneRoot.find(excess, near: guess, step: spread, from: least, to: greatest))
  }
}

/// Roots of rising functions.
enum MonotoneRoot {
  /// Where a function passes 0, by bracketing from a guess and false position (Illinois).
  static func find(
    _ function: (Double) -> Double, near guess: Double, step: Double, from least: Double,
    to greatest: Double
  ) -> Double {
    if !(greatest > least) || !(step > 0) { return guess }
    var low = min(max(guess, least), greatest)
    var lowValue = function(low)
    if lowValue == 0 { return low }
    var (high, highValue) = (low, lowValue)
    var width = step / 16
    // Away from the guess, in growing steps, until the sign changes or the range ends.
    while lowValue.sign == highValue.sign {
      let isBelow = highValue < 0
      let next = isBelow ? min(greatest, high + width) : max(least, low - width)
      if next == (isBelow ? high : low) { return next }
      let value = function(next)
      if isBelow {
        (low, lowValue, high, highValue) = (high, highValue, next, value)
      } else {
        (high, highValue, low, lowValue) = (low, lowValue, next, value)
      }
      width *= 4
    }
    var keptSide = 0
    for _ in 0..<100 where high - low > 1e-14 * max(abs(low), abs(high), step) {
      var x = (low * highValue - high * lowValue) / (highValue - lowValue)
      if !(x > low && x < high) { x = 0.5 * (low + high) }
      if x == low || x == high { break }
      let value = function(x)
      if abs(value) < 1e-12 { return x }
      if value < 0 {
        (low, lowValue) = (x, value)
        if keptSide == 1 { highValue /= 2 }
        keptSide = 1
      } else {
        (high, highValue) = (x, value)
        if keptSide == -1 { lowValue /= 2 }
        keptSide = -1
      }
    }
    return 0.5 * (low + high)
  }
}
