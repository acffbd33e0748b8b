/// A complex number.
struct ComplexNumber {
  var real: Double
  var imaginary: Double

  static let one = ComplexNumber(real: 1, imaginary: 0)

  static func * (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(
      real: a.real * b.real - a.imaginary * b.imaginary,
      imaginary: a.real * b.imaginary + a.imaginary * b.real)
  }

  /// Square of the magnitude.
  var squaredMagnitude: Double { real * real + imaginary * imaginary }

  /// A power, by repeated squaring.
  ///
  /// - Parameter exponent: At least 0.
  func power(_ exponent: Int) -> ComplexNumber {
    var result = ComplexNumber.one
    var square = self
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = result * square }
      left >>= 1
      if left > 0 { square = square * square }
    }
    return result
  }
}

/// The law of a sum of independent whole numbers.
struct IntegerSumLaw {
  /// The least sum with a probability here.
  let first: Int
  /// Probabilities of `first` and the sums after it.
  let masses: [Double]

  /// Numbers of one law, several times.
  struct Part {
    /// Probabilities of 0, 1, …
    var masses: [Double]
    /// How many independent numbers of this law are added.
    var times: Int
  }

  /// Adds numbers up by powers of the Fourier transforms of their laws.
  ///
  /// The transform is no longer than 48 standard deviations and 16 steps of the longest part, beyond which no
  /// double sees the law; rounding leaves about 1e-16 times the number of terms on each probability.
  /// - Complexity: O(m log m) with m the length of the transform.
  init(_ parts: [Part]) {
    var mean = 0.0
    var variance = 0.0
    var largest = 0
    var longestStep = 0
    for part in parts where part.times > 0 {
      let center = part.masses.indices.reduce(0.0) { $0 + part.masses[$1] * Double($1) }
      let spread = part.masses.indices.reduce(0.0) {
        $0 + part.masses[$1] * (Double($1) - center) * (Double($1) - center)
      }
      mean += center * Double(part.times)
      variance += spread * Double(part.times)
      largest += (part.masses.count - 1) * part.times
      longestStep = max(longestStep, part.masses.count - 1)
    }
    let window = Self.window(standardDeviation: variance.squareRoot(), longestStep: longestStep)
    let length = FourierTransform.convenientCount(atLeast: min(largest + 1, window))
    let transform = FourierTransform(unchecked: length)
    var product = [ComplexNumber](repeating: .one, count: length)
    for part in parts where part.times > 0 {
      var values = ComplexValues(zeros: length)
      for (index, mass) in part.masses.enumerated() { values.real[index % length] += mass }
      values = transform.transformed(values)
      // The law is real, so the upper half of the transform mirrors the lower one.
      for index in 0...(length / 2) {
        let value = ComplexNumber(real: values.real[index], imaginary: values.imaginary[index])
        product[index] = product[index] * value.power(part.times)
      }
    }
    for index in (length / 2 + 1)..<max(length / 2 + 1, length) {
      let mirrored = product[length - index]
      product[index] = ComplexNumber(real: mirrored.real, imaginary: -mirrored.imaginary)
    }
    let law = transform.inverted(
      ComplexValues(real: product.map(\.real), imaginary: product.map(\.imaginary)))
    let first =
      largest + 1 <= length ? 0 : min(max(0, Int(mean.rounded()) - length / 2), largest + 1 - length)
    self.first = first
    masses = (0..<min(length, largest + 1)).map { max(0, law.real[(first + $0) % length]) }
  }

  /// Length beyond which no double sees the law.
  static func window(standardDeviation: Double, longestStep: Int) -> Int {
    Int(min(48 * standardDeviation + 16 * Double(longestStep) + 2, 1e15))
  }

  /// Probability of a sum of at least `k`.
  func upper(_ k: Int) -> Double {
    let start = max(0, k - first)
    return start >= masses.count ? 0 : min(1, masses[start...].reversed().reduce(0, +))
  }
}
