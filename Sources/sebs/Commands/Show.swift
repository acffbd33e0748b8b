import Analysis
import ArgumentParser
import Charts
import Foundation
import Measurements
import Reports

/// `sebs show`: the main findings and charts in the terminal.
struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the main findings and charts of measurements in the terminal.",
    discussion: """
      Examples:
        sebs show                               the newest campaign of the store
        sebs show data/*.json --where memory_mb=512
        sebs show sweep.csv --json              findings and groups for programs
      """)

  @OptionGroup var data: DataArguments
  @OptionGroup var analysis: AnalysisOptions
  @OptionGroup var store: StoreOptions

  @Option(help: "Columns of the charts, 40 to 400 (default: those of the terminal, or 100).")
  var columns: Int?

  @Flag(help: "Print findings and groups as JSON.")
  var json = false

  func validate() throws {
    if let columns, !(40...400).contains(columns) { throw ValidationError("--columns takes 40 to 400.") }
  }

  func run() async throws {
    let dataSet = try data.load(store: store)
    let (prices, options) = try analysis.request.resolved(for: dataSet)
    let analysed = try AnalysedData(dataSet, prices: prices, options: options)
    if json { return try Terminal.outputJSON(Summary(analysed.study)) }
    let document = StudyReport(analysed, profile: .engineer, command: "").document()
    Terminal.output("\(document.title)\n\(document.subtitle.text)\n")
    Terminal.output(document.strip.map { "\($0.value.text) \($0.label)" }.joined(separator: " · ") + "\n\n")
    for finding in analysed.study.findings { ReportFiles.tell(finding) }
    let width = columns ?? Self.terminalColumns ?? 100
    let charts = TextChart.Options(columns: width, usesColour: Self.isColourful)
    for figure in document.figures {
      let text: String? =
        switch figure.chart {
        case let chart as PercentileTailChart: TextChart.render(chart, charts)
        case let chart as IntervalChart: TextChart.render(chart, charts)
        default: nil
        }
      if let text { Terminal.output("\n\(text)") }
    }
  }

  private static var isColourful: Bool {
    isatty(FileHandle.standardOutput.fileDescriptor) == 1
      && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  private static var terminalColumns: Int? {
    var size = winsize()
    guard ioctl(FileHandle.standardOutput.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40
    else { return nil }
    return min(400, Int(size.ws_col))
  }

  /// What `--json` prints: less than the whole study.
  private struct Summary: Encodable {
    let campaign: String
    let metric: String
    let findings: [Line]
    let groups: [Group]

    struct Line: Encodable {
      let id: String
      let standing: String
      let text: String
      let consequence: String?
    }

    struct Group: Encodable {
      let id: String
      let label: String
      let n: Int
      let quantiles: [QuantileResult]
    }

    init(_ study: Study) {
      campaign = study.campaign.id
      metric = study.metric.rawValue
      findings = study.findings.map {
        Line(
          id: $0.id, standing: $0.standing.word, text: $0.sentence.text, consequence: $0.consequence?.text)
      }
      groups = study.performances.map { Group(id: $0.id, label: $0.label, n: $0.n, quantiles: $0.quantiles) }
    }
  }
}
