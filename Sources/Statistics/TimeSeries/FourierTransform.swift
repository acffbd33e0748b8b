/// Discrete Fourier transforms of one length, with all tables made once.
///
/// Lengths with no prime factor above 5 go through radices 4, 2, 3 and 5; others through a circular
/// convolution of such a length.
/// Sources: Stockham's self-sorting order in Van Loan, Computational Frameworks for the Fast Fourier
/// Transform (1992), 1.7; Bluestein, IEEE Trans. Audio Electroacoustics 18 (1970).
public struct FourierTransform: Sendable {
  /// Number of points.
  public let count: Int

  private enum Way: Sendable {
    case stages([FourierStage])
    indirect case chirp(ChirpTransform)
  }

  private let way: Way

  /// Largest length: indices and products of indices stay exact.
  public static let largestCount = 1 << 30

  /// Prepares the transform of a length.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless 1 ≤ `count` ≤ 2³⁰.
  /// - Complexity: O(n log n).
  public init(count: Int) throws(StatisticsError) {
    if count < 1 || count > Self.largestCount {
      throw .outOfRange(parameter: "number of points", value: Double(count), range: "[1, 2^30]")
    }
    self.init(unchecked: count)
  }

  init(unchecked count: Int) {
    self.count = count
    if let radices = Self.radices(of: count) {
      way = .stages(FourierStage.all(radices: radices))
    } else {
      way = .chirp(ChirpTransform(count: count))
    }
  }

  /// The transform Σₜ xₜ e^(−2πi jt/n) for j from 0 to n − 1.
  ///
  /// - Throws: ``StatisticsError/lengthMismatch(expected:found:)``.
  /// - Complexity: O(n log n) for every n.
  public func forward(_ values: ComplexValues) throws(StatisticsError) -> ComplexValues {
    try requireLength(values)
    return transformed(values)
  }

  /// The inverse: (1/n) Σⱼ yⱼ e^(+2πi jt/n).
  ///
  /// - Throws: ``StatisticsError/lengthMismatch(expected:found:)``.
  /// - Complexity: O(n log n) for every n.
  public func inverse(_ values: ComplexValues) throws(StatisticsError) -> ComplexValues {
    try requireLength(values)
    return inverted(values)
  }

  func transformed(_ values: ComplexValues) -> ComplexValues {
    switch way {
    case .stages(let stages):
      var current = values
      var next = ComplexValues(zeros: count)
      for stage in stages {
        stage.apply(current, into: &next, count: count)
        swap(&current, &next)
      }
      return current
    case .chirp(let chirp):
      return chirp.transformed(values)
    }
  }

  func inverted(_ values: ComplexValues) -> ComplexValues {
    // Exchanging the parts before and after turns the forward transform into the inverse one.
    let swapped = transformed(ComplexValues(real: values.imaginary, imaginary: values.real))
    let scale = 1 / Double(count)
    return ComplexValues(
      real: swapped.imaginary.map { $0 * scale }, imaginary: swapped.real.map { $0 * scale })
  }

  private func requireLength(_ values: ComplexValues) throws(StatisticsError) {
    for part in [values.real, values.imaginary] where part.count != count {
      throw .lengthMismatch(expected: count, found: part.count)
    }
  }

  /// The least length of at least `count` that needs no convolution.
  static func convenientCount(atLeast count: Int) -> Int {
    var best = 1
    while best < count { best *= 2 }
    var fives = 1
    while fives < best {
      var odd = fives
      while odd < best {
        var candidate = odd
        while candidate < count { candidate *= 2 }
        best = min(best, candidate)
        odd *= 3
      }
      fives *= 5
    }
    return best
  }

  private static func radices(of count: Int) -> [Int]? {
    var rest = count
    var radices: [Int] = []
    for radix in [4, 2, 3, 5] {
      while rest.isMultiple(of: radix) {
        radices.append(radix)
        rest /= radix
      }
    }
    return rest == 1 ? radices : nil
  }
}

/// Complex numbers as two lists of equal length.
public struct ComplexValues: Hashable, Sendable {
  /// Real parts.
  public var real: [Double]
  /// Imaginary parts.
  public var imaginary: [Double]

  /// Creates the numbers from their parts.
  public init(real: [Double], imaginary: [Double]) {
    self.real = real
    self.imaginary = imaginary
  }

  init(zeros count: Int) {
    real = [Double](repeating: 0, count: count)
    imaginary = real
  }
}

/// A transform of any length as a convolution: jt = (j² + t² − (j − t)²) / 2.
private struct ChirpTransform: Sendable {
  let count: Int
  /// e^(−πi t²/n).
  let chirp: ComplexValues
  /// Transform of the conjugate chirp, wrapped around.
  let kernel: ComplexValues
  let transform: FourierTransform

  init(count: Int) {
    self.count = count
    transform = FourierTransform(
      unchecked: FourierTransform.convenientCount(atLeast: 2 * count - 1))
    var chirp = ComplexValues(zeros: count)
    var kernel = ComplexValues(zeros: transform.count)
    for t in 0..<count {
      // t² modulo 2n keeps the angle small, and so exact.
      let root = unitRoot(t * t % (2 * count), of: 2 * count)
      chirp.real[t] = root.real
      chirp.imaginary[t] = root.imaginary
      for place in Set([t, (transform.count - t) % transform.count]) {
        kernel.real[place] = root.real
        kernel.imaginary[place] = -root.imaginary
      }
    }
    self.chirp = chirp
    self.kernel = transform.transformed(kernel)
  }

  func transformed(_ values: ComplexValues) -> ComplexValues {
    var padded = ComplexValues(zeros: transform.count)
    for t in 0..<count {
      let (a, b, c, d) = (values.real[t], values.imaginary[t], chirp.real[t], chirp.imaginary[t])
      padded.real[t] = a * c - b * d
      padded.imaginary[t] = a * d + b * c
    }
    var product = transform.transformed(padded)
    for j in 0..<transform.count {
      let (a, b, c, d) = (product.real[j], product.imaginary[j], kernel.real[j], kernel.imaginary[j])
      product.real[j] = a * c - b * d
      product.imaginary[j] = a * d + b * c
    }
    let convolved = transform.inverted(product)
    var result = ComplexValues(zeros: count)
    for j in 0..<count {
      let (a, b, c, d) = (convolved.real[j], convolved.imaginary[j], chirp.real[j], chirp.imaginary[j])
      result.real[j] = a * c - b * d
      result.imaginary[j] = a * d + b * c
    }
    return result
  }
}

/// e^(−2πi k/n), exact at multiples of a quarter turn.
func unitRoot(_ k: Int, of n: Int) -> (real: Double, imaginary: Double) {
  // Reduced to an eighth of a turn, where sine and cosine lose nothing.
  let (eighth, rest) = (8 * k).quotientAndRemainder(dividingBy: n)
  let angle = Double.pi / 4 * (Double(rest) / Double(n))
  let (c, s) = (cosine(angle), sine(angle))
  let h = 0.5.squareRoot()
  let turned: (Double, Double) = eighth.isMultiple(of: 2) ? (c, s) : (h * (c - s), h * (c + s))
  switch eighth / 2 % 4 {
  case 0: return (turned.0, -turned.1)
  case 1: return (-turned.1, -turned.0)
  case 2: return (-turned.0, turned.1)
  default: return (turned.1, turned.0)
  }
}
