import Analysis
import ArgumentParser
import Interchange
import Measurements
import Reports
import Statistics

/// `sebs history`: did it change, when, by how much, and whose doing was it?
struct History: AsyncParsableCommand {
  enum Condition: String, CaseIterable, ExpressibleByArgument {
    case regression
  }

  static let configuration = CommandConfiguration(
    abstract:
      "Finds when levels changed over weeks and years, by how much, in which configurations together, and which event fits.",
    discussion: """
      Reads any number of files, or campaigns of the store, and follows each configuration over time. Changes that last
      at least seven periods are dated with an interval and sized with one; periods are clusters. With events, each
      change is joined with those in the window before it, with the chance of so good a fit; what none fits is called
      unexplained. With --fail-if regression the exit code is 1 when the newest period is slower than the present levels
      let expect; at most 1 - level of unchanged periods are.

      Events are a CSV with the columns date,kind,text,url and, if you like, scope (such as
      runtime=java11;runtime=java17), or what git log prints.

      Examples:
        sebs history data/*.json                                   files of any known format
        sebs history --where runtime=java17 --by week              every campaign of the store
        git log > log.txt; sebs history cold.csv --events log.txt -o history.html
        sebs history cold.csv --changes changes.csv --fail-if regression
      """)

  @Argument(help: "Files to read, or campaigns of the store (default: every campaign of the store).")
  var inputs: [String] = []

  @Option(
    name: .customLong("where"), help: "Keep only runs with this value of a factor, such as memory_mb=512.")
  var filters: [String] = []

  @Option(help: "Title of the report.")
  var title: String?

  @Option(help: "Events that may have caused changes: a CSV or what git log prints; may be repeated.")
  var events: [String] = []

  @Option(help: "Period that makes one value: hour, day or week.")
  var by = Period.day

  @Option(
    help:
      "Quantile whose level is followed, between 0 and 1; may be repeated; the first decides levels and verdict (default: 0.5 and 0.9)."
  )
  var percentile: [Double] = []

  @Option(help: "Time within which changes are one, and events may be their cause: such as 2d, 36h or 1w.")
  var window = TimeSpan(milliseconds: 172_800_000)

  @Option(help: "Nominal level of all intervals, and of the verdict.")
  var level = 0.95

  @Option(help: "Relative change that does not matter.")
  var margin = 0.06

  @Option(
    help: "Duration to follow: client, provider, function or init (default: the first that was measured).")
  var metric: Metric?

  @Option(help: "Exit with 1 when the newest period is a: regression.")
  var failIf: Condition?

  @Option(
    help:
      "File for the changes as CSV: a row for each configuration of a change, and one (statistics: spread) for each change of a spread."
  )
  var changes: String?

  @Option(name: [.customShort("o"), .long], help: "Page to write.")
  var output: String?

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print the results as JSON.")
  var json = false

  func validate() throws {
    if !(level > 0.5 && level < 1) {
      throw ValidationError("--level must lie between 0.5 and 1, such as 0.95.")
    }
    if !(margin >= 0 && margin < 1) {
      throw ValidationError("--margin must lie between 0 and 1, such as 0.06.")
    }
    if let bad = percentile.first(where: { !($0 > 0 && $0 < 1) }) {
      throw ValidationError("--percentile \(bad) must lie between 0 and 1, such as 0.9.")
    }
    if Set(percentile).count < percentile.count {
      throw ValidationError("--percentile names a quantile twice.")
    }
  }

  func run() async throws {
    let data = try HistoryData.load(inputs, filters: filters, title: title, store: store)
    let history = try AnalysedHistory(data, events: try readEvents(), options: options)
    let stability = history.stability
    if let changes { try InputFiles.write(stability.changeTable(), to: changes) }
    if let output { try InputFiles.write(HTMLWriter().write(report(history)), to: output) }
    if json {
      try Terminal.outputJSON(stability)
    } else {
      print(stability)
    }
    if failIf == .regression, stability.verdict.outcome == .regression {
      throw ExitCode(ExitStatus.verdictSaysNo.rawValue)
    }
  }

  private func report(_ history: AnalysedHistory) -> Document {
    HistoryReport(history, command: ReportFiles.command(verb: "history", words, output: output ?? ""))
      .document()
  }

  private var options: StabilityOptions {
    var options = StabilityOptions()
    options.period = by
    if !percentile.isEmpty { options.probabilities = percentile }
    options.level = level
    options.margin = margin
    options.windowSeconds = window.seconds
    options.metric = metric
    return options
  }

  private func readEvents() throws -> [Event]? {
    if events.isEmpty { return nil }
    return try events.flatMap {
      try EventFile.read(try InputFiles.bytes(of: $0), name: InputFiles.name(of: $0))
    }
  }

  /// The options that differ from the defaults, for the command that remakes the page.
  private var words: [String] {
    let standard = StabilityOptions()
    var words = inputs
    for filter in filters { words += ["--where", filter] }
    if let title { words += ["--title", title] }
    for file in events { words += ["--events", file] }
    if by != standard.period { words += ["--by", by.rawValue] }
    for probability in percentile { words += ["--percentile", "\(probability)"] }
    if window.seconds != standard.windowSeconds { words += ["--window", window.description] }
    if level != standard.level { words += ["--level", "\(level)"] }
    if margin != standard.margin { words += ["--margin", "\(margin)"] }
    if let metric { words += ["--metric", metric.rawValue] }
    return words
  }

  private func print(_ stability: Stability) {
    for finding in stability.findings { ReportFiles.tell(finding) }
    let rows = stability.changes.flatMap { joint in
      joint.members.map { member in
        let change = member.change
        return [
          change.date, member.label, percent(change.effect),
          "[\(percent(change.interval.lower)), \(percent(change.interval.upper))]",
          change.statistics.joined(separator: " "), joint.causeText,
        ]
      }
    }
    if rows.isEmpty { return }
    Terminal.output(
      "\n"
        + Terminal.table(
          [["DATE", "CONFIGURATION", "CHANGE", "INTERVAL", "OF", "CAUSE"]] + rows, numeric: [2, 3]))
  }

  private func percent(_ share: Double?) -> String {
    share.map { ($0 > 0 ? "+" : "") + NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? "?"
  }
}
