import Charts
import Foundation

/// Gaussian kernel densities in the space in which values are drawn: of the logarithm where the axis is logarithmic.
public enum Density {
  /// A density over the range of the values, not beyond it.
  ///
  /// Values are shared between the two nearest of 512 places and convolved with the kernel, cut at four bandwidths. The
  /// bandwidth is 0.9 min(s, IQR/1.349) n^(−1/5) (Silverman, 1986, eq. 3.31), in the space of the axis.
  ///
  /// - Parameters:
  ///   - values: the values; those that the axis cannot show are left out.
  ///   - isLogarithmic: whether the axis is logarithmic.
  /// - Returns: no points for fewer than two different values.
  /// - Complexity: linear in the values after sorting them.
  public static func points(_ values: [Double], isLogarithmic: Bool) -> [(value: Double, density: Double)] {
    let places = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
      .map { isLogarithmic ? log10($0) : $0 }.sorted()
    guard let first = places.first, let last = places.last, first < last else { return [] }
    let n = Double(places.count)
    let mean = places.reduce(0, +) / n
    let deviation = (places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1)).squareRoot()
    let middle = places[min(places.count - 1, places.count * 3 / 4)] - places[places.count / 4]
    let spread = middle > 0 ? min(deviation, middle / 1.349) : deviation
    let cells = 512
    let step = (last - first) / Double(cells - 1)
    let bandwidth = max(0.9 * spread * pow(n, -0.2), step)
    var counts = Array(repeating: 0.0, count: cells)
    for place in places {
      let position = (place - first) / step
      let cell = min(cells - 2, Int(position))
      let share = position - Double(cell)
      counts[cell] += 1 - share
      counts[cell + 1] += share
    }
    let reach = min(cells, Int((4 * bandwidth / step).rounded(.up)))
    let kernel = (0...reach).map { offset -> Double in
      let z = Double(offset) * step / bandwidth
      return exp(-z * z / 2) / (bandwidth * (2 * Double.pi).squareRoot() * n)
    }
    return (0..<cells).map { cell in
      var density = counts[cell] * kernel[0]
      for offset in 1...reach {
        if cell >= offset { density += counts[cell - offset] * kernel[offset] }
        if cell + offset < cells { density += counts[cell + offset] * kernel[offset] }
      }
      let place = cell == cells - 1 ? last : first + Double(cell) * step
      return (isLogarithmic ? pow(10, place) : place, density)
    }
  }

  static func drawn(_ values: [Double], on axis: ValueAxis) -> [DistributionChart.DensityPoint] {
    points(values, isLogarithmic: axis.spacing == .logarithmic).map {
      .init(value: $0.value, density: $0.density)
    }
  }
}
