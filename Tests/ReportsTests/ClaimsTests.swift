import Analysis
import Foundation
import Interchange
import Measurements
import Pricing
import Statistics
import Testing

@testable import Reports

/// No number and no superlative stands in prose that the results do not bear out.
@Suite struct ClaimsTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures")

  private func imported(_ path: String) throws -> DataSet {
    let bytes = [UInt8](try Data(contentsOf: Self.fixtures.appendingPathComponent(path)))
    return try Importer.read(files: [(name: path, bytes: bytes)]).dataSet
  }

  @Test(arguments: Profile.allCases)
  func `Every claim about planted data is bound to its result`(profile: Profile) throws {
    for data in [Examples.campaign, Examples.bare] {
      let analysed = try Examples.analysed(data)
      let document = StudyReport(analysed, profile: profile, command: "c").document()
      #expect(DocumentLint.faults(in: document, of: analysed.study) == [])
    }
  }

  @Test(arguments: [
    "mbwilding-lambda-benchmark/memory-sweep.json", "lambda-perf/format-v4-2024-06-11.json",
  ])
  func `Every claim of the example reports is bound to its result`(path: String) throws {
    let analysed = try Examples.analysed(imported(path))
    for profile in [Profile.engineer, .paper] {
      let document = StudyReport(analysed, profile: profile, command: "c").document()
      #expect(document.blocks.count > 10)
      #expect(DocumentLint.faults(in: document, of: analysed.study) == [])
    }
  }

  @Test func `The lint finds a number without a result`() throws {
    let lint = ClaimsLint(try Examples.analysed().study)
    #expect(lint.faults(in: "It took 12 ms.").count == 1)
    #expect(lint.faults(in: "It took \(Quantity(12, text: "12", source: "nowhere")) ms.").count == 1)
  }

  @Test func `The lint finds a number that differs from its result`() throws {
    let study = try Examples.analysed().study
    let lint = ClaimsLint(study)
    let median = try #require(study.performances[0].median?.estimate.value)
    let source = "performances.\(study.performances[0].id).p50"
    let shown = NumberText.fixed(median / 1000, decimals: 1) + " ms"
    #expect(lint.faults(in: "\(Quantity(median, text: shown, source: source))") == [])
    #expect(lint.faults(in: "\(Quantity(median + 1, text: shown, source: source))").count == 1)
    let wrong = NumberText.fixed(median / 1000 + 0.2, decimals: 1) + " ms"
    #expect(lint.faults(in: "\(Quantity(median, text: wrong, source: source))").count == 1)
  }

  @Test func `The lint finds superlatives that were not computed or do not hold`() throws {
    let lint = ClaimsLint(try Examples.analysed().study)
    #expect(lint.faults(in: "This is the fastest size.").count == 1)
    #expect(lint.faults(in: "Calls took at most as long, and at least as often.") == [])
    let good = Superlative("fastest", .smallest, 1, among: [3, 1, 2])
    #expect(lint.faults(in: "This is the \(good) size.") == [])
    let bad = Superlative("fastest", .smallest, 2, among: [3, 1, 2])
    #expect(lint.faults(in: "This is the \(bad) size.").count == 1)
    let absent = Superlative("highest", .largest, 9, among: [3, 1, 2])
    #expect(lint.faults(in: "This is the \(absent) value.").count == 1)
  }
}
