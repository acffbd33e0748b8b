import Foundation

/// SplitMix64 (Steele, Lea and Flood, 2014): fixed seeds give fixed data.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    Double.random(in: lower...upper, using: &self)
  }

  mutating func normal() -> Double {
    let radius = (-2 * log(uniform(1e-12, 1))).squareRoot()
    return radius * cos(uniform(0, 2 * Double.pi))
  }

  /// Values like latencies: log-normal with a share of ten times slower ones.
  mutating func latencies(_ count: Int, median: Double = 40, spread: Double = 0.25) -> [Double] {
    (0..<count).map { _ in median * exp(spread * normal()) * (uniform(0, 1) < 0.01 ? 10 : 1) }
  }
}
