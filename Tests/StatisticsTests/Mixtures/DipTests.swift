import Testing

@testable import Statistics

@Suite struct DipTests {
  @Test func `Dips equal those of diptest, also with ties`() throws {
    for golden in try TailFixtures.golden.get().dip {
      let sorted = try SortedSample(golden.values)
      #expect(abs(Dip(sorted.values).value - golden.dip) < 1e-12, "\(golden.name)")
    }
  }

  @Test func `Simulated p-values agree with published ones within their error`() throws {
    for golden in try TailFixtures.golden.get().dip where golden.values.count >= 60 {
      let test = try DipTest(SortedSample(golden.values), replicates: 499, seed: 4)
      let error = 4 * (max(golden.pValue, 0.002) * max(1 - golden.pValue, 0.002) / 499).squareRoot()
      #expect(
        abs(test.pValue - golden.pValue) < error + 0.01, "\(golden.name) \(test.pValue) \(golden.pValue)")
    }
  }

  @Test func `The dip does not change under reflection, shift and scale`() {
    var generator = Xoshiro256PlusPlus(seed: 31)
    for _ in 0..<40 {
      let x = (0..<37).map { _ in Double(generator.index(below: 60)) }.sorted()
      let dip = Dip(x).value
      #expect(abs(Dip(x.map { 7 - 2 * $0 }.sorted()).value - dip) < 1e-12)
      #expect(dip >= 1.0 / 74 - 1e-12 && dip <= 0.25)
    }
  }

  @Test func `Two far points of equal weight have the greatest dip, and hostile input is refused`() throws {
    let values = (0..<40).map { index -> Double in (index < 20 ? 0 : 1) + 1e-9 * Double(index) }
    let two = try DipTest(SortedSample(values), replicates: 99, seed: 1)
    #expect(two.dip > 0.23 && two.pValue == 0.01)
    #expect(throws: StatisticsError.self) { try DipTest(SortedSample([1, 1, 1, 1, 1]), seed: 1) }
    #expect(throws: StatisticsError.self) { try DipTest(SortedSample([1, 2, 3]), seed: 1) }
    #expect(throws: StatisticsError.self) { try DipTest(SortedSample([1, 2, 3, 4]), replicates: 3, seed: 1) }
  }
}
