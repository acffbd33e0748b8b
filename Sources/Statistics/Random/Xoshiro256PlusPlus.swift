/// The xoshiro256++ generator, seeded through SplitMix64.
///
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
@frozen
public struct Xoshiro256PlusPlus: RandomNumberGenerator, Hashable, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// Creates the generator of a seed.
  ///
  /// - Parameters:
  ///   - seed: Any number; equal seeds give equal sequences.
  ///   - stream: Independent sequence of the same seed, so that a result does not depend on how work
  ///     is split over threads.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var state = SplitMix64(state: seed)
    var other = SplitMix64(state: stream &* 0xD6E8_FEB8_6659_FD93)
    let mixed = stream == 0 ? 0 : other.next()
    s0 = state.next() ^ mixed
    s1 = state.next()
    s2 = state.next()
    s3 = state.next()
    if s0 | s1 | s2 | s3 == 0 { s0 = 1 }
    if stream != 0 { for _ in 0..<8 { _ = next() } }
  }

  /// Creates a generator in a given state, of which at least one word must not be 0.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
    if s0 | s1 | s2 | s3 == 0 { s0 = 1 }
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = ((sum << 23) | (sum >> 41)) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A uniform number in [0, 1) with 53 random bits.
  @inlinable
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform whole number below `bound`, by Lemire's method.
  ///
  /// - Parameter bound: At least 1.
  @inlinable
  public mutating func index(below bound: Int) -> Int {
    var product = next().multipliedFullWidth(by: UInt64(bound))
    if product.low < UInt64(bound) {
      let threshold = (0 &- UInt64(bound)) % UInt64(bound)
      while product.low < threshold { product = next().multipliedFullWidth(by: UInt64(bound)) }
    }
    return Int(product.high)
  }

  /// A uniform number in (0, 1): the middles of 2⁵² equal cells.
  @inlinable
  public mutating func openUniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// Moves ahead by 2¹²⁸ numbers: calls divide the period of one seed in 2¹²⁸ disjoint parts.
  public mutating func jump() { apply(.jump(exponent: 0)) }

  /// Moves ahead by 2¹⁹² numbers, for 2⁶⁴ starting points of 2⁶⁴ jumps each.
  public mutating func longJump() { apply(.longJump) }

  /// Replaces the state s by p(T) s, where T is the step of the generator.
  mutating func apply(_ polynomial: JumpPolynomial) {
    var sum: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for word in polynomial.words {
      for bit in 0..<64 {
        if word >> UInt64(bit) & 1 == 1 {
          sum = (sum.0 ^ s0, sum.1 ^ s1, sum.2 ^ s2, sum.3 ^ s3)
        }
        _ = next()
      }
    }
    (s0, s1, s2, s3) = sum
  }
}

/// The SplitMix64 generator; spreads a seed over a larger state.
@frozen
public struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  /// Creates the generator.
  public init(state: UInt64) { self.state = state }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
