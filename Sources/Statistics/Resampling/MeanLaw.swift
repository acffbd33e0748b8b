/// The law of the mean under resampling with replacement, without resampling.
///
/// Exact by enumeration or by a Fourier transform on the grid of the data where its steps could be seen,
/// otherwise by inversion of the characteristic function, where they cannot.
public struct MeanLaw: BootstrapLaw {
  private enum Form: Sendable {
    case discrete(DiscreteLaw)
    case smooth(SmoothLaw)
  }

  /// The mean of the data.
  public let observed: Double
  /// A sixth of the skewness of the data over √n; 0 when all values are equal.
  public let acceleration: Double?
  /// Standard deviation of the law: the root of the mean squared deviation over n.
  public let standardDeviation: Double
  /// What was resampled: all values.
  public let resampling: ResamplingRecord
  private let form: Form

  /// The law of the mean of values.
  ///
  /// - Throws: ``StatisticsError``: empty or not finite.
  /// - Complexity: O(n).
  public init(of values: [Double]) throws(StatisticsError) {
    try requireFinite(values)
    try self.init(EmpiricalCharacteristic(values), values)
  }

  init(_ characteristic: EmpiricalCharacteristic, _ values: [Double]) {
    let n = Double(values.count)
    observed = characteristic.mean
    standardDeviation = (characteristic.variance / n).squareRoot()
    let moments = characteristic.influence
    acceleration = moments.acceleration
    resampling = ResamplingRecord(n: values.count)
    if let law = Self.discreteLaw(characteristic, values) {
      form = .discrete(law)
    } else {
      form = .smooth(
        SmoothLaw([SmoothLaw.Part(characteristic: characteristic, draws: values.count, factor: 1 / n)]))
    }
  }

  /// The law as values with probabilities, where it is known as such.
  public var discrete: DiscreteLaw? {
    if case .discrete(let law) = form { law } else { nil }
  }

  private static func discreteLaw(
    _ characteristic: EmpiricalCharacteristic, _ values: [Double]
  ) -> DiscreteLaw? {
    let record = ResamplingRecord(n: values.count)
    let acceleration = characteristic.influence.acceleration
    if let grid = ValueGrid(values, range: characteristic.range) {
      let law = grid.sumLaw(of: values, draws: values.count, variance: characteristic.variance)
      if let law {
        // Named by what the mean of the data is, so that it is one of the values exactly.
        let total = grid.total(of: values)
        let atoms = law.masses.indices.map { index in
          let distance = Double(law.first + index - total) * grid.step / Double(values.count)
          return (value: characteristic.mean + distance, mass: law.masses[index])
        }
        return DiscreteLaw(
          observed: characteristic.mean, atoms: atoms.filter { $0.mass > 0 }, acceleration: acceleration,
          resampling: record)
      }
    }
    guard let all = BootstrapEnumeration(finite: values, limit: BootstrapEnumeration.usualLimit) else {
      return nil
    }
    var atoms: [(value: Double, mass: Double)] = []
    let width = characteristic.range.upperBound - characteristic.range.lowerBound
    all.forEachResample { counts, probability in
      // As a change of the mean, which is 0 for the sample itself; rounded so that resamples with the same
      // mean have it to the last digit.
      var change = 0.0
      for (index, count) in counts.enumerated() {
        let extra = Double(count - all.multiplicities[index])
        change += extra * (all.distinct[index] - characteristic.mean)
      }
      let rounded = width > 0 ? (change / width * 0x1p40).rounded() * 0x1p-40 * width : 0
      atoms.append((characteristic.mean + rounded / Double(values.count), probability))
    }
    return DiscreteLaw(
      observed: characteristic.mean, atoms: atoms, acceleration: acceleration, resampling: record)
  }

  /// Mean of the law, which is the mean of the data.
  public var mean: Double { observed }

  /// Steps that the smooth form hides.
  public var warnings: [BootstrapWarning] {
    if case .smooth(let law) = form, law.largestStep > 0.01 {
      [.visibleSteps(probability: law.largestStep)]
    } else {
      []
    }
  }

  /// Probability of a mean of at most `x`.
  public func cumulative(_ x: Double) -> Double {
    switch form {
    case .discrete(let law): law.cumulative(x)
    case .smooth(let law): law.cumulative(x)
    }
  }

  /// Probability of a mean below `x`.
  public func cumulative(below x: Double) -> Double {
    switch form {
    case .discrete(let law): law.cumulative(below: x)
    case .smooth(let law): law.cumulative(x)
    }
  }

  /// The mean that the law reaches with the probability.
  public func quantile(_ probability: Double) -> Double {
    switch form {
    case .discrete(let law): law.quantile(probability)
    case .smooth(let law): law.quantile(probability)
    }
  }
}

extension EmpiricalCharacteristic {
  /// Influence moments of the mean.
  var influence: InfluenceMoments {
    let count = Double(n)
    return InfluenceMoments(second: variance / count, third: thirdMoment / (count * count))
  }
}

/// The grid that rounded values lie on.
struct ValueGrid {
  let least: Double
  let step: Double

  /// Longest transform that is made for the exact steps of a law.
  static let longestTransform = 1 << 16

  /// - Returns: `nil` unless all values lie, but for rounding, on a grid of fewer than 2¹⁶ points.
  init?(_ values: [Double], range: ClosedRange<Double>) {
    let width = range.upperBound - range.lowerBound
    guard width > 0 else { return nil }
    least = range.lowerBound
    var step = width
    // The greatest common divisor, with rounding forgiven; a few values without one tell at once.
    for value in values.prefix(64) {
      var (larger, smaller) = (step, value - range.lowerBound)
      while smaller > 1e-7 * width {
        let rest = larger - (larger / smaller).rounded() * smaller
        (larger, smaller) = (smaller, abs(rest))
      }
      step = larger
      if width / step > Double(Self.longestTransform) { return nil }
    }
    let points = (width / step).rounded()
    step = width / points
    self.step = step
    for value in values {
      let place = (value - least) / step
      if abs(place - place.rounded()) > 1e-6 { return nil }
    }
  }

  private func place(_ value: Double) -> Int { Int(((value - least) / step).rounded()) }

  /// Sum of the places of values on the grid.
  func total(of values: [Double]) -> Int { values.reduce(0) { $0 + place($1) } }

  /// The law of the sum of places of independent draws; `nil` when its transform would be too long.
  func sumLaw(of values: [Double], draws: Int, variance: Double) -> IntegerSumLaw? {
    let points = values.reduce(0) { max($0, place($1)) } + 1
    let deviation = (variance * Double(draws)).squareRoot() / step
    let window = IntegerSumLaw.window(standardDeviation: deviation, longestStep: points - 1)
    let largest = Double(points - 1) * Double(draws) + 1
    if min(Double(window), largest) > Double(Self.longestTransform) { return nil }
    var masses = [Double](repeating: 0, count: points)
    for value in values { masses[place(value)] += 1 }
    return IntegerSumLaw([
      IntegerSumLaw.Part(masses: masses.map { $0 / Double(values.count) }, times: draws)
    ])
  }
}
