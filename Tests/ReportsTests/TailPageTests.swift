import Charts
import Foundation
import Interchange
import Measurements
import Testing

@testable import Analysis
@testable import Reports

/// What the page of a diagnosis of slow calls must show.
@Suite struct TailPageTests {
  /// Forty-eight batches of ten calls with every part that can be measured; one batch waited for its connections, and
  /// the generator was late once.
  private static let data: DataSet = {
    var configuration = Configuration()
    configuration.function = "f"
    configuration.memoryMB = 512
    var run = Run(id: "r", configuration: configuration)
    for index in 0..<480 {
      let (batch, place) = (index / 10, index % 10)
      func time(_ base: Int, _ step: Int) -> Int { base + base / 20 * ((index * step) % 11) / 11 }
      var call = Invocation(runID: "r")
      call.batch = batch
      call.sequence = index
      call.requestID = "call \(index)"
      call.sentUnixNanoseconds = 1_700_000_000_000_000_000 + batch * 60_000_000_000 + place * 1_000_000
      call.responseLatenessMicroseconds = index == 7 ? 400_000 : 40 + place
      call.dnsMicroseconds = time(4000, 3)
      call.connectMicroseconds = time(20_000, 5) + (batch == 31 ? 5_000_000 + 900 * place : 0)
      call.tlsMicroseconds = time(30_000, 7)
      call.queueMicroseconds = time(2000, 2)
      call.downloadMicroseconds = time(15_000, 4)
      call.computeMicroseconds = time(60_000, 9)
      call.uploadMicroseconds = time(12_000, 8)
      call.functionMicroseconds =
        (call.downloadMicroseconds ?? 0) + (call.computeMicroseconds ?? 0) + (call.uploadMicroseconds ?? 0)
        + 1000
      call.providerMicroseconds = (call.functionMicroseconds ?? 0) + time(5000, 6)
      call.clientMicroseconds =
        (call.dnsMicroseconds ?? 0) + (call.connectMicroseconds ?? 0) + (call.tlsMicroseconds ?? 0)
        + (call.queueMicroseconds ?? 0) + (call.providerMicroseconds ?? 0)
        // The clock of the provider runs fast for one of the slow calls.
        + (index == 313 ? -40_000 : time(25_000, 10))
      call.start = .warm
      run.invocations.append(call)
    }
    var campaign = Campaign(id: "c", title: "Calls", experiment: "test")
    campaign.notices = ["Simulated calls."]
    return DataSet(campaign: campaign, runs: [run])
  }()

  private func made() throws -> (document: Document, diagnosis: TailDiagnosis) {
    var options = TailOptions(slowest: 0.02, replicates: 199)
    options.findsFactors = true
    let diagnosis = try TailDiagnosis(Self.data, options: options)
    return (TailReport(diagnosis, Self.data, command: "sebs explain c").document(), diagnosis)
  }

  private func figure(_ ending: String, _ document: Document) throws -> Figure {
    try #require(document.figures.first { $0.slug.hasSuffix(ending) }, "\(ending)")
  }

  @Test func `Cause, time, parts, what remains and lateness are on the page, each claim bound to a result`()
    throws
  {
    let (document, diagnosis) = try made()
    #expect(diagnosis.namedFirst == .clientConnection)
    #expect(
      document.sections.map(\.id) == [
        "findings", "notices", "causes", "segments", "what-if", "places", "omission", "methods", "glossary",
        "provenance",
      ])
    #expect(DocumentLint.faults(in: document, of: diagnosis) == [])
    for table in document.tables {
      #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count }, "\(table.slug)")
    }
    let page = HTMLWriter().write(document)
    let text = ProseWalk.text(of: document)
    for words in ["one batch", "Simulated calls.", "Coordinated omission".lowercased()] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(page.utf8.count < 400_000)
  }

  @Test func `Slow calls stand over time by their class, and all others beside them`() throws {
    let (document, diagnosis) = try made()
    let chart = try #require(try figure("-times", document).chart as? OutlierChart)
    let group = diagnosis.groups[0]
    #expect(chart.normal.count == group.calls - group.tailCalls)
    #expect(chart.causes.reduce(0) { $0 + $1.points.count } == group.tailCalls)
    #expect(
      chart.causes.first { $0.label == "client-side connection" }?.points.count == group.named.first?.calls)
    for width in [320.0, 720] {
      #expect(chart.scene(on: Canvas(.pixels(width))).lint() == [])
    }
  }

  @Test func `Bars are as long as calls, and no two parts have one colour`() throws {
    let (document, diagnosis) = try made()
    let group = diagnosis.groups[0]
    #expect(group.segments.count > 8)
    #expect(group.slow.contains { $0.parts.contains { $0 < -1000 } })
    let chart = try #require(try figure("-calls", document).chart as? WaterfallChart)
    let styles = chart.kinds.map(\.style)
    #expect(chart.kinds.count <= 6 && Set(styles).count == styles.count)
    #expect(chart.kinds.last?.label == "other parts")
    let lengths = [group.typicalMicroseconds] + group.slow.prefix(6).map(\.microseconds)
    #expect(chart.rows.count == lengths.count)
    for (row, length) in zip(chart.rows, lengths) {
      let end = row.segments.map { $0.start + $0.duration }.max() ?? 0
      #expect(abs(end - length / diagnosis.unit.microseconds) < 1e-6, "\(row.label)")
    }
  }

  @Test func `Percentiles that a formula made are shown without an interval`() throws {
    var data = Self.data
    for index in data.runs[0].invocations.indices {
      data.runs[0].invocations[index].responseLatenessMicroseconds = nil
    }
    let diagnosis = try TailDiagnosis(
      data, options: TailOptions(replicates: 99, intervalMicroseconds: 500_000))
    let document = TailReport(diagnosis, data, command: "sebs explain c").document()
    let table = try #require(document.tables.first { $0.slug == "tail-omission" })
    let cells = try #require(table.rows.last).cells.dropFirst(2)
    #expect(cells.allSatisfy { $0.number != nil && $0.interval == nil }, "\(cells)")
    #expect(DocumentLint.faults(in: document, of: diagnosis) == [])
  }
}
