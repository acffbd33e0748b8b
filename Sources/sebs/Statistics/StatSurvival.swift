import ArgumentParser
import Interchange
import Statistics

/// `sebs stat survival`: lifetimes that are exact, cut off, or only known to lie between two looks.
struct StatSurvival: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "survival",
    abstract:
      "Lifetimes from looks now and then: curve with band, Weibull law or hard time-out, groups compared.",
    discussion: """
      A row says that something was alive at --lower and gone at --upper; an empty cell in --upper says that it was still
      alive at the last look, equal cells that the lifetime is exact. When all lifetimes are exact or cut off the curve is
      that of Kaplan and Meier, groups of --by are compared by the log-rank test (clusters are exchanged whole), and with a
      cluster column limits hold for each time by itself. Otherwise it is Turnbull's.

      Example: sebs stat survival evictions.csv --lower alive_s --upper gone_s --by memory_mb
      """)

  @Argument(help: "Table to read; - for standard input.")
  var file: String

  @Option(help: "Column with the last time at which it was alive.")
  var lower: String

  @Option(help: "Column with the first time at which it was gone; empty if never.")
  var upper: String

  @Option(help: "Column that splits the rows into groups.")
  var by: String?

  @Option(help: "Column whose equal values mark rows that belong together.")
  var cluster: String?

  @Option(help: "Nominal level of bands.")
  var level = 0.95

  @Option(help: "Replicates of Turnbull's band and of the exchange of clusters.")
  var replicates = 499

  @Option(help: "Seed of random choices.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if !(level > 0 && level < 1) { throw ValidationError("--level must lie between 0 and 1, such as 0.95.") }
    if replicates < 100 {
      throw ValidationError("--replicates must be at least 100 for ends to mean anything.")
    }
  }

  func run() async throws {
    let rows = try rows()
    var names: [String?] = []
    for row in rows where !names.contains(row.name) { names.append(row.name) }
    var answer = Answer(
      groups: try names.map { name in try lifetimes(rows.filter { $0.name == name }, name) })
    if names.count > 1, rows.allSatisfy(\.isExactOrCutOff) {
      answer.logRank = try LogRankTest(
        rows.map(\.interval.lower), isCensored: rows.map { $0.interval.upper == nil },
        labels: rows.map { names.firstIndex(of: $0.name) ?? 0 },
        clusters: cluster == nil ? nil : rows.map(\.cluster),
        permutation: PermutationTest(replicates: replicates, seed: seed))
    }
    if json { return try Terminal.outputJSON(answer) }
    Terminal.output(
      Terminal.table(
        [["GROUP", "N", "LAW", "PARAMETERS", "WEIGHT", "LOG-LIKELIHOOD"]]
          + answer.groups.flatMap { group in
            group.laws.map { law in
              [
                group.group ?? "all", "\(law.fit.n)", Self.name(law.fit), Self.parameters(law.fit),
                StatOutput.number(law.weight), StatOutput.number(law.fit.logLikelihood),
              ]
            }
          }, numeric: [1, 4, 5]))
    Terminal.output(
      Terminal.table(
        [["GROUP", "TIME", "STILL ALIVE", "BAND"]]
          + answer.groups.flatMap { group in
            group.curve.map { point in
              [
                group.group ?? "all", StatOutput.number(point.time), StatOutput.number(point.survival),
                "[\(StatOutput.number(point.lower)), \(StatOutput.number(point.upper))]",
              ]
            }
          }, numeric: [1, 2]))
    if let test = answer.logRank?.test {
      Terminal.output(
        "Log-rank: \(StatOutput.number(test.statistic)), p = \(StatOutput.number(test.pValue)) "
          + "(\(test.law.rawValue))\n")
    }
    for group in answer.groups {
      if let reason = group.withoutBand { Terminal.say("\(group.group ?? "all"): no band: \(reason)") }
      if let reason = group.withoutLaw { Terminal.say("\(group.group ?? "all"): no law: \(reason)") }
    }
  }

  private struct Row {
    var name: String?
    var interval: IntervalSample.Interval
    var cluster: Int

    var isExactOrCutOff: Bool { interval.upper == nil || interval.upper == interval.lower }
  }

  private func rows() throws -> [Row] {
    let table = try ColumnOptions.table(file)
    let (lowers, uppers) = (try table.numbers(of: lower), try table.numbers(of: upper))
    let names = try by.map { try table.texts(of: $0) }
    let clusters = try cluster.map { ColumnOptions.clusters(try table.texts(of: $0)) }
    return lowers.indices.compactMap { row in
      guard let low = lowers[row] else { return nil }
      return Row(
        name: names.map { $0[row] ?? "(missing)" },
        interval: IntervalSample.Interval(lower: low, upper: uppers[row]), cluster: clusters?[row] ?? row)
    }
  }

  private func lifetimes(_ rows: [Row], _ name: String?) throws(StatisticsError) -> Lifetimes {
    let sample = try IntervalSample(rows.map(\.interval))
    var answer = Lifetimes(group: name, laws: [], curve: [])
    do {
      if rows.contains(where: { $0.interval.lower == $0.interval.upper }) {
        answer.laws = [Law(fit: try LifetimeFit.weibull(sample), weight: 1)]
      } else {
        let choice = try LifetimeChoice(sample)
        answer.laws = zip(choice.fits, choice.weights).map { Law(fit: $0, weight: $1) }
      }
    } catch {
      answer.withoutLaw = error.description
    }
    do {
      if rows.allSatisfy(\.isExactOrCutOff) {
        let curve = try ProductLimitCurve(
          CensoredSample(
            rows.map(\.interval.lower), isCensored: rows.map { $0.interval.upper == nil },
            labels: cluster == nil ? nil : rows.map(\.cluster)))
        answer.curve = try curve.band(cluster == nil ? .hallWellner : .pointwise, level: level).limits.map {
          Point($0, survival: curve.survival(at: $0.time))
        }
      } else {
        let curve = try TurnbullCurve(sample)
        answer.curve = try curve.band(of: sample, replicates: replicates, seed: seed, level: level).limits.map
        {
          Point($0, survival: curve.survival(at: $0.time).lowerBound)
        }
      }
    } catch {
      answer.withoutBand = error.description
    }
    return answer
  }

  private static func name(_ fit: LifetimeFit) -> String {
    switch fit.law {
    case .weibull: "Weibull"
    case .twoPoint(_, _, let second): second == nil ? "time-out" : "two time-outs"
    }
  }

  private static func parameters(_ fit: LifetimeFit) -> String {
    func text(_ interval: IntervalSample.Interval) -> String {
      guard let upper = interval.upper else { return "after \(StatOutput.number(interval.lower))" }
      return "(\(StatOutput.number(interval.lower)), \(StatOutput.number(upper))]"
    }
    switch fit.law {
    case .weibull(let shape, let scale):
      return "shape \(StatOutput.number(shape)), scale \(StatOutput.number(scale))"
    case .twoPoint(let share, let first, let second):
      let rest = second.map { ", others at \(text($0))" } ?? ""
      return "\(StatOutput.number(share)) at \(text(first))\(rest)"
    }
  }

  private struct Answer: Encodable {
    var groups: [Lifetimes]
    var logRank: LogRankTest?
  }

  private struct Lifetimes: Encodable {
    var group: String?
    /// The more probable law first.
    var laws: [Law]
    var curve: [Point]
    var withoutLaw: String?
    var withoutBand: String?
  }

  private struct Law: Encodable {
    var fit: LifetimeFit
    var weight: Double
  }

  private struct Point: Encodable {
    var time: Double
    var survival: Double
    var lower: Double
    var upper: Double

    init(_ limits: SurvivalBand.Limits, survival: Double) {
      (time, lower, upper) = (limits.time, limits.lower, limits.upper)
      self.survival = survival
    }
  }
}
