import Testing

@testable import Statistics

@Suite struct LogDensityTests {
  @Test func `The density integrates to 1 and keeps two modes apart`() throws {
    var generator = Xoshiro256PlusPlus(seed: 51)
    let values = (0..<1000).map { exponential(($0 % 2 == 0 ? 9 : 5) + 0.1 * generator.normal()) }
    let density = try LogDensity(SortedSample(values))
    let step = logarithm(density.values[1]) - logarithm(density.values[0])
    #expect(abs(density.density.reduce(0, +) * step - 1) < 1e-6)
    // The optimum for each half: 1.06 σ n^(−1/5) with σ = 0.1 and n = 500 is 0.031; Silverman's rule would take 0.45.
    #expect(density.bandwidth > 0.02 && density.bandwidth < 0.05)
    let center = density.density[density.values.firstIndex { $0 > exponential(7) } ?? 0]
    #expect(center < 1e-3 && (density.density.max() ?? 0) > 1.5)
  }

  @Test func `The binned density equals the sum of kernels`() throws {
    var generator = Xoshiro256PlusPlus(seed: 52)
    let values = (0..<200).map { _ in exponential(generator.normal()) }
    let density = try LogDensity(SortedSample(values), points: 2048)
    let h = density.bandwidth
    for index in stride(from: 400, to: 1600, by: 97) {
      let at = logarithm(density.values[index])
      let sum = values.reduce(0.0) { sum, value in
        let z = (at - logarithm(value)) / h
        return sum + exponential(-0.5 * z * z - logRootTwoPi) / (h * 200)
      }
      #expect(abs(density.density[index] - sum) < 2e-4)
    }
  }

  @Test func `Hostile input is refused with a reason`() {
    #expect(throws: StatisticsError.self) { try LogDensity(SortedSample([1, 2, 3])) }
    #expect(throws: StatisticsError.self) { try LogDensity(SortedSample([0, 1, 2, 3])) }
    #expect(throws: StatisticsError.self) { try LogDensity(SortedSample([2, 2, 2, 2])) }
    #expect(throws: StatisticsError.self) { try LogDensity(SortedSample([1, 2, 3, 4]), points: 100) }
  }
}
