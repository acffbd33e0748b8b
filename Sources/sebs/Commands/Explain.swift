import Analysis
import ArgumentParser
import Foundation
import Interchange
import Measurements
import Reports
import Statistics

/// `sebs explain`: why are some calls so slow?
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Says why the slow calls are slow: which part carries their excess, which cause, and how sure that is.",
    discussion: """
      Each call is split into the parts that were measured (lateness of the generator, name resolution, connection,
      gateway, cold init, function, storage ...), which add up. The slowest calls of each configuration are compared
      with its typical call. A cause is named only when its calls lie apart from all others, or gather, as chance alone
      would not let them, and when its share of the excess is surely not small; otherwise nothing is named. The share
      that no cause explains is always shown, and so is what the percentiles would be without each cause.

      Examples:
        sebs explain warm_results_512-processed.json
        sebs explain campaign --where memory_mb=512 --slowest 5%
        sebs explain traces.csv --group-by runtime,memory_mb -o tail.html
        sebs explain closed-loop.csv --interval 100ms
        sebs explain data.jsonl --json                     results as JSON
        sebs explain --fields                              what the names in it mean

      Exit codes: 0 when the question was answered, also when nothing can be named; 5 when no configuration has the 50
      calls that a tail needs.
      """)

  @OptionGroup var data: DataArguments
  @OptionGroup var store: StoreOptions

  @Option(help: "Factors that keep runs apart, separated by commas (default: all).")
  var groupBy: String?

  @Option(help: "Share of the calls that is the tail, such as 1% or 0.01.")
  var slowest: Share = Share(value: 0.01)

  @Option(
    help: "Duration that is slow: client, provider, function or init (default: the first that was measured).")
  var metric: Metric?

  @Option(help: "Nominal level of all intervals, and of all tests together.")
  var level = 0.95

  @Option(help: "Seed of bootstrap and permutations.")
  var analysisSeed: UInt64 = 1

  @Option(help: "Draws of the bootstrap and of each permutation test.")
  var replicates = 999

  @Option(
    help:
      "Time between the calls that a closed loop wanted, such as 100ms, to add the calls that slow ones held back."
  )
  var interval: Wait?

  @Option(name: [.customShort("o"), .long], help: "Report to write: .html, .tex, .md or .csv.")
  var output: String?

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Say what the fields of the JSON mean, and end; with --json as JSON.")
  var fields = false

  /// A share as people write it.
  struct Share: ExpressibleByArgument {
    var value: Double

    init(value: Double) { self.value = value }

    init?(argument: String) {
      let isPercent = argument.hasSuffix("%")
      let digits = isPercent ? String(argument.dropLast()).trimmingCharacters(in: .whitespaces) : argument
      guard let number = Double(digits) else { return nil }
      value = isPercent ? number / 100 : number
      if !(value > 0 && value <= 0.1) { return nil }
    }

    var defaultValueDescription: String { "1%" }
  }

  /// A short time as people write it.
  struct Wait: ExpressibleByArgument {
    var microseconds: Double

    init?(argument: String) {
      let units: [(String, Double)] = [("us", 1), ("ms", 1e3), ("s", 1e6)]
      guard let (suffix, factor) = units.first(where: { argument.hasSuffix($0.0) }),
        let number = Double(argument.dropLast(suffix.count)), number > 0, number.isFinite
      else { return nil }
      microseconds = number * factor
    }
  }

  func validate() throws {
    if !(level > 0.5 && level < 1) {
      throw ValidationError("--level must lie between 0.5 and 1, such as 0.95.")
    }
    if replicates < 99 { throw ValidationError("--replicates must be at least 99.") }
  }

  func run() async throws {
    if fields { return try StatFields.tell(ExplainFields.all, asJSON: json) }
    let form = try output.map(Form.init(path:))
    let dataSet = try data.load(store: store)
    let diagnosis = try TailDiagnosis(dataSet, options: options) { done, all in
      Terminal.redraw("Explaining \(dataSet.invocationCount) calls: \(done) of \(all) configurations done")
    }
    Terminal.redraw("")
    if let output, let form { try write(diagnosis, dataSet, form, to: output) }
    if json { try Terminal.outputJSON(diagnosis) } else { tell(diagnosis) }
  }

  private var options: TailOptions {
    var options = TailOptions(
      slowest: slowest.value, metric: metric, groupBy: factors, level: level, seed: analysisSeed,
      replicates: replicates, intervalMicroseconds: interval?.microseconds)
    options.findsFactors = true
    return options
  }

  private var factors: [String] { (groupBy ?? "").split(separator: ",").map(String.init) }

  // MARK: Writing

  /// What a path asks the report to be written as.
  private enum Form {
    case page, latex, markdown, table

    init(path: String) throws {
      switch URL(fileURLWithPath: path).pathExtension.lowercased() {
      case "html", "htm": self = .page
      case "tex": self = .latex
      case "md", "markdown": self = .markdown
      case "csv": self = .table
      default: throw UsageError("--output \(path): use .html, .tex, .md or .csv.")
      }
    }
  }

  private func write(_ diagnosis: TailDiagnosis, _ dataSet: DataSet, _ form: Form, to path: String) throws {
    let command = ReportFiles.command(verb: "explain", words, output: path)
    let document = TailReport(diagnosis, dataSet, command: command).document()
    switch form {
    case .page: try InputFiles.write(HTMLWriter().write(document), to: path)
    case .latex: try InputFiles.write(LaTeXWriter(.siunitx).write(document), to: path)
    case .markdown: try InputFiles.write(MarkdownWriter().write(document), to: path)
    case .table: try InputFiles.write(diagnosis.causeTable(), to: path)
    }
  }

  /// The options that differ from the defaults, for the command that remakes the report.
  private var words: [String] {
    let standard = TailOptions()
    var words = data.inputs
    for filter in data.filters { words += ["--where", filter] }
    if let title = data.title { words += ["--title", title] }
    if let groupBy { words += ["--group-by", groupBy] }
    if slowest.value != standard.slowest { words += ["--slowest", "\(slowest.value)"] }
    if let metric { words += ["--metric", metric.rawValue] }
    if level != standard.level { words += ["--level", "\(level)"] }
    if analysisSeed != standard.seed { words += ["--analysis-seed", "\(analysisSeed)"] }
    if replicates != standard.replicates { words += ["--replicates", "\(replicates)"] }
    if let interval { words += ["--interval", "\(interval.microseconds)us"] }
    return words
  }

  // MARK: Telling

  private func tell(_ diagnosis: TailDiagnosis) {
    for refusal in diagnosis.refusals {
      Terminal.say("Not explained: \(refusal.label) has \(refusal.calls) calls; \(refusal.needed) would do.")
    }
    for finding in diagnosis.findings { ReportFiles.tell(finding) }
    for group in diagnosis.groups { Terminal.output("\n" + TailText(group, diagnosis.unit).text) }
  }
}

/// The diagnosis of a group as tables.
private struct TailText {
  private let group: GroupTail
  private let unit: DisplayUnit

  init(_ group: GroupTail, _ unit: DisplayUnit) {
    self.group = group
    self.unit = unit
  }

  var text: String {
    let segments = group.lastingSegments.map { segment in
      [
        segment.segment.rawValue, time(segment.typicalMicroseconds), time(segment.slowMicroseconds),
        share(segment.share), share(segment.quantileShare),
      ]
    }
    let causes = group.causes.map { cause in
      [
        cause.isNamed ? "*" : "", cause.cause.rawValue, share(cause.share), "\(cause.calls)",
        cause.pValue.map { $0 < 0.0001 ? "<0.0001" : NumberText.fixed($0, decimals: 4) } ?? "",
        cause.evidence.first.map { "\($0.kind.rawValue), \($0.calls) calls" } ?? "",
      ]
    }
    let titles = [
      "PART", "TYPICAL (\(unit.rawValue.uppercased()))", "SLOW", "SHARE OF EXCESS", "OF THE PERCENTILE",
    ]
    return "\(group.label): \(group.tailCalls) slow of \(group.calls) calls\n"
      + Terminal.table([titles] + segments, numeric: [1, 2, 3, 4]) + "\n"
      + Terminal.table(
        [["", "CAUSE (* NAMED)", "SHARE OF EXCESS", "CALLS", "P", "EVIDENCE"]] + causes, numeric: [2, 3, 4])
      + gathering + rules
  }

  private var gathering: String {
    group.concentrations.filter { $0.pValue <= 0.05 }.map {
      "Slow calls gather by \($0.factor.rawValue): \($0.tailCalls) of \(group.tailCalls) in \($0.level), "
        + "which has \($0.calls) of \(group.calls) calls (p \(NumberText.significant($0.pValue, digits: 1))).\n"
    }.joined()
  }

  private var rules: String {
    (group.factors?.rules ?? []).map {
      "Rule: \($0.words) holds \($0.slowCalls) of \(group.tailCalls) slow calls among \($0.calls).\n"
    }.joined()
  }

  private func time(_ microseconds: Double) -> String {
    NumberText.significant(microseconds / unit.microseconds, digits: 3)
  }

  private func share(_ share: TailShareEstimate) -> String {
    let interval = ConfidenceInterval(
      lower: share.interval.lower.map { 100 * $0 }, upper: share.interval.upper.map { 100 * $0 },
      level: share.interval.level)
    let text = NumberText.fixed(100 * share.value, decimals: 1) + " %"
    return NumberText.interval(interval, decimals: 1).map { "\(text) \($0)" } ?? text
  }
}
