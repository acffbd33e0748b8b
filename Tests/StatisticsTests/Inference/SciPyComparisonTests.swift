import Testing

@testable import Statistics

private struct Page: Decodable {
  struct Case: Decodable {
    let x: [Double]
    let y: [Double]
    let groups: [[Double]]
    let kruskal: [Double]
    let adStandardised: Double
    let mwExact: [Double]?
    let mwTwoSided: [Double]
    let mwLess: [Double]
    let mwGreater: [Double]
    let bmTwoSided: [Double]
    let bmLess: [Double]
    let bmGreater: [Double]
    let welchTwoSided: [Double]
    let welchLess: [Double]
    let welchGreater: [Double]
    let ksTwoSided: [Double]
    let ksLess: [Double]
    let ksGreater: [Double]
  }
  let cases: [String: Case]
  let noncentralT: [[Double]]
  let noncentralF: [[Double]]
}

@Suite struct SciPyComparisonTests {
  @Test func `Tests of two and more samples equal those of SciPy`() throws {
    let page: Page = try decoded("inference/two-sample.json")
    #expect(page.cases.count == 6)
    for (name, row) in page.cases.sorted(by: { $0.key < $1.key }) {
      let pooled = try PooledSamples(row.x, row.y)
      func check(_ result: TestResult, _ golden: [Double], _ what: String) {
        #expect(abs(result.statistic - golden[0]) <= 1e-10 * max(1, abs(golden[0])), "\(name) \(what)")
        #expect(
          relativeError(result.pValue, golden[1]) < 1e-9, "\(name) \(what): \(result.pValue) \(golden[1])")
        #expect(abs(exponential(result.logPValue) - result.pValue) <= 1e-12 * result.pValue)
      }
      for (alternative, rank, munzel, welch) in [
        (Alternative.twoSided, row.mwTwoSided, row.bmTwoSided, row.welchTwoSided),
        (.less, row.mwLess, row.bmLess, row.welchLess),
        (.greater, row.mwGreater, row.bmGreater, row.welchGreater),
      ] {
        check(try pooled.mannWhitney(alternative, law: .asymptotic), rank, "U \(alternative)")
        check(try pooled.brunnerMunzel(alternative), munzel, "Brunner-Munzel \(alternative)")
        check(try welchTest(row.x, row.y, alternative).test, welch, "Welch \(alternative)")
      }
      if let exact = row.mwExact {
        check(try pooled.mannWhitney(law: .exact), exact, "exact U")
        // SciPy's exact distance test knows no ties; its directions are those of the distribution functions.
        check(try pooled.kolmogorovSmirnov(), row.ksTwoSided, "KS")
        check(try pooled.kolmogorovSmirnov(.greater), row.ksLess, "KS less")
        check(try pooled.kolmogorovSmirnov(.less), row.ksGreater, "KS greater")
      }
      let groups = try row.groups.map { values in try SortedSample(values) }
      check(try kruskalWallis(groups), row.kruskal, "Kruskal-Wallis")
      let darling = try andersonDarling(groups)
      let deviation = AndersonDarlingStatistic.standardDeviation(groups.map(\.count))
      let standardised = (darling.statistic - Double(groups.count - 1)) / deviation
      #expect(abs(standardised - row.adStandardised) < 1e-9 * max(1, abs(row.adStandardised)), "\(name)")
    }
  }

  @Test func `Noncentral tails equal those of SciPy`() throws {
    let page: Page = try decoded("inference/two-sample.json")
    for row in page.noncentralT {
      let found = NoncentralTail.studentT(above: row[0], degreesOfFreedom: row[1], noncentrality: row[2])
      #expect(abs(found - row[3]) < 1e-10, "\(row): \(found)")
    }
    for row in page.noncentralF {
      let found = NoncentralTail.fisherF(above: row[0], row[1], row[2], noncentrality: row[3])
      #expect(abs(found - row[4]) < 1e-10, "\(row): \(found)")
    }
    #expect(page.noncentralT.count == 64 && page.noncentralF.count == 81)
  }
}
