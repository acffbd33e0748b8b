import Foundation
import Statistics
import Testing

@testable import Experiments
@testable import sebs

@Suite struct WatchTextTests {
  /// A report whose second configuration became slower.
  static func report() throws -> ProbeReport {
    let estimate = { (value: Double) in
      Estimate(
        value: value, interval: ConfidenceInterval(lower: 0.99 * value, upper: 1.01 * value, level: 0.95),
        method: .clusteredOrderStatistic, n: 400, clusters: 40, effectiveN: 100)
    }
    let change = ProbeVerdict.Change(
      slot: 720, before: estimate(20_000), after: estimate(25_000),
      ratio: estimate(25_000).ratio(to: estimate(20_000)))
    func run(_ id: String, _ state: ProbeVerdict.State, _ change: ProbeVerdict.Change?) -> ProbeReport.Run {
      ProbeReport.Run(
        id: id, kept: 10, failed: 0, value: 25_123,
        verdict: ProbeVerdict(
          state: state, newest: 25_123, points: 8, slowerEvidence: 0, fasterEvidence: 0, lastChange: change))
    }
    let state = try JSONDecoder().decode(
      WatchState.self,
      from: Data(
        """
        {"first_unix_ns":1830297600000000000,"last_slot":727,"endings":{"completed":720},"missed":8,"gaps":1,\
        "longest_gap":{"first_slot":100,"slots":8},"spent":{"calls":7200,"usd":0.0123}}
        """.utf8))
    return ProbeReport(
      watch: "api", probe: 727, dueUnixNanoseconds: 1_846_000_800_000_000_000,
      begunUnixNanoseconds: 1_846_000_801_000_000_000, seconds: 3, ending: .cutShort,
      problems: ["no `space`\nleft | <b>"], missedBefore: 1, state: state, probability: 0.5,
      falseAlarmsPerYear: 0.05, verdict: .regression,
      runs: [run("cold-512MB", .unchanged, nil), run("warm-512MB", .regression, change)])
  }

  @Test func `Markdown names the verdict, the change with its interval, and what was missed and spent`()
    throws
  {
    let text = ProbeText(report: try Self.report(), intervalMilliseconds: 21_600_000).markdown
    #expect(text.hasPrefix("### `sebs watch api`: regression\n"))
    #expect(text.contains("| cold-512MB | 10 | 25.12 | unchanged | 8 points | none |"))
    #expect(
      text.contains(
        "| warm-512MB | 10 | 25.12 | **regression** | 8 points | 25.0 % [23.2, 26.8] since 2028-06-29"))
    #expect(
      text.contains("cut short by its deadline. 1 probe was missed before it (8 in all), not made up for."))
    #expect(text.contains("7200 calls and 0.0123 USD (list price) spent"))
    #expect(text.contains("at most 5.0 % in a year"))
    #expect(text.contains("- `no 'space' left | <b>`"))
  }

  @Test func `Lines tell the change where it is an alarm`() throws {
    let lines = ProbeText(report: try Self.report(), intervalMilliseconds: 21_600_000).lines
      .split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains("cold-512MB") && lines[0].contains("unchanged") && !lines[0].contains("since"))
    #expect(lines[1].contains("regression (8 points) 25.0 % [23.2, 26.8] since"))
  }

  @Test func `A report survives its JSON`() throws {
    let report = try Self.report()
    let bytes = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(ProbeReport.self, from: bytes) == report)
  }

  @Test(arguments: [
    ("90s", 90_000), ("30m", 1_800_000), ("6h", 21_600_000), ("1d", 86_400_000), ("2w", 1_209_600_000),
    ("1.5h", 5_400_000),
  ])
  func `Times are read with their unit`(text: String, milliseconds: Int) {
    #expect(TimeSpan(argument: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: ["", "h", "5", "-1h", "0s", "1y", "nanh", "infs", "1e300d"])
  func `What is no time is refused`(text: String) {
    #expect(TimeSpan(argument: text) == nil)
  }
}
