/// Layers of equal area under a decreasing density on [0, ∞).
///
/// Source: Marsaglia and Tsang, "The ziggurat method for generating random variables", J. Stat. Software 5
/// (2000); one word gives layer, sign and 53 bits of position, which removes the correlation that Doornik
/// (2005) found in the first form.
private struct Ziggurat: Sendable {
  /// Right ends of the layers, from the widest; the first is that of a box with the area of the tail.
  let ends: [Double]
  /// Unnormalised density at the ends.
  let heights: [Double]
  /// Where the tail begins.
  let tail: Double

  init(tail: Double, tailArea: Double, density: (Double) -> Double, inverse: (Double) -> Double) {
    let area = tail * density(tail) + tailArea
    var ends = [area / density(tail), tail]
    for _ in 2..<256 {
      let last = ends[ends.count - 1]
      ends.append(inverse(density(last) + area / last))
    }
    ends.append(0)
    self.ends = ends
    self.heights = ends.map(density)
    self.tail = tail
  }
}

/// 256 layers; the start of the tail is the one that closes the last layer at 0.
private let normalLayers: Ziggurat = {
  let tail = 3.654152885361008796
  return Ziggurat(
    tail: tail,
    tailArea: (Double.pi / 2).squareRoot() * complementaryErrorFunction(tail * 0.5.squareRoot()),
    density: { exponential(-0.5 * $0 * $0) }, inverse: { (-2 * logarithm($0)).squareRoot() })
}()

private let exponentialLayers: Ziggurat = {
  let tail = 7.69711747013104972
  return Ziggurat(
    tail: tail, tailArea: exponential(-tail), density: { exponential(-$0) }, inverse: { -logarithm($0) })
}()

extension Xoshiro256PlusPlus {
  /// A standard normal number, by the ziggurat method with 256 layers.
  public mutating func normal() -> Double {
    let layers = normalLayers
    while true {
      let bits = next()
      let layer = Int(bits & 255)
      let x = Double(bits >> 11) * 0x1p-53 * layers.ends[layer]
      // The sign goes in as a bit: a branch on it would be mispredicted half of the time.
      let sign = (bits & 256) << 55
      if x < layers.ends[layer + 1] { return Double(bitPattern: x.bitPattern | sign) }
      if layer == 0 {
        return Double(bitPattern: normalTail(layers.tail).bitPattern | sign)
      }
      let low = layers.heights[layer]
      let height = low + uniform() * (layers.heights[layer + 1] - low)
      if height < Statistics.exponential(-0.5 * x * x) {
        return Double(bitPattern: x.bitPattern | sign)
      }
    }
  }

  /// A normal number beyond `start`, by Marsaglia's exponential rejection.
  private mutating func normalTail(_ start: Double) -> Double {
    while true {
      let x = exponential() / start
      if 2 * exponential() > x * x { return start + x }
    }
  }

  /// A standard exponential number, by the ziggurat method with 256 layers.
  public mutating func exponential() -> Double {
    let layers = exponentialLayers
    var offset = 0.0
    while true {
      let bits = next()
      let layer = Int(bits & 255)
      let x = Double(bits >> 11) * 0x1p-53 * layers.ends[layer]
      if x < layers.ends[layer + 1] { return offset + x }
      if layer == 0 {
        // The law has no memory: the tail is the law again.
        offset += layers.tail
        continue
      }
      let low = layers.heights[layer]
      let height = low + uniform() * (layers.heights[layer + 1] - low)
      if height < Statistics.exponential(-x) { return offset + x }
    }
  }
}
