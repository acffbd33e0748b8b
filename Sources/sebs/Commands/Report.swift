import Analysis
import ArgumentParser
import Charts
import Foundation
import Measurements
import Reports

/// `sebs report`: analyses data and writes a page.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Analyses measurements and writes a self-contained HTML page.",
    discussion: """
      Examples:
        sebs report                                        the newest campaign of the store
        sebs report data/*.json --output pages/cold.html   files of any known format
        sebs report sweep.csv --where runtime=rust --json  the results as JSON
      """)

  @OptionGroup var data: DataArguments
  @OptionGroup var analysis: AnalysisOptions
  @OptionGroup var store: StoreOptions

  @Option(help: "Page to write (default: reports/CAMPAIGN.html).")
  var output: String?

  @Option(help: "Folder for the figures as stand-alone SVG files, for papers.")
  var figures: String?

  @Option(help: "Width of these files in mm, such as 84.7 for a column of ACM or 88.9 for one of IEEE.")
  var figureWidth = 139.0

  @Flag(help: "Print the results as JSON instead of writing a page.")
  var json = false

  func run() async throws {
    let dataSet = try data.load(store: store)
    let (prices, options) = try analysis.request.resolved(for: dataSet)
    let analysed = try AnalysedData(dataSet, prices: prices, options: options)
    if json { return try Terminal.outputJSON(analysed.study) }
    let path = output ?? "reports/\(dataSet.campaign.id).html"
    try ReportPage.write(analysed, to: path, command: command(output: path))
    if let figures { try ReportPage.writeFigures(analysed, to: figures, widthMillimetres: figureWidth) }
    ReportPage.announce(analysed.study, path: path)
  }

  func validate() throws {
    if !(figureWidth >= 40 && figureWidth <= 1000) {
      throw ValidationError("--figure-width takes 40 to 1000 mm.")
    }
  }

  private func command(output: String) -> String {
    var words = data.inputs
    for filter in data.filters { words += ["--where", filter] }
    if let title = data.title { words += ["--title", title] }
    return ReportPage.command(words, analysis.request, output: output)
  }
}

/// Writing a page and telling about it; shared by `report` and `quickstart`.
enum ReportPage {
  static func write(_ analysed: AnalysedData, to path: String, command: String) throws {
    let document = StudyReport(analysed, command: command).document()
    try InputFiles.write(HTMLWriter().write(document), to: path)
  }

  /// Writes every figure as a file of its own, laid out for the width.
  static func writeFigures(_ analysed: AnalysedData, to folder: String, widthMillimetres: Double) throws {
    let document = StudyReport(analysed, command: "").document()
    for (name, svg) in FigureFiles.svg(document, width: .millimetres(widthMillimetres)) {
      try InputFiles.write(svg, to: "\(folder)/\(name).svg")
    }
  }

  /// The three most important findings, and where the page is.
  static func announce(_ study: Study, path: String) {
    for finding in study.findings.prefix(3) {
      Terminal.output("\(finding.standing.word): \(finding.sentence.text)\n")
      if let consequence = finding.consequence { Terminal.output("  \(consequence.text)\n") }
    }
    Terminal.output("\nReport: \(path)\n")
  }

  /// The command that makes a page of `inputs`, with only the options that differ from the defaults.
  static func command(_ inputs: [String], _ request: AnalysisRequest, output: String) -> String {
    (["sebs", "report"] + inputs + request.words + ["--output", output]).map(shellQuoted).joined(
      separator: " ")
  }

  private static func shellQuoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_./=@:,+".unicodeScalars.contains($0))
    }
    return plain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
