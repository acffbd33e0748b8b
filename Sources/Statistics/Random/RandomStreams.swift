/// Independent generators of one seed, by number.
///
/// Block k starts k · 2¹²⁸ numbers after block 0 on the one cycle of length 2²⁵⁶ − 1, so blocks cannot
/// overlap before 2¹²⁸ draws. Work split in blocks gives the same result on any number of threads.
/// Source: Blackman and Vigna, ACM TOMS 47 (2021), section 9 on jumping; Haramoto et al., INFORMS J.
/// Computing 20 (2008) for powers of the step by polynomial arithmetic.
public struct RandomStreams: Hashable, Sendable {
  /// Seed of all blocks.
  public let seed: UInt64

  /// Creates the family of a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// The generator of a block.
  ///
  /// - Complexity: O(number of one bits of `block`), about half a microsecond each.
  public subscript(block: UInt64) -> Xoshiro256PlusPlus {
    var generator = Xoshiro256PlusPlus(seed: seed)
    for exponent in 0..<64 where block >> UInt64(exponent) & 1 == 1 {
      generator.apply(.jump(exponent: exponent))
    }
    return generator
  }
}

/// A polynomial over the field of two elements, modulo the characteristic polynomial of the generator.
struct JumpPolynomial: Hashable, Sendable {
  /// Coefficients of x⁰ … x²⁵⁵, lowest bit first.
  var words: [UInt64]

  /// x to the power 2^(128 + `exponent`), for an exponent in 0 ..< 64.
  static func jump(exponent: Int) -> JumpPolynomial { powers[exponent] }

  /// x to the power 2¹⁹².
  static var longJump: JumpPolynomial { powers[64] }

  /// Powers by repeated squaring, from x itself.
  private static let powers: [JumpPolynomial] = {
    var power = JumpPolynomial(words: [2, 0, 0, 0])
    for _ in 0..<128 { power = power.squared() }
    var powers = [power]
    for _ in 0..<64 {
      power = power.squared()
      powers.append(power)
    }
    return powers
  }()

  /// The characteristic polynomial of the step without its term x²⁵⁶, found by the Berlekamp-Massey
  /// algorithm on one bit of the state.
  private static let characteristic: [UInt64] = [
    0x9d11_6f2b_b0f0_f001, 0x0280_002b_cefd_1a5e, 0x04b4_edcf_2625_9f85, 0x0003_c03c_3f3e_cb19,
  ]

  func squared() -> JumpPolynomial {
    // Squaring spreads the bits: (Σ xⁱ)² = Σ x²ⁱ.
    var wide = [UInt64](repeating: 0, count: 8)
    for bit in 0..<256 where words[bit / 64] >> UInt64(bit % 64) & 1 == 1 {
      wide[bit / 32] |= 1 << UInt64(2 * bit % 64)
    }
    for bit in stride(from: 511, through: 256, by: -1) where wide[bit / 64] >> UInt64(bit % 64) & 1 == 1 {
      wide[bit / 64] ^= 1 << UInt64(bit % 64)
      let (offset, shift) = ((bit - 256) / 64, UInt64((bit - 256) % 64))
      for (index, word) in Self.characteristic.enumerated() {
        wide[index + offset] ^= word << shift
        if shift > 0 { wide[index + offset + 1] ^= word >> (64 - shift) }
      }
    }
    return JumpPolynomial(words: Array(wide[0..<4]))
  }
}
