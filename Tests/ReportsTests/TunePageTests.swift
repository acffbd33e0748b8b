import Analysis
import Measurements
import Pricing
import Statistics
import Testing

@testable import Reports

/// What the page of a choice among sizes must show.
@Suite struct TunePageTests {
  private func made(_ goal: TuningGoal) throws -> (document: Document, study: Study) {
    var prices = try PriceSelection(book: "aws-lambda", date: "2026-01-01")
    prices.extras = try ExtraUsage(parsing: "transitions=1")
    let options = StudyOptions(
      replicates: 200, priceDate: "2026-01-01", machine: RentedMachine(parsing: "m,0.02,5000"))
    let data = try AnalysedData(Examples.campaign, prices: prices, options: options).tuned(
      TuningOptions(goal: goal, coldShare: 0.05), prices: prices)
    let report = StudyReport(data, profile: .decision, command: "sebs tune c")
    return (report.document(), data.study)
  }

  private func tables(_ document: Document) -> [Table] {
    document.sections.flatMap(\.blocks).compactMap { block in
      if case .table(let table) = block { return table }
      return nil
    }
  }

  @Test func `Probabilities, curves, steps, billing and the bill are tables`() throws {
    let document = try made(TuningGoal(costWeight: 0.5)).document
    let tables = tables(document)
    let sizes = try #require(tables.first { $0.slug.hasSuffix("-sizes") })
    #expect(
      sizes.columns.map(\.title).starts(with: [
        "Memory", "Million calls", "Median", "In the set", "P(best)", "P(cheapest)", "P(fastest)", "P(front)",
      ]))
    #expect(sizes.rows.allSatisfy { $0.cells.count == sizes.columns.count })
    for column in 4...6 {
      let sum = sizes.rows.reduce(0) { $0 + ($1.cells[column].number ?? 0) }
      #expect(abs(sum - 100) < 1e-6)
    }
    for suffix in ["-steps", "-circumstances"] {
      #expect(tables.contains { $0.slug.hasSuffix(suffix) }, "\(suffix)")
    }
    let bill = try #require(tables.first { $0.slug == "bill-lines" })
    #expect(bill.columns.contains { $0.title == "Workflow transitions" })
    #expect(tables.contains { $0.slug == "bill-history" } && tables.contains { $0.slug == "bill-break-even" })
    for table in tables { #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count }) }
  }

  @Test func `Its sentences are bound to results`() throws {
    let (document, study) = try made(
      TuningGoal(limit: LatencyLimit(probability: 0.9, microseconds: 500_000), budgetPerMillion: 40))
    let text = HTMLWriter().write(document)
    #expect(text.contains("What the money is for") && text.contains("calls an hour"))
    #expect(DocumentLint.faults(in: document, of: study) == [])
  }
}
