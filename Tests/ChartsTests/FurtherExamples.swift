import Charts
import Foundation

/// The charts of distributions, changes, causes and diagnostics, on made-up data, normal and hostile.
extension Examples {
  static let day = 86_400.0
  /// 3 June 2024 in UTC.
  static let start = 1_717_372_800.0

  private static func label(_ labels: [String]?, _ index: Int, _ fallback: String) -> String {
    labels.map { $0[index % $0.count] } ?? "\(fallback) \(index + 1)"
  }

  static func distribution(_ values: [Double], series: Int = 0) -> DistributionChart.Distribution {
    let sorted = values.filter { $0.isFinite && $0 > 0 }.sorted()
    guard let first = sorted.first, let last = sorted.last else {
      return .init(series: series, values: values)
    }
    func quantile(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1))] }
    let grid = (0...60).map { first * pow(last / first, Double($0) / 60) }
    let density = grid.map { value in
      let near = sorted.filter { abs(log($0 / value)) < 0.15 }.count
      return DistributionChart.DensityPoint(value: value, density: Double(near) / Double(sorted.count) / 0.3)
    }
    return .init(
      series: series, values: values, density: density,
      quartiles: .init(lower: quantile(0.25), median: quantile(0.5), upper: quantile(0.75)),
      whiskers: quantile(0.02)...quantile(0.98),
      letterValues: [0.25, 0.125, 0.0625].map {
        .init(lower: quantile($0), upper: quantile(1 - $0), share: 1 - 2 * $0)
      },
      bins: zip(grid, grid.dropFirst()).enumerated().filter { $0.offset % 4 == 0 }.map {
        .init(lower: $0.element.0, upper: $0.element.1, height: Double($0.offset % 7))
      })
  }

  static func distributions(
    _ categories: Int, series: Int, calls: Int, form: DistributionChart.Form = .halfEye,
    orientation: DistributionChart.Orientation = .up, labels: [String]? = nil, equal: Bool = false,
    values: [Double]? = nil, spacing: ValueAxis.Spacing = .logarithmic
  ) -> DistributionChart {
    var random = Seeded(UInt64(categories * 31 + series * 7 + calls))
    return DistributionChart(
      valueAxis: ValueAxis("Latency", unit: "ms", spacing: spacing), categoryTitle: "Memory (MB)",
      categories: (0..<categories).map { category in
        .init(
          label: labels.map { $0[category % $0.count] } ?? "\(128 << min(category, 20))",
          distributions: (0..<series).map { index in
            let made =
              equal
              ? Array(repeating: 25, count: calls)
              : random.latencies(calls, median: 200 / Double(category + 1) * (index == 0 ? 1 : 8))
            return distribution(values ?? made, series: index)
          })
      }, series: (0..<series).map { .init(label(labels, $0, "state")) }, form: form, orientation: orientation)
  }

  static func shift(
    _ count: Int, spread: Double = 1, spacing: ValueAxis.Spacing = .linear, margin: Double = 0
  )
    -> ShiftFunctionChart
  {
    ShiftFunctionChart(
      axis: ValueAxis("Change", unit: "ms", spacing: spacing),
      points: (0..<count).map { index in
        let share = (Double(index) + 0.5) / Double(max(1, count))
        let change = spread * (-1 + 40 * pow(share, 20))
        let width = spread * (0.2 + 12 * pow(share, 12))
        return .init(
          probability: share, difference: change,
          pointwise: .init(lower: change - width, upper: change + width),
          simultaneous: .init(lower: index % 9 == 8 ? nil : change - 2 * width, upper: change + 2 * width),
          isSupported: share < 0.97)
      }, margin: margin,
      callouts: [.init(at: 0.5, "median −1.0 ms [−1.3, −0.6]"), .init(at: 0.99, "p99 +60 ms")])
  }

  static func memory(
    _ series: Int, sizes: Int = 5, runs: Int = 40, labels: [String]? = nil, spread: Double = 1
  )
    -> CostMemoryChart
  {
    var random = Seeded(UInt64(series * 13 + sizes))
    func mean(_ memory: Double, _ index: Int) -> Double {
      spread * (0.4 + 70 / memory + memory / 5_000) * (1 + 0.2 * Double(index))
    }
    return CostMemoryChart(
      valueAxis: ValueAxis("Cost", unit: "USD per million calls"),
      series: (0..<series).map { index in
        .init(
          label: label(labels, index, "Platform"),
          sizes: (0..<sizes).map { step in
            let memory = 128 * pow(2, Double(step))
            let centre = mean(memory, index)
            return .init(
              memory: memory, values: (0..<runs).map { _ in centre * exp(0.05 * random.normal()) },
              centre: sizes < 4 ? centre : nil, interval: .init(lower: centre * 0.98, upper: centre * 1.02))
          },
          fit: (0...60).map { step in
            let memory = 110 * pow(2, Double(step) / 60 * 4.6)
            let centre = mean(memory, index)
            return .init(
              memory: memory, mean: centre, confidence: centre * 0.98...centre * 1.02,
              prediction: centre * 0.9...centre * 1.1)
          },
          optimum: .init(
            memory: 590, interval: .init(lower: 520, upper: 650),
            label: "cheapest 590 MB [520, 650], 0.64 USD"))
      })
  }

  static func dumbbells(_ rows: Int, labels: [String]? = nil) -> DumbbellChart {
    DumbbellChart(
      axis: ValueAxis("Median latency", unit: "ms", spacing: .logarithmic),
      rows: (0..<rows).map { index in
        let warm = 200 / Double(index + 1)
        return .init(
          label: label(labels, index, "function"),
          first: index % 7 == 5 ? nil : .init(warm, interval: .init(lower: warm * 0.9, upper: warm * 1.1)),
          second: index % 5 == 4
            ? nil
            : .init(warm * 9, interval: .init(lower: warm * 8, upper: index % 3 == 2 ? nil : warm * 10)),
          cells: ["200", "1800", "9.0 ×"])
      }, labelTitle: "Function", columns: [.init("warm"), .init("cold"), .init("ratio")])
  }

  static func series(_ count: Int, step: Double = 3_600, labels: [String]? = nil, equal: Bool = false)
    -> TimeSeriesChart
  {
    var random = Seeded(UInt64(count))
    let end = start + Double(max(1, count)) * step
    return TimeSeriesChart(
      valueAxis: ValueAxis("Hourly p95", unit: "ms"),
      points: (0..<count).filter { count < 30 || !(200..<230).contains($0) }.map { index in
        let level = index < count / 2 ? 41.0 : 47
        return .init(
          time: start + Double(index) * step,
          value: equal ? 41 : level + random.normal() + (index % 97 == 50 ? 20 : 0),
          isOutlier: index % 97 == 50)
      },
      regimes: count < 2
        ? []
        : [
          .init(
            start: start, end: (start + end) / 2, level: 41, interval: 40.7...41.4,
            label: labels?[5] ?? "41.1 ms [40.7, 41.4]"),
          .init(
            start: (start + end) / 2, end: end, level: 47, interval: 46.5...47.3,
            label: labels?[6] ?? "46.9 ms [46.5, 47.3]"),
        ],
      changePoints: [
        .init(
          time: (start + end) / 2, interval: ((start + end) / 2 - 3 * step)...((start + end) / 2 + 5 * step),
          label: labels?[2] ?? "13 Jun 12:00")
      ], events: [.init(time: start + (end - start) / 3, label: labels?[0] ?? "new runtime")])
  }

  static func heat(_ days: Int, ramp: ColourRamp = .cividis, missing: Bool = true) -> HeatMap {
    var random = Seeded(UInt64(days))
    return HeatMap(
      valueAxis: ValueAxis("p95", unit: "ms"),
      hourly: (0..<days * 24).filter { !missing || !(60..<67).contains($0) }.map {
        (start + Double($0) * 3_600, 42 + 6 * sin(Double($0) / 30) + random.normal())
      }, changes: [start + 5 * day + 7_200, start + 9 * day],
      colours: ColourScale(ramp, domain: missing ? 36...48 : nil, centre: 42))
  }

  static func causes(_ rows: Int, causes: Int = 5, labels: [String]? = nil, scale: Double = 1)
    -> CauseBreakdownChart
  {
    CauseBreakdownChart(
      shareTitle: "Share of tail outliers by cause (%)",
      causes: (0..<causes).map { .init(label(labels, $0, "cause")) },
      rows: (0..<rows).map { row in
        .init(
          label: label(labels, row, "Platform"),
          counts: (0..<causes).map { Double(($0 * 7 + row * 5) % 11) * scale },
          unexplained: Double(row % 4) * 3)
      }, noun: "outliers")
  }

  static func outliers(_ count: Int, causes: Int = 4, labels: [String]? = nil) -> OutlierChart {
    var random = Seeded(UInt64(count + causes))
    func point(_ factor: Double) -> OutlierChart.Point {
      .init(time: random.uniform(0, 60), value: 22 * factor * exp(0.15 * random.normal()))
    }
    let normal = (0..<count).map { _ in point(1) }
    return OutlierChart(
      horizontal: .elapsed(title: "Time in run", unit: "min"),
      valueAxis: ValueAxis("Latency", unit: "ms", spacing: .logarithmic), normal: normal,
      causes: (0..<causes).map { index in
        .init(
          label(labels, index, "cause"), points: (0..<(count / 60)).map { _ in point(3 * Double(index + 1)) },
          detail: "median \(66 * (index + 1)) ms")
      }, threshold: .init(41, label: labels?[1] ?? "outer fence: 41 ms"),
      windows: [.init(31.7...34.7, label: labels?[3] ?? "burst, 31.7 to 34.7 min")],
      density: (0...80).map {
        .init(value: 12 * pow(1.06, Double($0)), density: exp(-pow(Double($0) - 12, 2) / 30))
      })
  }

  static func waterfall(_ rows: Int, labels: [String]? = nil, scale: Double = 1) -> WaterfallChart {
    WaterfallChart(
      kinds: [
        .init("exec", style: 0), .init("cold: sandbox", style: 4),
        .init("cold: runtime", style: 4, isLight: true),
        .init("queue", style: nil),
      ],
      rows: (0..<rows).map { row in
        let begin = Double(row) * 40 * scale
        return .init(
          label: label(labels, row, "function"),
          segments: [
            .init(kind: 3, start: begin, duration: 9 * scale, isCritical: row % 3 != 2),
            .init(
              kind: row % 2 + 1, start: begin + 12 * scale, duration: 18 * scale, isCritical: row % 3 != 2),
            .init(kind: 0, start: begin + 30 * scale, duration: 22 * scale, isCritical: row % 3 != 2),
          ], caller: row > 0 ? row - 1 : nil)
      }, marks: [.init(Double(rows) * 40 * scale + 12 * scale, label: labels?[4] ?? "end")])
  }

  static func survival(_ series: Int, labels: [String]? = nil, stepped: Bool = false) -> SurvivalChart {
    SurvivalChart(
      timeAxis: ValueAxis("Idle time", unit: "min", includesZero: true), shareTitle: "Evicted (%)",
      series: (0..<series).map { index in
        let middle = 5 * Double(index + 1)
        func share(_ time: Double) -> Double { 1 / (1 + exp(-(time - middle) / 1.5)) }
        return .init(
          label: label(labels, index, "Platform"),
          observations: stride(from: 1.0, through: 30, by: 2).map {
            .init(time: $0, share: share($0), interval: max(0, share($0) - 0.1)...min(1, share($0) + 0.1))
          },
          curve: (0...60).map {
            let time = Double($0) / 2
            return .init(
              time: time, share: share(time), band: max(0, share(time) - 0.05)...min(1, share(time) + 0.05))
          }, isStepped: stepped, censored: stepped ? [12, 17.5] : [],
          halfTime: .init(
            time: middle, interval: .init(lower: middle - 0.4, upper: index == 1 ? nil : middle + 0.5),
            label: "half after \(Int(middle)) min"))
      }, intervalLabel: "95% Wilson interval", bandLabel: "95% band of the fit")
  }

  static func quantiles(_ count: Int) -> QQChart {
    QQChart(
      referenceAxis: ValueAxis("Standard normal quantile"), sampleAxis: ValueAxis("Robust z"),
      points: (0..<count).map { index in
        let share = (Double(index) + 0.5) / Double(max(1, count))
        let reference = log(share / (1 - share)) / 1.7
        return .init(
          reference: reference, sample: reference + max(0, reference - 1.5) * 3,
          envelope: reference - 0.2...reference + 0.2)
      })
  }

  static func autocorrelation(_ lags: Int) -> AutocorrelationChart {
    let correlations = (0..<lags).map { index -> (lag: Double, value: Double) in
      (Double(index + 1), 0.7 * exp(-Double(index) / 4) - 0.05)
    }
    return AutocorrelationChart(
      lagTitle: "Lag (h)", correlations: correlations,
      bound: 0.15, sizeLabel: "n = 168, effective n ≈ 46")
  }

  static func convergence(_ series: Int, labels: [String]? = nil) -> ConvergenceChart {
    ConvergenceChart(
      widthAxis: ValueAxis("Half-width", unit: "%", spacing: .logarithmic),
      series: (0..<series).map { index in
        .init(
          label: label(labels, index, "p9"),
          widths: (1...12).map { step -> (calls: Double, width: Double) in
            (50 * pow(1.7, Double(step)), 60 * Double(index + 1) / pow(1.3, Double(step)))
          })
      }, target: .init(2.5, label: "stop at 2.5 %"))
  }

  static func sameAgainstSame(_ count: Int) -> AAChart {
    var random = Seeded(UInt64(count))
    return AAChart(
      axis: ValueAxis("Difference", unit: "%"),
      comparisons: (0..<count).map { _ in
        let estimate = random.normal() * 1.5
        return .init(
          estimate: estimate, interval: .init(lower: estimate - 3, upper: estimate + 3),
          isAlarm: abs(estimate) > 3)
      }, rateInterval: 0.02...0.1, equivalence: .init(-5...5, label: "margin ±5 %"))
  }

  /// One usual chart of each further kind.
  static let further: [(name: String, chart: any Chart)] = [
    ("half-eyes", distributions(4, series: 2, calls: 120)),
    ("letter-values", distributions(4, series: 2, calls: 300, form: .letterValues, orientation: .across)),
    ("boxes", distributions(5, series: 1, calls: 80, form: .box)),
    ("histograms", distributions(3, series: 1, calls: 80, form: .histogram, orientation: .across)),
    ("shift-function", shift(40, spacing: .symmetricLogarithmic(linearWithin: 2))),
    ("cost-memory", memory(1)),
    ("dumbbells", dumbbells(6)), ("time-series", series(400)), ("heat-map", heat(21)), ("causes", causes(4)),
    ("outliers", outliers(1_500)), ("waterfall", waterfall(8)), ("survival", survival(3)),
    ("quantile-plot", quantiles(300)), ("autocorrelation", autocorrelation(30)),
    ("convergence", convergence(3)),
    ("same-against-same", sameAgainstSame(60)),
  ]

  /// Further charts at the limits of their layout.
  static let furtherStress: [(name: String, chart: any Chart)] = {
    let hostile = [Double.nan, -1, 0, .infinity, 5, -.infinity, 1e300, 7] + Array(repeating: 6, count: 40)
    var charts: [(name: String, chart: any Chart)] = []
    for form in DistributionChart.Form.allCases {
      charts.append(("no \(form)", distributions(0, series: 1, calls: 0, form: form)))
      charts.append(
        ("\(form) of 3 series, hostile", distributions(2, series: 3, calls: 60, form: form, values: hostile)))
    }
    let labels = hostileLabels
    charts += [
      ("few values", distributions(3, series: 2, calls: 12)),
      ("one value", distributions(1, series: 1, calls: 1)),
      ("equal values", distributions(3, series: 2, calls: 60, equal: true)),
      ("many distributions", distributions(40, series: 2, calls: 40)),
      (
        "violins across",
        distributions(3, series: 2, calls: 60, form: .violin, orientation: .across, labels: labels)
      ),
      ("100000 values", distributions(1, series: 1, calls: 20_000, form: .strip)),
      ("distributions of hostile labels", distributions(10, series: 2, calls: 40, labels: labels)),
      ("no shift", shift(0)), ("one shift", shift(1)), ("wide shift", shift(60, spread: 1e9, margin: 5)),
      ("wide symmetric shift", shift(60, spread: 1e7, spacing: .symmetricLogarithmic(linearWithin: 1e-3))),
      ("tiny symmetric shift", shift(20, spread: 1e-9, spacing: .symmetricLogarithmic(linearWithin: .nan))),
      ("no memory", memory(0)), ("three sizes", memory(1, sizes: 3)), ("one size", memory(2, sizes: 1)),
      ("many memories", memory(8, runs: 900, labels: labels)), ("tiny costs", memory(3, spread: 1e-8)),
      ("no dumbbells", dumbbells(0)), ("hostile dumbbells", dumbbells(20, labels: labels)),
      ("no series", series(0)), ("one moment", series(1)), ("dense series", series(20_000, step: 60)),
      ("seconds", series(40, step: 1)), ("years", series(300, step: 40 * day)),
      ("equal series", series(50, equal: true)),
      ("hostile series", series(400, labels: labels)), ("no days", heat(0)),
      ("one day", heat(1, missing: false)),
      ("a year of hours", heat(366)), ("diverging", heat(21, ramp: .blueVermillion)),
      ("no causes", causes(0, causes: 0)),
      ("hostile causes", causes(12, causes: 10, labels: labels)),
      ("refused counts", causes(3, scale: -.infinity)),
      ("no outliers", outliers(0, causes: 0)), ("hostile outliers", outliers(300, causes: 9, labels: labels)),
      ("many outliers", outliers(40_000, causes: 2)), ("no waterfall", waterfall(0)),
      ("hostile waterfall", waterfall(14, labels: labels, scale: 1e5)),
      ("early waterfall", waterfall(3, scale: -1)),
      ("no survival", survival(0)), ("hostile survival", survival(10, labels: labels)),
      ("stepped survival", survival(2, stepped: true)), ("no quantiles", quantiles(0)),
      ("one quantile", quantiles(1)),
      ("many quantiles", quantiles(20_000)), ("no lags", autocorrelation(0)),
      ("many lags", autocorrelation(500)),
      ("no convergence", convergence(0)), ("hostile convergence", convergence(10, labels: labels)),
      ("no comparisons", sameAgainstSame(0)), ("many comparisons", sameAgainstSame(2_000)),
    ]
    return charts
  }()
}
