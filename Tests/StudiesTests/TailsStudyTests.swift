import Analysis
import Simulation
import Studies
import Testing

@Suite struct TailsStudyTests {
  @Test func `Simulation and diagnosis name causes alike`() {
    let known = TailCause.allCases.map(\.rawValue).filter { $0 != TailCause.unexplained.rawValue }
    #expect(PlantedCause.allCases.map(\.rawValue) == known)
  }

  @Test func `Most planted causes are named, the table has a line each, and a seed gives one table`()
    async throws
  {
    let options = TailsStudy.Options(withCause: 11, without: 3, seeds: .development, calls: 1000)
    let rows = try await TailsStudy.run(options)
    #expect(rows.count == 14)
    let summary = TailsStudy.Summary(rows)
    // Far below the rate of the published table, since these are few.
    #expect(summary.namedRight >= 7 && summary.namedNothing >= 2, "\(summary.text)")
    #expect(summary.confusion.reduce(0) { $0 + $1.scenarios } == 14)
    let lines = TailsStudy.csv(rows).split(separator: "\n")
    #expect(lines.count == 15)
    #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 7 })
    let again = try await TailsStudy.run(
      TailsStudy.Options(withCause: 2, without: 0, seeds: .development, calls: 1000))
    #expect(again == Array(rows[0..<2]))
  }

  @Test func `A summary counts what is right, wrong and refused`() {
    func row(_ planted: String?, _ named: String?, _ share: Double?, refusal: String? = nil) -> TailsStudy.Row
    {
      TailsStudy.Row(
        scenario: 1, planted: planted, named: named, share: share, shareLow: share.map { $0 - 0.1 },
        shareHigh: share.map { $0 + 0.1 }, trueShare: 0.75, calls: 100, candidates: "", refusal: refusal)
    }
    let summary = TailsStudy.Summary([
      row("storage", "storage", 0.8), row("storage", "storage", 0.5), row("storage", nil, nil),
      row("storage", "cold start", 0.8), row(nil, nil, nil), row(nil, "storage", 0.4),
      row(nil, nil, nil, refusal: "too few"),
    ])
    #expect(summary.withCause == 4 && summary.namedRight == 2)
    #expect(summary.without == 3 && summary.namedNothing == 1)
    #expect(summary.withInterval == 2 && summary.holdsTrueShare == 1)
    #expect(abs(summary.meanShareError + 0.1) < 1e-12)
    #expect(summary.confusion.contains { $0.planted == "none" && $0.named == "refused" && $0.scenarios == 1 })
  }
}
