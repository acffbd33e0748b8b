import Archive
import ArgumentParser
import Experiments
import Foundation
import Measurements
import Workloads

/// `sebs watch`: the same small measurement again and again, judged after every probe.
struct WatchCommand: AsyncParsableCommand {
  enum Condition: String, CaseIterable, ExpressibleByArgument {
    case regression
    case change

    /// Whether a verdict meets the condition.
    func holds(for state: ProbeVerdict.State) -> Bool {
      switch self {
      case .regression: state == .regression
      case .change: state.isAlarm
      }
    }
  }

  enum Point: String, CaseIterable, ExpressibleByArgument {
    case probe
    case day
  }

  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Probes a function at regular times for months and says after every probe whether it changed.",
    discussion: """
      A watch is a campaign of the store; the same command line begins it and goes on with it. What is due and what
      was done is in the store: a process that is killed loses nothing that was counted, and makes no probe twice.
      After a pause one probe is made at once; missed ones are counted and said, never made up for.

      The verdict ranks each point of the series, a day by default, among those since the last change. Regressions
      and improvements are alarms, raised once each; the chance of any false one is at most --false-alarms in a
      year, however often one looks, while nothing but noise moves the series. A level that wanders slowly raises
      more: of simulated years at 5 %, 7 % with neighbours correlated by 0.9 and 12 to 49 % under slow drift.

      With --fail-if the exit code is 1 at the probe that raises the alarm, which also ends the program. A single
      probe of which no call counts ends in 4, an interrupt in 130.

      Examples:
        sebs watch thumbnails --benchmark 311.compression --memory 512 --pattern cold --every 6h
        sebs watch api --platform http --url https://example.org/f --every 1h --max-calls 100000
        sebs watch thumbnails --memory 512 --pattern cold --every 6h --once --markdown --fail-if regression

      As a service, in /etc/systemd/system/sebs-watch.service; `systemctl enable --now sebs-watch`:
        [Unit]
        After=network-online.target
        Wants=network-online.target
        [Service]
        ExecStart=/usr/local/bin/sebs watch api --platform http --url https://example.org/f --every 1h --json
        DynamicUser=yes
        StateDirectory=sebs
        Environment=XDG_DATA_HOME=/var/lib
        Restart=on-failure
        RestartSec=60
        SuccessExitStatus=130
        [Install]
        WantedBy=multi-user.target
      `journalctl -u sebs-watch -o cat` prints the verdicts; with --fail-if, OnFailure= in [Unit] names what tells.

      From cron, whose hours are then the schedule (give them to --every as well); the mail is the alarm:
        0 */6 * * * sebs watch api --platform http --url https://example.org/f --every 6h --once --markdown --fail-if regression >watch.md 2>&1 || mail -s watch "$LOGNAME" <watch.md
      """)

  @Argument(help: "Name of the watch: letters, digits, dots, dashes and underscores.")
  var name: String

  @Option(help: "Time from probe to probe, such as 30m, 6h or 1d; slots of this length are probed once.")
  var every = TimeSpan(milliseconds: 3_600_000)

  @Option(help: "Probes are late by up to this, at random (default: a tenth of --every).")
  var jitter: TimeSpan?

  @Option(help: "Time for one probe with deployment; what is not complete by then is given up.")
  var deadline = TimeSpan(milliseconds: 600_000)

  @Flag(help: "Make the probe of this moment, unless it was made before, and end: for cron and CI.")
  var once = false

  @Option(help: "End after this number of probes.")
  var probes: Int?

  @Option(help: "Calls that the watch may make in all, with those that warm up.")
  var maxCalls: Int?

  @Option(name: .customLong("max-usd"), help: "US dollars that the watch may spend in all, by --prices.")
  var maximumDollars: Double?

  @Option(help: "Price book and day, such as aws-lambda@2026-01-31, or none; the day is today's.")
  var prices = "aws-lambda"

  @OptionGroup var platform: PlatformOptions
  @OptionGroup var measurement: ProbeOptions

  @Option(help: "What makes one point of the series: probe or day; calls of a day are alike (default: day).")
  var judgeBy = Point.day

  @Option(help: "Quantile of the client times to follow, between 0 and 1.")
  var quantile = 0.5

  @Option(help: "Chance of a false alarm in a year of watching.")
  var falseAlarms = 0.05

  @Option(help: "Relative change that does not matter.")
  var margin = 0.05

  @Option(help: "Exit with 1 at: regression, change.")
  var failIf: Condition?

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print a line of JSON after every probe.")
  var json = false

  @Flag(help: "Print Markdown after every probe, such as for a comment of a CI.")
  var markdown = false

  func validate() throws {
    let allowed = CharacterSet(
      charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    if name.isEmpty || name.unicodeScalars.contains(where: { !allowed.contains($0) }) || name.count > 100 {
      throw ValidationError("The name takes letters, digits, dots, dashes and underscores.")
    }
    if json && markdown { throw ValidationError("Choose one of --json and --markdown.") }
    if once && probes != nil { throw ValidationError("Choose one of --once and --probes.") }
    if let probes, probes < 1 { throw ValidationError("--probes must be at least 1.") }
  }

  func run() async throws {
    let archive = try store.open()
    let lock = try WatchLock(path: "\(archive.path).\(name).lock")
    defer { lock.release() }
    let plan = try plan()
    let price = try WatchPrices.price(prices)
    let measuring = Measuring(platform: try platform.make(), store: archive, storePath: store.store)
    var campaign = Measuring.campaign(prefix: name, title: name, seed: plan.measurement.seed)
    campaign.id = name
    let announcement = campaign
    let extent = once ? Watch.Extent.once : probes.map { .probes($0) } ?? .unlimited
    let (ending, reports) = try await measuring.interruptibly { context in
      let watch = try Watch(plan: plan, context: context, price: price)
      var session = try watch.session(announcement)
      session.remarks.forEach { Terminal.say("Notice: \($0)") }
      var made = 0
      var fruitful = 0
      let ending = try await session.run(extent) { report in
        made += 1
        if !report.isFruitless { fruitful += 1 }
        try announce(report, interval: plan.schedule.intervalMilliseconds)
        return failIf?.holds(for: report.verdict) != true
      }
      return (ending, (made: made, fruitful: fruitful))
    }
    try conclude(ending, isFruitless: reports.made > 0 && reports.fruitful == 0)
  }

  private func plan() throws -> WatchPlan {
    let day = 86_400_000
    let perDay = max(1, (day + every.milliseconds / 2) / max(1, every.milliseconds))
    return WatchPlan(
      measurement: try measurement.plan(platform),
      schedule: ProbeSchedule(
        intervalMilliseconds: every.milliseconds,
        jitterMilliseconds: jitter?.milliseconds ?? every.milliseconds / 10, seed: measurement.seed),
      deadlineMilliseconds: deadline.milliseconds,
      budget: ProbeBudget(maximumCalls: maxCalls, maximumDollars: maximumDollars),
      rule: VerdictRule(
        probability: quantile, probesPerPoint: judgeBy == .day ? perDay : 1,
        falseAlarmsPerYear: falseAlarms, margin: margin))
  }

  private func announce(_ report: ProbeReport, interval: Int) throws {
    let text = ProbeText(report: report, intervalMilliseconds: interval)
    report.problems.forEach { Terminal.say("Probe \(report.probe): \($0)") }
    if json {
      try Terminal.outputLine(report)
    } else {
      Terminal.output(markdown ? text.markdown : text.lines)
    }
  }

  private func conclude(_ ending: Watch.Ending, isFruitless: Bool) throws {
    switch ending {
    case .probesMade:
      if isFruitless { throw ExitCode(ExitStatus.platformFailed.rawValue) }
    case .notDue(let next):
      Terminal.say("The probe of this moment was made before; the next one is due at \(utc(next)).")
    case .budgetSpent(let detail):
      Terminal.say("No probe was made: \(detail). Raise --max-calls or --max-usd to go on.")
    case .stopped:
      throw ExitCode(ExitStatus.verdictSaysNo.rawValue)
    case .interrupted:
      Terminal.say(
        "Interrupted. All complete batches are kept; the same command line goes on with the watch.")
      throw ExitCode(ExitStatus.interrupted.rawValue)
    }
  }
}
