/// The characteristic function of the deviations of values from their mean.
///
/// Many values are put in bins that keep their first four moments, so that the function costs the same for a
/// million values as for the number of bins.
struct EmpiricalCharacteristic: Sendable {
  /// Number of values.
  let n: Int
  /// Mean of the values.
  let mean: Double
  /// Mean of the squared deviations.
  let variance: Double
  /// Mean of the cubed deviations.
  let thirdMoment: Double
  /// Least and greatest value.
  let range: ClosedRange<Double>

  /// Centres of the bins that hold values.
  private let centers: [Double]
  /// Shares of the values, and their first three moments about the centres; only the shares when every bin is
  /// one value.
  private let moments: [[Double]]

  /// Number of bins that are made of more values than this.
  static let largestPlainCount = 4096

  /// - Parameter values: Finite, at least one.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` where third powers of deviations leave
  ///   the range of doubles.
  init(_ values: [Double]) throws(StatisticsError) {
    n = values.count
    let count = Double(n)
    let center = compensatedSum(values) / count
    mean = center
    let sums = CentralSums(values, center: center)
    let width = sums.greatest - sums.least
    if !(center.isFinite && (width == 0 || (width > 1e-90 && width < 1e90))) {
      throw .outOfRange(
        parameter: "range of the values", value: width, range: "{0} or (1e-90, 1e90): choose another unit")
    }
    range = sums.least...sums.greatest
    variance = width == 0 ? 0 : sums.second / count
    thirdMoment = width == 0 ? 0 : sums.third / count
    if n <= Self.largestPlainCount || width == 0 {
      centers = width == 0 ? [0] : values.map { $0 - center }
      moments = [[Double](repeating: 1 / Double(centers.count), count: centers.count)]
      return
    }
    let bins = Bins(values, center: center, range: range)
    centers = bins.centers
    moments = bins.moments.map { $0.map { $0 / count } }
  }

  /// The function at `step` times `first`, `first` + 1, …
  ///
  /// Consecutive points are reached by rotation; the first one and the rotation have all digits.
  func values(step: Double, first: Int, count: Int) -> [ComplexNumber] {
    let size = centers.count
    var phases = centers.map { center -> (Double, Double, Double, Double) in
      let (start, turn) = (center * step * Double(first), center * step)
      return (cosine(start), sine(start), cosine(turn), sine(turn))
    }
    let isPlain = moments.count == 1
    return (0..<count).map { offset in
      var sums = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
      phases.withUnsafeMutableBufferPointer { phases in
        moments[0].withUnsafeBufferPointer { shares in
          for index in 0..<size {
            let (c, s, turnC, turnS) = phases[index]
            sums.0 += shares[index] * c
            sums.1 += shares[index] * s
            if !isPlain {
              sums.2 += moments[1][index] * c
              sums.3 += moments[1][index] * s
              sums.4 += moments[2][index] * c
              sums.5 += moments[2][index] * s
              sums.6 += moments[3][index] * c
              sums.7 += moments[3][index] * s
            }
            phases[index] = (c * turnC - s * turnS, c * turnS + s * turnC, turnC, turnS)
          }
        }
      }
      // exp(is(c + d)) = exp(isc) (1 + isd − s²d²/2 − is³d³/6 + …) with d the distance from the centre.
      let s = step * Double(first + offset)
      return ComplexNumber(
        real: sums.0 - s * sums.3 - s * s / 2 * sums.4 + s * s * s / 6 * sums.7,
        imaginary: sums.1 + s * sums.2 - s * s / 2 * sums.5 - s * s * s / 6 * sums.6)
    }
  }
}

/// Sums of powers of deviations, each in four parts for speed and accuracy.
private struct CentralSums {
  var second = 0.0
  var third = 0.0
  var least = Double.infinity
  var greatest = -Double.infinity

  init(_ values: [Double], center: Double) {
    var squares = SIMD4<Double>.zero
    var cubes = SIMD4<Double>.zero
    var low = SIMD4<Double>(repeating: .infinity)
    var high = SIMD4<Double>(repeating: -.infinity)
    let whole = values.count & ~3
    values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: whole, by: 4) {
        let x = SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
        let deviation = x - center
        let square = deviation * deviation
        squares += square
        cubes += square * deviation
        low.replace(with: x, where: x .< low)
        high.replace(with: x, where: x .> high)
      }
      for index in whole..<values.count {
        let deviation = values[index] - center
        second += deviation * deviation
        third += deviation * deviation * deviation
        least = min(least, values[index])
        greatest = max(greatest, values[index])
      }
    }
    second += squares.sum()
    third += cubes.sum()
    least = min(least, low.min())
    greatest = max(greatest, high.max())
  }
}

/// Equal bins over a range with the moments of the values in them.
private struct Bins {
  var centers: [Double] = []
  /// Sums of the powers 0 to 3 of the distances from the centres.
  var moments: [[Double]] = [[], [], [], []]

  static let count = 8192

  init(_ values: [Double], center: Double, range: ClosedRange<Double>) {
    let width = (range.upperBound - range.lowerBound) / Double(Self.count)
    let scale = 1 / width
    let least = range.lowerBound
    var sums = [SIMD4<Double>](repeating: .zero, count: Self.count)
    sums.withUnsafeMutableBufferPointer { sums in
      for value in values {
        let position = (value - least) * scale
        let bin = min(Int(position), Self.count - 1)
        let distance = position - Double(bin) - 0.5
        let square = distance * distance
        sums[bin] += SIMD4(1, distance, square, square * distance)
      }
    }
    for bin in 0..<Self.count where sums[bin][0] > 0 {
      centers.append(least - center + (Double(bin) + 0.5) * width)
      var factor = 1.0
      for order in 0..<4 {
        moments[order].append(sums[bin][order] * factor)
        factor *= width
      }
    }
  }
}
