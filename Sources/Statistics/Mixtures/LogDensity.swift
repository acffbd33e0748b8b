/// A kernel density of the logarithm of positive values on an even grid.
///
/// The bandwidth solves the fixed-point equation of Botev, Grotowski and Kroese, Annals of Statistics 38 (2010): like
/// Sheather and Jones's plug-in, but without a normal law as reference, so that modes are not smoothed away.
public struct LogDensity: Codable, Hashable, Sendable {
  /// Values at the grid, evenly spaced in the logarithm.
  public var values: [Double]
  /// Density of the natural logarithm at each.
  public var density: [Double]
  /// Standard deviation of the kernel, of the natural logarithm.
  public var bandwidth: Double
  /// Number of values.
  public var n: Int

  /// Estimates the density.
  ///
  /// - Parameters:
  ///   - sample: Positive, not all equal.
  ///   - points: Of the grid: a power of 2 from 64 to 65,536.
  /// - Throws: ``StatisticsError``: fewer than 4 values, values of 0 or less, all equal, points out of range.
  /// - Complexity: O(n + points log points).
  public init(_ sample: SortedSample, points: Int = 1024) throws(StatisticsError) {
    n = sample.count
    if n < 4 { throw .tooFew(what: "values", found: n, needed: 4) }
    try requirePositive(sample.values[0], "least value")
    if points < 64 || points > 65_536 || points & (points - 1) != 0 {
      throw .outOfRange(parameter: "points", value: Double(points), range: "powers of 2 in [64, 65536]")
    }
    let (least, greatest) = (logarithm(sample.values[0]), logarithm(sample.values[n - 1]))
    if !(greatest > least) { throw .allEqual(method: "a density") }
    let margin = 0.25 * (greatest - least)
    let origin = least - margin
    let width = greatest - least + 2 * margin
    let cell = width / Double(points)
    // Each value is shared by the two nearest cells, so that the binning error is of second order.
    var counts = [Double](repeating: 0, count: points)
    for value in sample.values {
      let position = (logarithm(value) - origin) / cell - 0.5
      let index = min(max(Int(position), 0), points - 2)
      let share = position - Double(index)
      counts[index] += (1 - share) / Double(n)
      counts[index + 1] += share / Double(n)
    }
    let cosines = CosineTransform(count: points)
    let coefficients = cosines.forward(counts)
    let distinct = Double(Self.distinctCount(sample.values))
    let squares = coefficients.dropFirst().map { $0 * $0 / 4 }
    let rule = 0.9 * power(distinct, -0.2) * Self.spread(sample) / width
    let time = Self.fixedPoint(distinct, squares) ?? rule * rule
    bandwidth = time.squareRoot() * width
    let smoothed = coefficients.enumerated().map { index, coefficient in
      let k = Double(index)
      return coefficient * exponential(-k * k * Double.pi * Double.pi * time / 2)
    }
    density = cosines.inverse(smoothed).map { max(0, $0) / cell }
    values = (0..<points).map { exponential(origin + (Double($0) + 0.5) * cell) }
  }

  private static func distinctCount(_ values: [Double]) -> Int {
    1 + zip(values.dropFirst(), values).reduce(0) { $0 + ($1.0 > $1.1 ? 1 : 0) }
  }

  private static func spread(_ sample: SortedSample) -> Double {
    let logs = sample.values.map { logarithm($0) }
    let center = logs.reduce(0, +) / Double(logs.count)
    let squares = logs.reduce(0.0) { $0 + ($1 - center) * ($1 - center) }
    let variance: Double = squares / Double(logs.count - 1)
    let ordered = SortedSample(ascending: logs)
    let scale = Double(logs.count)
    let quartiles = (ordered.value(atRank: 0.75 * scale) - ordered.value(atRank: 0.25 * scale)) / 1.349
    return quartiles > 0 ? min(variance.squareRoot(), quartiles) : variance.squareRoot()
  }

  /// The least t that solves t = ξγ(t), or `nil`.
  private static func fixedPoint(_ n: Double, _ squares: [Double]) -> Double? {
    func margin(_ t: Double) -> Double { t - evolved(t, n, squares) }
    var low = 1e-9
    var atLow = margin(low)
    while low < 0.1 {
      let high = low * 1.2
      let atHigh = margin(high)
      if atLow < 0, atHigh >= 0 { return LineSearch.root(from: (low, atLow), to: (high, atHigh), margin) }
      (low, atLow) = (high, atHigh)
    }
    return nil
  }

  /// The optimal squared bandwidth if the roughness of the derivatives is estimated with bandwidth t, through
  /// seven stages.
  private static func evolved(_ t: Double, _ n: Double, _ squares: [Double]) -> Double {
    func roughness(_ order: Double, _ time: Double) -> Double {
      var sum = 0.0
      for (index, square) in squares.enumerated() {
        let k2 = Double((index + 1) * (index + 1))
        let exponent = k2 * Double.pi * Double.pi * time
        if exponent > 700 { break }
        sum += power(k2, order) * square * exponential(-exponent)
      }
      return 2 * power(Double.pi, 2 * order) * sum
    }
    var f = roughness(7, t)
    for stage in stride(from: 6.0, through: 2, by: -1) {
      var odd = 1.0
      for factor in stride(from: 1.0, through: 2 * stage - 1, by: 2) { odd *= factor }
      let constant = (1 + power(0.5, stage + 0.5)) / 3
      let time = power(2 * constant * odd / (n * (Double.pi / 2).squareRoot() * f), 2 / (3 + 2 * stage))
      f = roughness(stage, time)
    }
    return power(2 * n * Double.pi.squareRoot() * f, -0.4)
  }
}

/// The cosine transform of a mirrored sequence, by a Fourier transform of its length doubled.
private struct CosineTransform {
  let count: Int
  let transform: FourierTransform

  init(count: Int) {
    self.count = count
    transform = FourierTransform(unchecked: 2 * count)
  }

  /// Coefficient k: Σ x cos(πk(j + ½)/n), doubled for k > 0.
  func forward(_ values: [Double]) -> [Double] {
    let mirrored = values + values.reversed()
    let spectrum = transform.transformed(
      ComplexValues(real: mirrored, imaginary: [Double](repeating: 0, count: 2 * count)))
    return (0..<count).map { k in
      let angle = Double.pi * Double(k) / Double(2 * count)
      let part = 0.5 * (spectrum.real[k] * cosine(angle) + spectrum.imaginary[k] * sine(angle))
      return k == 0 ? part : 2 * part
    }
  }

  /// Values from coefficients.
  func inverse(_ coefficients: [Double]) -> [Double] {
    var spectrum = ComplexValues(zeros: 2 * count)
    for (k, coefficient) in coefficients.enumerated() {
      let angle = Double.pi * Double(k) / Double(2 * count)
      let part = k == 0 ? 2 * coefficient : coefficient
      spectrum.real[k] = part * cosine(angle)
      spectrum.imaginary[k] = part * sine(angle)
      if k > 0 {
        spectrum.real[2 * count - k] = spectrum.real[k]
        spectrum.imaginary[2 * count - k] = -spectrum.imaginary[k]
      }
    }
    return Array(transform.inverted(spectrum).real[0..<count])
  }
}
