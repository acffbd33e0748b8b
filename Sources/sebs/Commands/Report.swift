import Analysis
public import ArgumentParser
import Charts
import Foundation
import Measurements
public import Reports
import Statistics

/// `sebs report`: analyses data and writes a report.
struct Report: AsyncParsableCommand {
  /// What the exit code tells.
  enum Condition: String, CaseIterable, ExpressibleByArgument {
    case worse
    case caution
    case refused

    func holds(for standing: Standing) -> Bool {
      switch self {
      case .worse: standing == .verdict(.worse)
      case .caution: standing == .caution
      case .refused: standing == .refusal
      }
    }
  }

  static let configuration = CommandConfiguration(
    abstract: "Analyses measurements and writes a report: a page, LaTeX, Markdown, JSON, or all of them.",
    discussion: """
      The ending of --output decides what is written: .html a self-contained page, .tex tables, figures and text to
      \\input into a paper (with the .bib beside it), .md a comment for a code host, .json the report with its results;
      a folder gets all of these, the figures as SVG and PDF and the tables as CSV.

      Examples:
        sebs report                                        the newest campaign of the store
        sebs report data/*.json --output pages/cold.html   files of any known format
        sebs report sweep.csv -o paper/ --profile paper    everything that a paper needs
        sebs report sweep.csv -o comment.md --fail-if worse   a comment and an exit code for CI
        sebs report sweep.csv --where runtime=rust --json  the results as JSON
      """)

  @OptionGroup var data: DataArguments
  @OptionGroup var analysis: AnalysisOptions
  @OptionGroup var store: StoreOptions

  @Option(
    name: [.customShort("o"), .long],
    help: "File or folder to write: .html, .tex, .md, .json or FOLDER/ (default: reports/CAMPAIGN.html).")
  var output: String?

  @Option(
    help:
      "For whom: paper, engineer, decision or ci (default: engineer, but paper for .tex and ci for .md).")
  var profile: Profile?

  @Option(help: "How LaTeX aligns numbers: siunitx or plain.")
  var latex = LaTeXWriter.Dialect.siunitx

  @Option(help: "Folder for the figures as stand-alone SVG files, for papers.")
  var figures: String?

  @Option(help: "Width of these files in mm, such as 84.7 for a column of ACM or 88.9 for one of IEEE.")
  var figureWidth = 139.0

  @Option(help: "Exit with 1 when any finding is: worse, caution, refused.")
  var failIf: Condition?

  @Flag(help: "Print the results as JSON instead of writing a report.")
  var json = false

  func run() async throws {
    let dataSet = try data.load(store: store)
    let (prices, options) = try analysis.request.resolved(for: dataSet)
    let analysed = try AnalysedData(dataSet, prices: prices, options: options)
    if json {
      try Terminal.outputJSON(analysed.study)
    } else {
      let path = output ?? "reports/\(dataSet.campaign.id).html"
      let form = try ReportForm(path: path)
      let report = StudyReport(
        analysed, profile: profile ?? form.profile, command: command(output: path), filters: data.filters)
      var files = ReportFiles(report.document(), analysed.study)
      files.dialect = latex
      files.figureWidth = .millimetres(figureWidth)
      try files.write(form, to: path)
      if let figures { try files.writeFigures(to: figures) }
      ReportFiles.announce(analysed.study, path: path)
    }
    if let failIf, analysed.study.findings.contains(where: { failIf.holds(for: $0.standing) }) {
      throw ExitCode(ExitStatus.verdictSaysNo.rawValue)
    }
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
    words += analysis.request.words
    if let profile { words += ["--profile", profile.rawValue] }
    if latex != .siunitx { words += ["--latex", latex.rawValue] }
    return ReportFiles.command(words, output: output)
  }
}

extension Profile: ExpressibleByArgument {}
extension LaTeXWriter.Dialect: ExpressibleByArgument {}
