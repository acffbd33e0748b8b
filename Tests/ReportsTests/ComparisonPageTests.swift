import Analysis
import Foundation
import Measurements
import Statistics
import TestSupport
import Testing

@testable import Reports

@Suite struct ComparisonPageTests {
  private func compared(hostile name: String = "") throws -> ComparedData {
    func data(_ factor: Double, seed: UInt64) -> DataSet {
      var data = plantedData([
        planted(memory: 128, start: .warm, medianMicroseconds: 800_000 * factor, seed: seed),
        planted(memory: 512, start: .warm, medianMicroseconds: 190_000, shared: 0.01, seed: seed + 1),
        planted(memory: 1024, start: .warm, medianMicroseconds: 100_000 / factor, seed: seed + 2),
      ])
      for index in data.runs.indices { data.runs[index].configuration.benchmark? += name }
      return data
    }
    var after = data(1.5, seed: 20)
    after.runs.append(planted(memory: 2048, start: .warm, medianMicroseconds: 90_000, seed: 30))
    return try ComparedData(data(1, seed: 10), after)
  }

  private func document(hostile name: String = "") throws -> Document {
    ComparisonReport(
      try compared(hostile: name), names: ("before.csv" + name, "after.csv"), command: "sebs compare a b"
    ).document()
  }

  @Test func `Every claim of the page of a comparison is borne out by its results`() throws {
    let data = try compared()
    let document = ComparisonReport(data, names: ("a", "b"), command: "sebs compare a b").document()
    #expect(DocumentLint.faults(in: document, of: data.comparison) == [])
    #expect(data.comparison.rows.map(\.verdict) == [.worse, .equivalent, .better])
    #expect(document.figures.map(\.slug) == ["changes", "tails", "shift"])
    let findings = document.blocks.compactMap { if case .findings(let all) = $0 { all } else { nil } }
      .joined()
    #expect(
      findings.first?.sentence.text
        == "Of 3 configurations, 1 became worse and 1 better; 1 are the same within the margin of 5\u{00A0}%, and the data do not decide on 0."
    )
    #expect(findings.dropFirst().first?.standing == .verdict(.worse))
    #expect(findings.contains { $0.standing == .caution })
  }

  @Test func `The page of a comparison is the same every time and compiles to every form`() throws {
    let page = HTMLWriter().write(try document())
    #expect(page == HTMLWriter().write(try document()))
    #expect(page.utf8.count < 150_000)
    #expect(LaTeXWriter().write(try document()).contains("\\label{fig:shift}"))
    #expect(MarkdownWriter().write(try document()).contains("Worse"))
  }

  @Test func `Names in a comparison cannot add markup`() throws {
    let page = HTMLWriter().write(try document(hostile: "'\"><script>alert(1)</script>"))
    #expect(!page.contains("<script>alert"))
    #expect(page.matches(of: /<script/).count == 1)
  }

  @Test func `The shift function shows by how much each quantile moved`() throws {
    let figure = try #require(try document().figures.first { $0.slug == "shift" })
    let points = figure.readings.series[0].points
    #expect(points.count >= 15)
    // The planted change is half as much again at every quantile.
    for point in points { #expect(abs((point.y ?? 0) - 400) < 100, "\(point.name): \(point.value.whole)") }
  }
}
