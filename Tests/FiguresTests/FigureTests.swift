import Charts
import Foundation
import Interchange
import Measurements
import Testing

@testable import Figures

@Suite struct FigureTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../fixtures/gallery")

  private func table(_ name: String, _ columns: [String: String] = [:]) throws -> FigureTable {
    let data = try Data(contentsOf: Self.folder.appending(path: name + ".csv"))
    return try FigureTable(try ColumnTable([UInt8](data), file: name), columns: columns)
  }

  private func figure(
    _ kind: String, _ data: String, _ columns: [String: String],
    _ change: (inout FigureOptions) -> Void = { _ in }
  )
    throws -> Figure
  {
    var options = FigureOptions()
    change(&options)
    return try FigureKind.named(kind).figure(of: try table(data, columns), options)
  }

  private static func setSeason(_ options: inout FigureOptions) {
    options.season = 24
  }

  /// Each kind with the title that the data of its example support.
  static let titles: [(kind: String, title: String)] = [
    ("tail", "Platform A has the lowest p90, Platform B the highest p99.9"),
    ("tails", "Platform A has the lowest p90, Platform B the highest p99.9"),
    ("percentiles", "p99.9 goes from 42.7 ms (Platform D) to 274 ms (Platform B)"),
    ("ecdf", "54.0 % of v1.9 but 44.8 % of v1.8 lie within 23.7 ms"),
    ("convergence", "6000 values are enough for p50 and p90 within ±5 %"),
    ("half-eye", "Warm median falls from 160 to 23.0 ms, cold median falls from 2003 to 536 ms"),
    (
      "letter-values",
      "The upper tail is the longer one in 9 of 10 distributions, most at 2048, warm: 3.4 times"
    ),
    ("shift", "v1.9 is faster from p4 to p76, slower from p92 to p99"),
    ("forest", "Of 7 functions, against a margin of ±5 %: 1 faster, 2 equivalent and 4 inconclusive"),
    ("dumbbell", "The median of cold is 13 to 23 times that of warm"),
    ("pareto", "6 of 13 configurations are not dominated; 4 of them surely, 6 possibly"),
    ("time-series", "The level moves 2 times: 41.1, then 46.7, then 39.2 ms"),
    ("calendar", "The first change raises the median of every hour of the day"),
    ("heat-map", "Latency is largest at 128, cold: 2003 ms"),
    ("outliers", "3 causes account for 96 % of 254 slow values"),
    ("waterfall", "Cold starts are 35 % of the 438 ms of this request"),
    ("causes", "Most frequent cause: cold start (A, D), network retry (B), GC pause (C)"),
    ("flame", "matrix multiply itself takes 25 % of the time"),
    ("workflow", "5 of 9 functions are on the critical path"),
    ("eviction", "Half of the idle instances are gone after 5.5 to 16 min"),
    ("survival", "Events by waiting time"),
    ("acf", "504 values tell as much as 145 independent ones"),
    ("qq", "The right tail is heavier than log-normal: p99 at 9.1 robust deviations, not 2.3"),
    ("batches", "2900 values in 5 batches"),
    ("cost-memory", "USD per million of Platform A is lowest at 512 MB"),
    ("violin", "Warm median falls"), ("ridgeline", "Warm median falls"), ("box", "Warm median falls"),
    ("strip", "Warm median falls"), ("histogram", "Warm median falls"),
  ]

  @Test(arguments: titles.indices)
  func everyExampleIsDrawnWithATitleThatFollowsFromTheData(index: Int) throws {
    let (name, title) = Self.titles[index]
    let example = try FigureKind.named(name).example
    let figure = try figure(name, example.table, example.columns) {
      if example.table == "hourly_p95" { Self.setSeason(&$0) }
    }
    #expect(figure.title.hasPrefix(title), "\(name): \(figure.title)")
    for width in [FigureWidth.acmColumn, .pixels(760)] {
      let scene = FigureBoard(figure.title, figure.chart).scene(width: width)
      #expect(scene.lint().isEmpty, "\(name): \(scene.lint().prefix(4))")
      #expect(SVG.portable(scene).utf8.count < 150_000, "\(name)")
    }
  }

  @Test func everyKindIsListedOnceAndTried() {
    let names = FigureKind.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names) == Set(Self.titles.map(\.kind)))
  }

  // MARK: Hostile tables

  @Test(arguments: FigureKind.all.map(\.name))
  func hostileTablesGiveAFigureOrATypedError(name: String) throws {
    let kind = try FigureKind.named(name)
    let header = kind.roles.map(\.name).joined(separator: ",")
    func text(_ cell: (Int, String) -> String, rows: Int) -> [UInt8] {
      Array(
        (header + "\n"
          + (0..<rows).map { row in kind.roles.map { cell(row, $0.name) }.joined(separator: ",") + "\n" }
          .joined()).utf8)
    }
    let bodies = [
      text({ _, _ in "1" }, rows: 0), text({ _, _ in "1" }, rows: 1), text({ _, _ in "0" }, rows: 40),
      text({ _, _ in "" }, rows: 3), text({ row, _ in row % 2 == 0 ? "" : "-5" }, rows: 30),
      text({ row, role in role == "value" ? "1e300" : "\(row)" }, rows: 60),
      text({ row, _ in "\(row % 2)" }, rows: 100), text({ _, _ in "<script>" }, rows: 4),
    ]
    for body in bodies {
      do {
        let figure = try kind.figure(of: try FigureTable(try ColumnTable(body, file: "t")))
        let scene = FigureBoard(figure.title, figure.chart).scene(width: .millimetres(84.7))
        #expect(scene.lint().isEmpty, "\(name): \(scene.lint().prefix(3))")
      } catch {
        #expect(!"\(error)".isEmpty)
      }
    }
  }

  @Test func aMissingColumnIsNamedWithWhatThereIs() throws {
    #expect(
      throws: FigureError.missingColumn(role: "value", kind: "tail", known: ["platform", "latency_ms"])
    ) {
      try figure("tail", "warm_latency", [:])
    }
    #expect(throws: FigureError.unknownKind("pie")) { try FigureKind.named("pie") }
    #expect(throws: InterchangeError.self) { try table("warm_latency", ["value": "nothing"]) }
  }

  // MARK: Numbers

  /// As statsmodels 0.15 gives them (`combine_effects` with `method_re="chi2"`).
  @Test func randomEffectsAreThoseOfTheirFormulas() {
    let effects = RandomEffects([
      (-0.212, 0.021), (-0.065, 0.016), (0.018, 0.052), (-0.118, 0.035), (0.094, 0.028), (0.004, 0.009),
      (-0.021, 0.013),
    ])
    #expect(abs(effects.mean + 0.044561902195571004) < 1e-12)
    #expect(abs(effects.error - 0.031085429217067206) < 1e-12)
    #expect(abs(effects.deviation - 0.07776879634713132) < 1e-12)
    #expect(abs(effects.heterogeneity - 0.9505784993931073) < 1e-12)
  }

  @Test func poolingGivesTheMostLikelyCurveThatNeverFalls() throws {
    var state: UInt64 = 5
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    func likelihood(_ shares: [Double], _ events: [Int], _ trials: [Int]) -> Double {
      zip(shares, zip(events, trials)).reduce(0) { sum, item in
        let (share, (k, n)) = item
        return sum + (k > 0 ? Double(k) * log(share) : 0) + (n > k ? Double(n - k) * log(1 - share) : 0)
      }
    }
    for _ in 0..<40 {
      let trials = (0..<4).map { _ in 4 + next(4) }
      let events = trials.map { 1 + next($0 - 2) }
      let curve = try MonotoneCurve(times: [1, 2, 3, 4], trials: trials, events: events)
      #expect(zip(curve.shares, curve.shares.dropFirst()).allSatisfy { $0 <= $1 })
      let best = likelihood(curve.shares, events, trials)
      // No curve on a grid of shares that never falls is more likely.
      let grid = stride(from: 0.05, through: 0.96, by: 0.1).map { $0 }
      for a in grid {
        for b in grid where b >= a {
          for c in grid where c >= b {
            for d in grid where d >= c {
              #expect(likelihood([a, b, c, d], events, trials) <= best + 1e-9)
            }
          }
        }
      }
    }
  }

  @Test func tailsOfTheTailPlotAreTheQuantilesOfItsPercentiles() throws {
    let values = (1...2_000).map { exp(Double(($0 * 1_009) % 2_003) / 300) }
    let text = "value\n" + values.map { "\($0)\n" }.joined()
    let figure = try FigureKind.named("tail").figure(
      of: try FigureTable(try ColumnTable(Array(text.utf8), file: "t")))
    let chart = try #require(figure.chart as? PercentileTailChart)
    let sorted = values.sorted()
    for point in chart.series[0].points {
      let place = point.probability * Double(sorted.count - 1)
      let (low, high) = (sorted[Int(place)], sorted[min(sorted.count - 1, Int(place) + 1)])
      #expect(point.value >= low * (1 - 1e-12) && point.value <= high * (1 + 1e-12))
    }
  }

  @Test func densitiesHaveAreaOneInTheSpaceOfTheAxis() {
    let values = (1...4_000).map { exp(Double(($0 * 7_919) % 4_001) / 4_001 * 3) }
    for isLogarithmic in [false, true] {
      let points = Density.points(values, isLogarithmic: isLogarithmic)
      let area = zip(points, points.dropFirst()).reduce(0.0) { sum, pair in
        let width = isLogarithmic ? log10(pair.1.value / pair.0.value) : pair.1.value - pair.0.value
        return sum + width * (pair.0.density + pair.1.density) / 2
      }
      // What the kernel carries beyond the data is cut.
      #expect(area > 0.85 && area < 1.0001)
      #expect(
        points.first?.value == values.min() || abs((points.first?.value ?? 0) - (values.min() ?? 1)) < 1e-9)
    }
    #expect(
      Density.points([3, 3, 3], isLogarithmic: false).isEmpty
        && Density.points([-1, 0], isLogarithmic: true).isEmpty)
  }

  @Test func momentsAreReadWithAndWithoutAnOffset() {
    #expect(Moment.seconds(of: "2024-06-03 00:00:00") == 1_717_372_800)
    #expect(Moment.seconds(of: "2024-06-03T02:00:00+02:00") == 1_717_372_800)
    #expect(Moment.seconds(of: "2024-06-02T19:30:00.5-0430") == 1_717_372_800.5)
    #expect(Moment.seconds(of: "2024-06-03") == 1_717_372_800 && Moment.seconds(of: "12.5") == 12.5)
    for text in ["", "yesterday", "2024-13-01", "2024-06-03T25:00", "nan", "2024-06-03T1"] {
      #expect(Moment.seconds(of: text) == nil, "\(text)")
    }
  }

  @Test func numbersAreWrittenWithTheDigitsTheyDeserve() {
    #expect(Words.estimate(12.345, 11.9, 12.8, unit: "ms") == "12.3 ms [11.9, 12.8]")
    #expect(
      Words.setting(95) == "95" && Words.setting(99.9) == "99.9" && Words.count(12_000) == "12\u{2009}000")
    #expect(
      Words.titleAndUnit(ofColumn: "latency_ms") == ("Latency", "ms")
        && Words.titleAndUnit(ofLabel: "Cost (USD)") == ("Cost", "USD"))
    #expect(Words.short(["Platform A", "Platform B"]) == ["Platform A": "A", "Platform B": "B"])
    #expect(Words.percentile(0.999) == "p99.9")
  }
}
