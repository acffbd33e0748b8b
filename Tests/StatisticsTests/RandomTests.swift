import Testing

@testable import Statistics

@Suite struct RandomTests {
  @Test func `The generators give the published sequences`() {
    // Words of the reference implementations in C for these states.
    var xoshiro = Xoshiro256PlusPlus(state: (1, 2, 3, 4))
    #expect(
      (0..<10).map { _ in xoshiro.next() } == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
        9_973_669_472_204_895_162, 14_011_001_112_246_962_877, 12_406_186_145_184_390_807,
        15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
      ])
    var splitMix = SplitMix64(state: 1_234_567)
    #expect(
      (0..<5).map { _ in splitMix.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func `Jump polynomials are the published constants`() {
    #expect(
      JumpPolynomial.jump(exponent: 0).words == [
        0x180e_c6d3_3cfd_0aba, 0xd5a6_1266_f0c9_392c, 0xa958_2618_e03f_c9aa, 0x39ab_dc45_29b1_661c,
      ])
    #expect(
      JumpPolynomial.longJump.words == [
        0x76e1_5d3e_fefd_cbbf, 0xc500_4e44_1c52_2fb3, 0x7771_0069_854e_e241, 0x3910_9bb0_2acb_e635,
      ])
  }

  /// The 256 × 256 bit matrix of one step; column j is the state after a step from the unit state j.
  private func stepMatrix() -> [[UInt64]] {
    (0..<256).map { column in
      var words = [UInt64](repeating: 0, count: 4)
      words[column / 64] = 1 << UInt64(column % 64)
      var generator = Xoshiro256PlusPlus(state: (words[0], words[1], words[2], words[3]))
      _ = generator.next()
      return [generator.s0, generator.s1, generator.s2, generator.s3]
    }
  }

  private func apply(_ matrix: [[UInt64]], to state: [UInt64]) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: 4)
    for bit in 0..<256 where state[bit / 64] >> UInt64(bit % 64) & 1 == 1 {
      for word in 0..<4 { result[word] ^= matrix[bit][word] }
    }
    return result
  }

  @Test func `Jumps equal the squared transition matrix, so streams are disjoint`() {
    var power = stepMatrix()
    for _ in 0..<128 { power = power.map { column in apply(power, to: column) } }
    var jumped = Xoshiro256PlusPlus(seed: 42)
    let start = [jumped.s0, jumped.s1, jumped.s2, jumped.s3]
    jumped.jump()
    #expect([jumped.s0, jumped.s1, jumped.s2, jumped.s3] == apply(power, to: start))
    // 2¹²⁸ · 2³ numbers on: block 8; and all bits of a block number at once.
    var byBlocks = Xoshiro256PlusPlus(seed: 42)
    for _ in 0..<8 { byBlocks.jump() }
    #expect(byBlocks == RandomStreams(seed: 42)[8])
    for _ in 0..<3 { byBlocks.jump() }
    #expect(byBlocks == RandomStreams(seed: 42)[11])
    #expect(RandomStreams(seed: 42)[0] == Xoshiro256PlusPlus(seed: 42))
    for _ in 0..<64 { power = power.map { column in apply(power, to: column) } }
    var far = Xoshiro256PlusPlus(seed: 42)
    far.longJump()
    #expect([far.s0, far.s1, far.s2, far.s3] == apply(power, to: start))
  }

  @Test func `Neighbouring streams and seeds are uncorrelated and share no word`() {
    for (first, second) in [
      (RandomStreams(seed: 9)[0], RandomStreams(seed: 9)[1]),
      (RandomStreams(seed: 9)[7], RandomStreams(seed: 10)[7]),
      (Xoshiro256PlusPlus(seed: 9, stream: 0), Xoshiro256PlusPlus(seed: 9, stream: 1)),
      (Xoshiro256PlusPlus(seed: 9, stream: 1), Xoshiro256PlusPlus(seed: 9, stream: 2)),
    ] {
      var (a, b) = (first, second)
      let n = 20_000
      var product = 0.0
      var equalBits = 0
      var words = Set<UInt64>()
      for _ in 0..<n {
        let (x, y) = (a.next(), b.next())
        words.insert(x)
        words.insert(y)
        equalBits += 64 - (x ^ y).nonzeroBitCount
        product += (Double(x >> 11) * 0x1p-53 - 0.5) * (Double(y >> 11) * 0x1p-53 - 0.5)
      }
      #expect(words.count == 2 * n)
      // Both have a standard error of a thousandth part: five of them.
      #expect(abs(12 * product / Double(n)) < 5 / Double(n).squareRoot())
      #expect(abs(Double(equalBits) / Double(64 * n) - 0.5) < 2.5 / Double(64 * n).squareRoot())
    }
  }

  @Test func `Uniform numbers and indexes fill their ranges evenly`() throws {
    var generator = Xoshiro256PlusPlus(seed: 1)
    for bound in [1, 2, 7, 1000] {
      var counts = [Int](repeating: 0, count: bound)
      for _ in 0..<(100 * bound) { counts[generator.index(below: bound)] += 1 }
      if bound > 1 { try expectFit(counts, [Double](repeating: 1 / Double(bound), count: bound)) }
    }
    let uniform = (0..<20_000).map { _ in generator.uniform() }
    try expectFit(uniform) { $0 }
    let open = (0..<20_000).map { _ in generator.openUniform() }
    #expect(open.allSatisfy { $0 > 0 && $0 < 1 })
    try expectFit(open) { $0 }
  }

  @Test func `Every continuous law draws what its distribution function says`() throws {
    var generator = Xoshiro256PlusPlus(seed: 77)
    for law in continuousLaws {
      let draws = (0..<20_000).map { _ in law.sample(using: &generator) }
      try expectFit(draws) { law.cumulative($0) }
    }
    for (shape, n) in [(0.5, 20_000), (0.999, 20_000), (1, 20_000), (2.5, 20_000), (1e4, 20_000)] {
      let law = try Gamma(shape: shape)
      try expectFit((0..<n).map { _ in generator.gamma(shape: shape) }) { law.cumulative($0) }
    }
    for (a, b) in [(1.0, 1.0), (0.01, 0.01), (5, 0.3), (2, 7)] {
      let law = try Beta(a: a, b: b)
      // Ties at the rounded ends are no fault of the draws: only the inside is compared.
      let draws = (0..<20_000).map { _ in generator.beta(a, b) }.filter { $0 > 1e-12 && $0 < 1 - 1e-12 }
      let (low, high) = (law.cumulative(1e-12), law.cumulative(1 - 1e-12))
      try expectFit(draws) { (law.cumulative($0) - low) / (high - low) }
    }
  }

  @Test func `The far tail of the normal and exponential ziggurat follows the law`() throws {
    // Beyond the start of the tail, where the layers end.
    var generator = Xoshiro256PlusPlus(seed: 5)
    let far = Normal.cumulative(-3.6542)
    let tail = (0..<4_000_000).map { _ in abs(generator.normal()) }.filter { $0 > 3.6542 }
    #expect(abs(Double(tail.count) - 8e6 * far) < 5 * (8e6 * far).squareRoot())
    try expectFit(tail) { 1 - Normal.cumulative(-$0) / far }
    let late = (0..<2_000_000).map { _ in generator.exponential() }.filter { $0 > 7.7 }
    let share = Statistics.exponential(-7.7)
    #expect(abs(Double(late.count) - 2e6 * share) < 5 * (2e6 * share).squareRoot())
    try expectFit(late) { -exponentialMinusOne(7.7 - $0) }
  }

  @Test func `Draws of a seed stay what they were`() throws {
    // Recorded from this implementation: a change of any sampler must be deliberate.
    var generator = Xoshiro256PlusPlus(seed: 2026)
    let normal = (0..<3).map { _ in generator.normal() }
    let exponential = (0..<3).map { _ in generator.exponential() }
    let gamma = [generator.gamma(shape: 0.3), generator.gamma(shape: 4)]
    let beta = [generator.beta(0.4, 2), generator.beta(3, 5)]
    let poisson = try [0.7, 80].map { try Poisson(mean: $0).sampler().draw(using: &generator) }
    let binomial = try [0.01, 0.6].map {
      try Binomial(trials: 200, probability: $0).sampler().draw(using: &generator)
    }
    let urn = try HypergeometricSampler(population: 500, marked: 120, draws: 60).draw(using: &generator)
    let positions = try generator.positions(5, below: 1000)
    let counts = try generator.multinomial(trials: 100, weights: [1, 2, 3])
    let recorded =
      "\(normal) \(exponential) \(gamma) \(beta) \(poisson) \(binomial) \(urn) \(positions) \(counts)"
    #expect(recorded == goldenDraws)
  }
}

private let goldenDraws = """
  [-0.5897034467922616, -0.781849371784113, 0.7184633093547936] \
  [5.309273310407954, 0.04392312996805286, 1.216268493158278] [0.09207522191913557, 5.699534300773359] \
  [0.3346734091675285, 0.34239718015682613] [2, 84] [2, 116] 15 [139, 254, 574, 356, 739] [15, 48, 37]
  """
