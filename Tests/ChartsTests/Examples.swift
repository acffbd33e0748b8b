import Charts
import Foundation

/// Charts of all kinds on made-up data, normal and hostile.
enum Examples {
  static let hostileLabels = [
    "<script>alert('x')</script>", "]]>&amp;", "نص من اليمين إلى اليسار", "👩🏽‍🚀 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍ ﷽", "",
    String(repeating: "W", count: 300), "arn:aws:lambda:eu-central-1:1:function:a/very/long name-512",
    "\u{0}\u{7}\u{202E}abc\u{FFFF}", "line\nbreak\ttab", "漢字漢字漢字漢字漢字漢字漢字漢字漢字",
  ]

  static func quantiles(_ values: [Double]) -> [PercentileTailChart.Point] {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    return sorted.enumerated().map { index, value in
      let probability = Double(index) / count
      let spread = 1.96 * (count * probability * (1 - probability)).squareRoot()
      let lower = Int((Double(index) - spread).rounded(.down))
      let upper = Int((Double(index) + spread).rounded(.up))
      return .init(
        probability: probability, value: value, lower: lower >= 0 ? sorted[lower] : nil,
        upper: upper < sorted.count ? sorted[upper] : nil)
    }
  }

  static func tail(
    _ samples: [[Double]], labels: [String]? = nil, spacing: ValueAxis.Spacing = .logarithmic
  ) -> PercentileTailChart {
    PercentileTailChart(
      valueAxis: ValueAxis("Latency", unit: "ms", spacing: spacing),
      series: samples.enumerated().map { index, sample in
        .init(
          label: labels?[index % (labels?.count ?? 1)] ?? "Platform \(index + 1)", points: quantiles(sample),
          supportedUpTo: 1 - 10 / Double(max(11, sample.count)))
      }, threshold: ReferenceLine(250, label: "objective 250 ms"))
  }

  static func ecdf(
    _ samples: [[Double]], labels: [String]? = nil, spacing: ValueAxis.Spacing = .logarithmic
  ) -> ECDFChart {
    ECDFChart(
      valueAxis: ValueAxis("Latency", unit: "ms", spacing: spacing),
      series: samples.enumerated().map { index, sample in
        .init(
          label: labels?[index % (labels?.count ?? 1)] ?? "Platform \(index + 1)",
          sortedValues: sample.sorted(),
          bandHalfWidth: 1.36 / Double(max(1, sample.count)).squareRoot())
      })
  }

  static func cost(_ count: Int, labels: [String]? = nil, equal: Bool = false, spread: Double = 1)
    -> CostTimeChart
  {
    CostTimeChart(
      timeAxis: ValueAxis("Time", unit: "ms", spacing: .logarithmic),
      costAxis: ValueAxis("Cost", unit: "USD per million"),
      series: (0..<count).map { index in
        .init(
          label: labels?[index % (labels?.count ?? 1)] ?? "Platform \(index + 1)",
          points: [128.0, 256, 512, 1024, 2048].map { size in
            let time = equal ? 100 : 60_000 / size * (1 + 0.3 * Double(index)) * spread
            let price = equal ? 1 : 0.3 + time * size / 100_000 / spread
            return .init(
              label: "\(Int(size)) MB", time: time,
              timeInterval: .init(lower: time * 0.94, upper: time * 1.07),
              cost: price, costInterval: .init(lower: price * 0.95, upper: price * 1.06),
              isDominated: index > 0)
          })
      }, showsFront: true)
  }

  static func intervals(_ count: Int, labels: [String]? = nil, spread: Double = 1) -> IntervalChart {
    let rows = (0..<count).map { index -> IntervalChart.Row in
      let estimate = spread * (Double(index % 9) * 4 - 14)
      let verdicts: [IntervalChart.Verdict] = [.better, .inconclusive, .equivalent, .worse, .none]
      return .init(
        label: labels?[index % (labels?.count ?? 1)] ?? "function \(index + 1)",
        estimate: index % 11 == 7 ? nil : estimate,
        interval: .init(
          lower: index % 7 == 3 ? nil : estimate - 3 * spread,
          upper: index % 5 == 4 ? nil : estimate + 4 * spread),
        secondInterval: .init(lower: estimate - spread, upper: estimate + spread),
        cells: ["2400", "\u{2212}19.1 %", "[\u{2212}22.4, \u{2212}15.7]"],
        refusal: "refused: fewer than 20 calls",
        verdict: verdicts[index % 5], isSummary: index == count - 1 && count > 3)
    }
    return IntervalChart(
      axis: ValueAxis("Change in median latency", unit: "%"),
      groups: [
        .init(title: count > 5 ? "first" : nil, rows: Array(rows.prefix(count / 2))),
        .init(title: count > 5 ? "second" : nil, rows: Array(rows.dropFirst(count / 2))),
      ], labelTitle: "Function", columns: [.init("n"), .init("Change"), .init("95% CI")],
      reference: ReferenceLine(0, label: "no change"), equivalence: .init(-5...5, label: "margin ±5 %"),
      intervalLabel: "95% CI, batches", secondIntervalLabel: "as if calls were independent")
  }

  static func batches(
    _ panels: Int, batches: Int, calls: Int, labels: [String]? = nil, equal: Bool = false
  ) -> BatchChart {
    var random = Seeded(UInt64(panels * 1_000 + batches))
    return BatchChart(
      valueAxis: ValueAxis("Latency", unit: "ms", spacing: .logarithmic),
      panels: (0..<panels).map { panel in
        let made = (0..<batches).map { batch -> BatchChart.Batch in
          let median = equal ? 40 : 40 * exp(0.2 * random.normal())
          let values = equal ? Array(repeating: 40, count: calls) : random.latencies(calls, median: median)
          return .init(
            label: labels?[batch % (labels?.count ?? 1)] ?? "\(batch + 1)", values: values, centre: median,
            interval: .init(lower: median * 0.97, upper: median * 1.04))
        }
        return .init(
          title: panels > 1 ? labels?[panel % (labels?.count ?? 1)] ?? "function \(panel + 1)" : nil,
          batches: made,
          reference: ReferenceLine(40, label: "median of batches"), style: panel)
      })
  }

  static func samples(_ count: Int, calls: Int) -> [[Double]] {
    var random = Seeded(UInt64(count * 7 + calls))
    return (0..<count).map { random.latencies(calls, median: 20 * (1 + 0.3 * Double($0))) }
  }

  /// One usual chart of each kind, for the snapshots.
  static let usual: [(name: String, chart: any Chart)] = basic + further + structures

  private static let basic: [(name: String, chart: any Chart)] = [
    ("percentile-tail", tail(samples(4, calls: 2_000))),
    ("percentile-tail-legend", tail(samples(9, calls: 500))),
    ("ecdf", ecdf(samples(3, calls: 400), spacing: .linear)),
    ("cost-time", cost(3)),
    ("intervals", intervals(9)),
    ("batches", batches(2, batches: 10, calls: 40)),
    ("batches-aggregated", batches(1, batches: 12, calls: 400)),
    ("small-multiples", SmallMultiples(splitting: tail(samples(8, calls: 400)))),
  ]

  /// Charts that test the layout at its limits.
  static let stress: [(name: String, chart: any Chart)] = basicStress + furtherStress + structureStress

  private static let basicStress: [(name: String, chart: any Chart)] = {
    var random = Seeded(99)
    let wide = [[1e-3, 1, 1e3], [0.5, 5e5, 7e8], [2, 2, 2e9]]
    let hostile = [Double.nan, -1, 0, .infinity, 5, -.infinity, 1e300, 7]
    return [
      ("tail of nothing", tail([])), ("tail of an empty series", tail([[]])),
      ("tail of one point", tail([[25]])),
      ("tail of one series", tail(samples(1, calls: 300))),
      ("tail of 40 series", tail(samples(40, calls: 100))),
      ("tail of equal values", tail([Array(repeating: 25, count: 100)])), ("tail of wide ranges", tail(wide)),
      ("linear tail of wide ranges", tail(wide, spacing: .linear)),
      ("tail of hostile values", tail([hostile, [3, 4]])),
      ("tail of hostile labels", tail(samples(10, calls: 30), labels: hostileLabels)),
      ("tail of four hostile labels", tail(samples(4, calls: 30), labels: hostileLabels)),
      (
        "tail of two short and three hostile labels",
        tail(samples(5, calls: 30), labels: Array(hostileLabels.suffix(5)))
      ),
      ("tail of 100000 points", tail([random.latencies(100_000)])),
      ("ecdf of nothing", ecdf([])), ("ecdf of one point", ecdf([[25]])),
      ("ecdf of 40 series", ecdf(samples(40, calls: 100))),
      ("ecdf of equal values", ecdf([Array(repeating: 25, count: 100)])), ("ecdf of wide ranges", ecdf(wide)),
      ("ecdf of hostile values", ecdf([hostile])),
      ("ecdf of hostile labels", ecdf(samples(10, calls: 30), labels: hostileLabels)),
      ("ecdf of three series", ecdf([[1, 2, 3], [10, 20, 30], [100, 200, 300]])),
      ("ecdf of 40 series of 2500", ecdf(samples(40, calls: 2_500), spacing: .linear)),
      ("cost of nothing", cost(0)), ("cost of one series", cost(1)), ("cost of 40 series", cost(40)),
      ("cost of equal values", cost(3, equal: true)), ("cost of wide ranges", cost(3, spread: 1e4)),
      ("cost of hostile labels", cost(10, labels: hostileLabels)),
      ("no intervals", intervals(0)), ("one interval", intervals(1)), ("60 intervals", intervals(60)),
      ("wide intervals", intervals(9, spread: 1e6)), ("narrow intervals", intervals(9, spread: 1e-6)),
      ("intervals of hostile labels", intervals(20, labels: hostileLabels)),
      ("no batches", batches(0, batches: 0, calls: 0)), ("one call", batches(1, batches: 1, calls: 1)),
      ("batches without calls", batches(2, batches: 3, calls: 0)),
      ("equal batches", batches(1, batches: 5, calls: 20, equal: true)),
      ("200 batches", batches(1, batches: 200, calls: 4)),
      ("batches of 40 functions", batches(40, batches: 6, calls: 20)),
      ("100000 calls", batches(1, batches: 20, calls: 5_000)),
      ("batches of hostile labels", batches(4, batches: 8, calls: 10, labels: hostileLabels)),
      ("multiples of 40", SmallMultiples(splitting: tail(samples(40, calls: 60)))),
      (
        "multiples of hostile labels",
        SmallMultiples(splitting: ecdf(samples(10, calls: 40), labels: hostileLabels))
      ),
      ("multiples of nothing", SmallMultiples(splitting: tail([]))),
      (
        "multiples of charts",
        SmallMultiples(panels: [
          ("one", tail(samples(2, calls: 50))), ("two", tail(wide)), ("three", tail([])),
        ])
      ),
    ]
  }()

  static let widths: [FigureWidth] = [
    .pixels(320), .pixels(390), .pixels(760), .pixels(1000), .millimetres(84.7), .millimetres(182),
  ]
}
