import Analysis
import Foundation
import Interchange
import Measurements
import Testing

@testable import Reports

@Suite struct HistoryPageTests {
  private static func file(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("fixtures/lambda-perf")
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  private func history(hostile name: String? = nil) throws -> AnalysedHistory {
    var data = try Importer.read(files: [
      (name: "daily-cold-starts.csv", bytes: try Self.file("daily-cold-starts.csv"))
    ]).dataSet
    data.runs.removeAll {
      !["java11", "python39", "swift58_on_provided_al2"].contains($0.configuration.runtime ?? "")
        || $0.configuration.architecture == "arm64" || $0.configuration.memoryMB != 128
    }
    if let name {
      for index in data.runs.indices { data.runs[index].configuration.runtime? += name }
    }
    let events = try EventFile.read(try Self.file("harness-events.csv"), name: "harness-events.csv")
    return try AnalysedHistory(data, events: name == nil ? events : nil)
  }

  @Test func `Every claim of the page of a history is borne out by its results`() throws {
    let history = try history()
    let document = HistoryReport(history, command: "sebs history x").document()
    let faults = DocumentLint.faults(in: document, of: history.stability)
    #expect(faults.isEmpty, "\(faults)")
    #expect(document.figures.count >= 3)
    #expect(
      Set(document.tables.map(\.slug)).isSuperset(of: ["joint-changes", "changes", "regimes", "power"]))
    #expect(Set(document.sections.map(\.id)).count == document.sections.count)
  }

  @Test func `The page tells date, size and cause, and is the same in every run`() throws {
    let history = try history()
    let page = HTMLWriter().write(HistoryReport(history, command: "sebs history x").document())
    #expect(page.contains("2023-06-28"))
    let causes = history.stability.changes.map { "\($0.date) \($0.causeText) \($0.attribution?.chance ?? 2)" }
    #expect(page.contains("ceed20558e"), "\(causes)")
    #expect(
      page == HTMLWriter().write(HistoryReport(try self.history(), command: "sebs history x").document()))
  }

  @Test func `Names from the data cannot add markup`() throws {
    let history = try history(hostile: "\"><script>alert(1)</script>")
    let page = HTMLWriter().write(HistoryReport(history, command: "x").document())
    #expect(!page.contains("<script>alert"))
    #expect(!page.contains("Cause"))
  }
}
