import Analysis
import ArgumentParser
import Measurements
import Reports
import Statistics

/// `sebs compare`: did it change?
struct Compare: AsyncParsableCommand {
  enum Condition: String, CaseIterable, ExpressibleByArgument {
    case worse
    case notEquivalent = "not-equivalent"
    case notBetter = "not-better"

    /// Whether a verdict meets the condition.
    func holds(for verdict: Verdict) -> Bool {
      switch self {
      case .worse: verdict == .worse
      case .notEquivalent: verdict != .equivalent && verdict != .better
      case .notBetter: verdict != .better
      }
    }
  }

  static let configuration = CommandConfiguration(
    abstract:
      "Judges each configuration of one measurement against another: better, worse, equivalent or undecided.",
    discussion: """
      Verdicts hold together at the level asked for, and calls of a batch are not taken as independent. With
      --fail-if the exit code is 1 when any configuration meets the condition, for use in CI.

      Examples:
        sebs compare perf-cost-20260101-120000 perf-cost-20260201-120000
        sebs compare before.jsonl after.jsonl --ignore runtime_version --quantile 0.95 --fail-if worse
        sebs compare before.jsonl after.jsonl --output change.html      a page, or a comment with .md
      """)

  @Argument(help: "File or campaign that changes are relative to.")
  var before: String

  @Argument(help: "File or campaign that is judged.")
  var after: String

  @Option(help: "Quantile to compare, between 0 and 1.")
  var quantile = 0.5

  @Option(help: "Level at which all verdicts together hold.")
  var level = 0.95

  @Option(help: "Relative change that does not matter.")
  var margin = 0.05

  @Option(help: "Duration to compare: client, provider, function or init.")
  var metric: Metric?

  @Option(help: "Factor that may differ between the two, such as runtime_version; may be repeated.")
  var ignore: [String] = []

  @Option(help: "Exit with 1 when any configuration is: worse, not-equivalent, not-better.")
  var failIf: Condition?

  @Option(
    name: [.customShort("o"), .long], help: "Page (.html), paper (.tex) or comment (.md) to write as well.")
  var output: String?

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print the comparison as JSON.")
  var json = false

  func validate() throws {
    if !(quantile > 0 && quantile < 1) {
      throw ValidationError("--quantile must lie between 0 and 1, such as 0.95.")
    }
    if !(level > 0.5 && level < 1) {
      throw ValidationError("--level must lie between 0.5 and 1, such as 0.95.")
    }
    if !(margin > 0 && margin < 1) {
      throw ValidationError("--margin must lie between 0 and 1, such as 0.05.")
    }
    let known = Configuration.fields.map(\.name)
    if let unknown = ignore.first(where: { !known.contains($0) }) {
      throw ValidationError("--ignore \(unknown): the factors are \(known.joined(separator: ", ")).")
    }
  }

  func run() async throws {
    let data = try ComparedData(
      try DataArguments.find([before], store: store), try DataArguments.find([after], store: store),
      ignoring: Set(ignore), probability: quantile, level: level, margin: margin, metric: metric)
    let comparison = data.comparison
    if let output {
      let report = ComparisonReport(data, names: (name(before), name(after)), command: command(output))
      try write(report, to: output)
    }
    if json { try Terminal.outputJSON(comparison) } else { print(comparison) }
    if let failIf, comparison.rows.contains(where: { failIf.holds(for: $0.verdict) }) {
      throw ExitCode(ExitStatus.verdictSaysNo.rawValue)
    }
  }

  private func write(_ report: ComparisonReport, to path: String) throws {
    let document = report.document()
    switch try ReportForm(path: path) {
    case .page: try InputFiles.write(HTMLWriter().write(document), to: path)
    case .latex: try InputFiles.write(LaTeXWriter(.siunitx).write(document), to: path)
    case .markdown: try InputFiles.write(MarkdownWriter().write(document), to: path)
    case .json, .folder: throw UsageError("--output \(path): use .html, .tex or .md, and --json for JSON.")
    }
  }

  /// The last part of a path, or a campaign as it is.
  private func name(_ input: String) -> String { input.split(separator: "/").last.map(String.init) ?? input }

  private func command(_ output: String) -> String {
    var words = [before, after]
    if quantile != 0.5 { words += ["--quantile", "\(quantile)"] }
    if level != 0.95 { words += ["--level", "\(level)"] }
    if margin != 0.05 { words += ["--margin", "\(margin)"] }
    if let metric { words += ["--metric", metric.rawValue] }
    for factor in ignore { words += ["--ignore", factor] }
    return ReportFiles.command(verb: "compare", words, output: output)
  }

  private func print(_ comparison: DataSetComparison) {
    let rows = comparison.rows.map { row in
      [
        Standing.verdict(row.verdict).word, row.label, milliseconds(row.before), milliseconds(row.after),
        row.ratio.map { change($0) } ?? "not bounded",
      ]
    }
    Terminal.output(
      Terminal.table(
        [["VERDICT", "CONFIGURATION", "BEFORE (ms)", "AFTER (ms)", "CHANGE"]] + rows, numeric: [2, 3, 4]))
    if !comparison.unmatched.isEmpty {
      Terminal.say("Only in one of the two: \(comparison.unmatched.joined(separator: "; "))")
    }
    Terminal.say(
      "\(NumberText.quantileName(quantile)) of \(comparison.metric.title); all verdicts together at "
        + "\(NumberText.percent(level)), margin \(NumberText.percent(margin)).")
  }

  private func milliseconds(_ estimate: Estimate) -> String {
    NumberText.significant(estimate.value / 1000, digits: 4)
  }

  private func change(_ ratio: RatioEstimate) -> String {
    func percent(_ value: Double?) -> String {
      value.map { NumberText.fixed(100 * ($0 - 1), decimals: 1) } ?? "?"
    }
    return "\(percent(ratio.value)) % [\(percent(ratio.interval.lower)), \(percent(ratio.interval.upper))]"
  }
}
