import Analysis
import Measurements
import Testing

@testable import Reports

@Suite struct ScoreCardTests {
  private func outcomes(
    _ data: DataSet = Examples.campaign, _ profile: Profile = .engineer, filters: [String] = []
  ) throws -> [Rule: RuleCheck.Outcome] {
    let document = try Examples.document(data, profile, filters: filters)
    var checks: [RuleCheck] = []
    for case .scoreCard(let card) in document.blocks { checks += card }
    #expect(checks.map(\.rule) == Rule.allCases)
    return Dictionary(uniqueKeysWithValues: checks.map { ($0.rule, $0.outcome) })
  }

  @Test func `Twelve rules have numbers and names`() {
    #expect(Rule.allCases.map(\.number) == Array(1...12))
    #expect(Set(Rule.allCases.map(\.rawValue)).count == 12)
  }

  @Test func `A campaign with all facts keeps what it can`() throws {
    var data = Examples.campaign
    for index in data.runs.indices {
      data.runs[index].configuration.runtime = "python"
      data.runs[index].configuration.arrival = .closed
    }
    let card = try outcomes(data)
    for rule in Rule.allCases where rule != .normality { #expect(card[rule] == .pass, "\(rule)") }
    // Twenty batches do not make a mean normal, and nothing checks it.
    #expect(card[.normality] == .fail)
  }

  @Test func `Missing facts fail by name`() throws {
    let card = try outcomes(Examples.bare)
    #expect(card[.factors] == .fail)
    #expect(card[.timing] == .fail)
    #expect(card[.bounds] == .fail)
    #expect(card[.normality] == .pass)
  }

  @Test func `Leaving runs out without a reason fails`() throws {
    #expect(try outcomes(filters: ["memory_mb=128"])[.completeness] == .fail)
    #expect(try outcomes()[.completeness] == .pass)
  }

  @Test func `What is not reported is not applicable`() throws {
    var data = Examples.campaign
    data.runs = [data.runs[0]]
    let card = try outcomes(data)
    #expect(card[.ratios] == .notApplicable)
    #expect(card[.comparisons] == .notApplicable)
    #expect(card[.baseCase] == .notApplicable)
  }

  /// Documents that a later change could come to write.
  @Test func `Checks look at the document, not at promises`() throws {
    let report = try StudyReport(Examples.analysed(), command: "c")
    let whole = report.document()
    func outcome(_ rule: Rule, _ change: (inout Document) -> Void) -> RuleCheck.Outcome? {
      var document = whole
      change(&document)
      return ScoreCard(report, document).checks().first { $0.rule == rule }?.outcome
    }
    func edit(_ document: inout Document, _ body: (inout Block) -> Void) {
      for section in document.sections.indices {
        for block in document.sections[section].blocks.indices {
          body(&document.sections[section].blocks[block])
        }
      }
    }
    #expect(outcome(.baseCase) { _ in } == .pass)
    #expect(outcome(.baseCase) { $0.sections.removeAll { ["latency", "cost"].contains($0.id) } } == .fail)
    #expect(outcome(.percentiles) { $0.sections.removeAll { $0.id == "latency" } } == .fail)
    #expect(
      outcome(.plots) { document in
        edit(&document) { block in
          guard case .figure(var figure) = block else { return }
          figure.caption = "Times."
          block = .figure(figure)
        }
      } == .fail)
    #expect(
      outcome(.intervals) { document in
        edit(&document) { block in
          guard case .table(var table) = block, table.slug == "latency" else { return }
          let last = table.columns.count - 1
          table.rows[0].cells[last] = .estimate(1, nil, decimals: 0)
          block = .table(table)
        }
      } == .fail)
  }
}
