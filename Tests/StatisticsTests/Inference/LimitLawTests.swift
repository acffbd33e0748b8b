import Testing

@testable import Statistics

@Suite struct LimitLawTests {
  @Test func `The limit law of Kolmogorov has its tabulated points, and its two series agree`() {
    // Smirnov (1948).
    for (z, p) in [(0.5, 0.963945), (1.0, 0.270000), (1.36, 0.049486), (1.63, 0.009846), (2.0, 0.000671)] {
      #expect(abs(exponential(KolmogorovLaw.logSurvival(z)) - p) < 1e-6, "\(z)")
    }
    #expect(abs(KolmogorovLaw.logSurvival(1 - 1e-12) - KolmogorovLaw.logSurvival(1)) < 1e-10)
    #expect(KolmogorovLaw.logSurvival(0) == 0)
    #expect(relativeError(KolmogorovLaw.logSurvival(30), logarithm(2) - 1800) < 1e-14)
  }

  @Test func `The limit law of Anderson and Darling has its known points`() {
    // From the infinite product of the characteristic function, 3,000 factors and a correction, by Fourier sums.
    for (a, degrees, p) in [
      (1.61, 1.0, 0.1522584007202745), (1.933, 1, 0.09999462320822591), (2.492, 1, 0.0500221863596089),
      (3.07, 1, 0.02521827113697907), (3.857, 1, 0.01024115322986135), (10, 3, 8.042224950612e-4),
      (25, 2, 4.1663831595e-11),
    ] {
      let law = AndersonDarlingLaw(degreesOfFreedom: degrees)
      #expect(relativeError(exponential(law.logSurvival(a)), p) < 1e-8, "\(a)")
    }
    // Pearson and Hartley, Biometrika Tables 2 (1972), table 54, print 2.492 for 5 %.
    #expect(abs(exponential(AndersonDarlingLaw(degreesOfFreedom: 1).logSurvival(2.492)) - 0.05) < 1e-4)
  }

  @Test(arguments: [1.0, 3])
  func `The limit law of Anderson and Darling integrates to its moments and falls without a floor`(
    degrees: Double
  ) {
    let law = AndersonDarlingLaw(degreesOfFreedom: degrees)
    // The mean is ν Σ 1/(j (j + 1)) = ν, E A² twice the integral of a P(A > a).
    let step = 0.04
    var (mean, square) = (0.5 * step, 0.0)
    for k in 1...1100 {
      let a = Double(k) * step
      let tail = exponential(law.logSurvival(a))
      mean += step * tail
      square += 2 * a * step * tail
    }
    // The trapezoidal rule misses step²/6 where the integrand rises from 0 with slope 2.
    square += step * step / 6
    #expect(relativeError(mean, degrees) < 1e-6, "\(mean)")
    #expect(relativeError(square - degrees * degrees, law.variance) < 1e-5, "\(square)")
    // The first term dominates the tail: it falls like e^(−a) a^(ν/2 − 1).
    let (near, far) = (law.logSurvival(400), law.logSurvival(2000))
    #expect(relativeError(far - near, -1600 + (degrees / 2 - 1) * logarithm(5)) < 1e-5)
    var last = 0.0
    for k in 1...25 {
      let next = law.logSurvival(Double(k) * 0.6)
      #expect(next <= last + 1e-12)
      last = next
    }
  }

  @Test func `Tests keep their level, also with ties`() throws {
    var generator = Xoshiro256PlusPlus(seed: 88)
    let runs = 600
    var rejected = [String: Int]()
    for _ in 0..<runs {
      let x = (0..<18).map { _ in exponential(generator.normal()) }
      let y = (0..<25).map { _ in exponential(generator.normal()) }
      let z = (0..<21).map { _ in exponential(generator.normal()) }
      let pooled = try PooledSamples(x, y)
      let rounded = try PooledSamples(x.map { $0.rounded() }, y.map { $0.rounded() })
      let groups = try [x, y, z].map { values in try SortedSample(values) }
      let results = [
        "U exact": try pooled.mannWhitney(), "U normal": try pooled.mannWhitney(law: .asymptotic),
        "U ties": try rounded.mannWhitney(law: .asymptotic),
        "Brunner-Munzel": try pooled.brunnerMunzel(), "Brunner-Munzel ties": try rounded.brunnerMunzel(),
        "Anderson-Darling": try andersonDarling(groups), "Kruskal-Wallis": try kruskalWallis(groups),
        "Welch of logarithms": try welchTest(x.map { logarithm($0) }, y.map { logarithm($0) }).test,
        "KS": try pooled.kolmogorovSmirnov(), "KS ties": try rounded.kolmogorovSmirnov(),
      ]
      for (name, result) in results where result.pValue <= 0.05 { rejected[name, default: 0] += 1 }
    }
    // 5 % of 600 is 30 with a standard deviation of 5.3; the KS laws are coarse, so below the level.
    for (name, count) in rejected.sorted(by: { $0.key < $1.key }) {
      #expect(count <= 47, "\(name): \(count) of \(runs)")
      #expect(count >= (name.hasPrefix("KS") ? 5 : 14), "\(name): \(count) of \(runs)")
    }
    #expect(rejected.count == 10)
  }
}
