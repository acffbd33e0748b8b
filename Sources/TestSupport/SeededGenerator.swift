import Foundation
import Statistics

/// A seeded source of random numbers for tests.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var bits: SplitMix64

  /// Creates a generator; the same seed gives the same numbers.
  package init(seed: UInt64) { bits = SplitMix64(state: seed) }

  /// 64 random bits.
  public mutating func next() -> UInt64 { bits.next() }

  /// A number from 0 (included) to 1 (excluded).
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from the standard normal distribution (Box and Muller).
  public mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }
}
