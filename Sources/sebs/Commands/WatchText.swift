import Analysis
import Experiments
import Foundation
import Statistics

/// A moment in UTC, such as `2026-01-31T12:00:00Z`.
func utc(_ unixNanoseconds: Int) -> String {
  ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(unixNanoseconds / 1_000_000_000)))
}

/// The report of a probe for people.
struct ProbeText {
  let report: ProbeReport
  let intervalMilliseconds: Int

  /// One line for each configuration.
  var lines: String {
    report.runs.map { run in
      let change = run.verdict.state.isAlarm ? run.verdict.lastChange.map { " \(sentence($0))" } ?? "" : ""
      return
        "\(utc(report.begunUnixNanoseconds))  probe \(report.probe) \(ending)  \(run.id)  "
        + "\(run.kept) calls  \(milliseconds(run.value)) ms  \(run.verdict.state.rawValue) "
        + "(\(points(run)))\(change)\(missed.map { "  \($0)" } ?? "")\n"
    }.joined()
  }

  /// A comment for CI.
  var markdown: String {
    let name = NumberText.quantileName(report.probability)
    var text = """
      ### `sebs watch \(report.watch)`: \(report.verdict.rawValue)

      | configuration | calls | \(name) (ms) | verdict | series | last change |
      |---|---:|---:|---|---|---|

      """
    for run in report.runs {
      let verdict =
        run.verdict.state.isAlarm ? "**\(run.verdict.state.rawValue)**" : run.verdict.state.rawValue
      let change = run.verdict.lastChange.map(sentence) ?? "none"
      text +=
        "| \(run.id) | \(run.kept) | \(milliseconds(run.value)) | \(verdict) | \(points(run)) | \(change) |\n"
    }
    let state = report.state
    text += """

      Probe \(report.probe), due \(utc(report.dueUnixNanoseconds)): \(ending). \
      \(missed.map { $0.prefix(1).uppercased() + $0.dropFirst() + " " } ?? "")\
      In all \(state.begun) probes were begun, \(state.missed) missed, \(spent) spent. A false alarm has a chance of \
      at most \(NumberText.significant(100 * report.falseAlarmsPerYear, digits: 2)) % in a year of watching, unless the level \
      wanders slowly (at 5 %, simulated: 7 % where neighbours correlate by 0.9, 12 to 49 % under slow drift).

      """
    for problem in report.problems {
      let line = problem.replacingOccurrences(of: "\n", with: " ").replacingOccurrences(of: "`", with: "'")
      text += "\n- `\(line)`\n"
    }
    return text
  }

  private var ending: String {
    switch report.ending {
    case .completed: "completed"
    case .cutShort: "cut short by its deadline"
    case .failed: "failed"
    case .interrupted: "interrupted"
    }
  }

  private var missed: String? {
    let state = report.state
    if report.missedBefore == 0 { return nil }
    let probes = report.missedBefore == 1 ? "1 probe was" : "\(report.missedBefore) probes were"
    return "\(probes) missed before it (\(state.missed) in all), not made up for."
  }

  private var spent: String {
    let calls = "\(report.state.spent.calls) calls"
    guard let dollars = report.state.spent.dollars else { return calls }
    return "\(calls) and \(NumberText.significant(dollars, digits: 3)) USD (list price)"
  }

  private func points(_ run: ProbeReport.Run) -> String {
    "\(run.verdict.points) \(run.verdict.points == 1 ? "point" : "points")"
  }

  private func milliseconds(_ microseconds: Double?) -> String {
    microseconds.map { NumberText.significant($0 / 1000, digits: 4) } ?? "none"
  }

  private func sentence(_ change: ProbeVerdict.Change) -> String {
    let slot = report.state.firstUnixNanoseconds + change.slot * intervalMilliseconds * 1_000_000
    let since = "since \(utc(slot)) (probe \(change.slot))"
    guard let ratio = change.ratio else {
      return
        "\(milliseconds(change.before.value)) to \(milliseconds(change.after.value)) ms \(since), not bounded"
    }
    func percent(_ value: Double?) -> String {
      value.map { NumberText.fixed(100 * ($0 - 1), decimals: 1) } ?? "?"
    }
    return
      "\(percent(ratio.value)) % [\(percent(ratio.interval.lower)), \(percent(ratio.interval.upper))] \(since)"
  }
}
