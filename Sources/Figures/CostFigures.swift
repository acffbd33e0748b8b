import Charts
import Foundation
import Statistics

extension FigureKind {
  static let costKinds: [FigureKind] = [
    FigureKind(
      name: "pareto",
      summary: "cost against time with the front, its uncertainty and each point's chance to be on it",
      roles: [
        .required("time", "the time of each run"), .required("cost", "the cost of each run"),
        .required("size", "the memory size"), .optional("group", "the platform"),
      ], make: CostFigures.pareto),
    FigureKind(
      name: "cost-memory",
      summary: "cost or time against memory size: runs, means and a curve for sizes between",
      roles: [
        .required("memory", "the memory size"), .required("value", "the cost or time of each run"),
        .optional("group", "the platform"),
      ], make: CostFigures.memory),
  ]
}

/// Figures of cost.
enum CostFigures {
  private static let replicates = 2_000
  private static let runShare = 0.8

  // MARK: Front

  private struct Cloud {
    var group: String
    var size: String
    var runs: [(time: Double, cost: Double)]
    /// Of the logarithms.
    var mean = (time: 0.0, cost: 0.0)
    var covariance = (time: 0.0, both: 0.0, cost: 0.0)

    init(group: String, size: String, runs: [(time: Double, cost: Double)]) {
      self.group = group
      self.size = size
      self.runs = runs.map { (log($0.time), log($0.cost)) }
      let n = Double(runs.count)
      mean = (self.runs.reduce(0) { $0 + $1.time } / n, self.runs.reduce(0) { $0 + $1.cost } / n)
      guard runs.count > 1 else { return }
      for run in self.runs {
        let (a, b) = (run.time - mean.time, run.cost - mean.cost)
        covariance = (covariance.time + a * a, covariance.both + a * b, covariance.cost + b * b)
      }
      covariance = (covariance.time / (n - 1), covariance.both / (n - 1), covariance.cost / (n - 1))
    }
  }

  static func pareto(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let clouds = try self.clouds(table)
    let probabilities = membership(clouds, seed: options.seed)
    let front = clouds.indices.filter { index in
      !clouds.contains { dominates($0.mean, clouds[index].mean) }
    }
    let groups = FigureTable.order(clouds.map(\.group))
    let short = Words.short(groups)
    let hasEllipses = clouds.contains { $0.runs.count >= 5 }
    let series = groups.map { group in
      CostTimeChart.Series(
        label: group.isEmpty ? "all" : group,
        points: clouds.indices.filter { clouds[$0].group == group }.map { index in
          let cloud = clouds[index]
          let name = groups.count > 1 ? "\(short[group] ?? group) \(cloud.size)" : cloud.size
          return .init(
            label: name, time: exp(cloud.mean.time), cost: exp(cloud.mean.cost),
            isDominated: !front.contains(index), regions: regions(cloud, level: options.level),
            frontProbability: cloud.runs.count > 1 ? probabilities[index] : nil)
        })
    }
    var chart = CostTimeChart(
      timeAxis: options.axis("time", of: table, logarithmic: true),
      costAxis: options.axis("cost", of: table, logarithmic: true), series: series, showsFront: true,
      frontLabel: "front",
      regionLabels: [
        "\(Words.setting(runShare * 100)) % of single runs", "\(options.percent) region of the mean",
      ])
    chart.joinsSizes = groups.count == 1
    let sure = front.filter { probabilities[$0] > 0.95 }.count
    let possible = clouds.indices.filter { probabilities[$0] > 0.05 }.count
    return Figure(
      "\(front.count) of \(clouds.count) configurations are not dominated; \(sure) of them surely, \(possible) possibly",
      chart,
      caption: [
        Words.sizes(clouds.map(\.runs.count), "configuration"),
        "Geometric means; labels: \(options.title("size", of: table)).",
        hasEllipses
          ? "Ellipses: \(Words.setting(runShare * 100)) % of single runs, and \(options.percent) confidence region of the mean (Hotelling)."
          : "Too few runs for ellipses.",
        "Probability of being on the front from \(Words.count(replicates)) bootstrap samples; surely: above 95 %, possibly: above 5 %.",
      ])
  }

  private static func clouds(_ table: FigureTable) throws -> [Cloud] {
    let times = try table.numbers("time")
    let costs = try table.numbers("cost")
    let sizes = try table.texts("size")
    let groups = try table.optionalTexts("group") ?? Array(repeating: "", count: times.count)
    var runs: [[String]: [(time: Double, cost: Double)]] = [:]
    for row in times.indices
    where times[row] > 0 && costs[row] > 0 && times[row].isFinite && costs[row].isFinite {
      runs[[groups[row], sizes[row]], default: []].append((times[row], costs[row]))
    }
    if runs.isEmpty { throw FigureError.unfit("No run has a positive time and a positive cost.") }
    return FigureTable.order(groups).flatMap { group in
      FigureTable.order(sizes).compactMap { size in
        runs[[group, size]].map { Cloud(group: group, size: size, runs: $0) }
      }
    }
  }

  private static func dominates(_ a: (time: Double, cost: Double), _ b: (time: Double, cost: Double)) -> Bool
  {
    a.time <= b.time && a.cost <= b.cost && (a.time < b.time || a.cost < b.cost)
  }

  /// How often each configuration is on the front when its runs are drawn anew, with their pairs of time and cost kept.
  private static func membership(_ clouds: [Cloud], seed: UInt64) -> [Double] {
    var generator = Xoshiro256PlusPlus(seed: seed)
    var counts = Array(repeating: 0, count: clouds.count)
    for _ in 0..<replicates {
      let means = clouds.map { cloud -> (time: Double, cost: Double) in
        var sum = (time: 0.0, cost: 0.0)
        for _ in cloud.runs.indices {
          let run = cloud.runs[generator.index(below: cloud.runs.count)]
          sum = (sum.time + run.time, sum.cost + run.cost)
        }
        return (sum.time / Double(cloud.runs.count), sum.cost / Double(cloud.runs.count))
      }
      for index in means.indices where !means.contains(where: { dominates($0, means[index]) }) {
        counts[index] += 1
      }
    }
    return counts.map { Double($0) / Double(replicates) }
  }

  private static func regions(_ cloud: Cloud, level: Double) -> [CostTimeChart.Point.Region] {
    let n = Double(cloud.runs.count)
    guard cloud.runs.count >= 5 else { return [] }
    let single = -2 * log(1 - runShare)
    let fisher = (try? FisherF(numerator: 2, denominator: n - 2).quantile(level)) ?? 3
    return [single, 2 * (n - 1) / (n - 2) * fisher / n].map { ellipse(cloud, squaredRadius: $0) }
  }

  /// The corners of an ellipse of the logarithms, by its principal axes.
  private static func ellipse(_ cloud: Cloud, squaredRadius: Double) -> CostTimeChart.Point.Region {
    let (a, b, c) = cloud.covariance
    let middle = (a + c) / 2
    let half = (((a - c) / 2) * ((a - c) / 2) + b * b).squareRoot()
    let angle = 0.5 * atan2(2 * b, a - c)
    let axes = [middle + half, max(0, middle - half)].map { ($0 * squaredRadius).squareRoot() }
    return .init(
      corners: (0..<48).map { step in
        let turn = 2 * Double.pi * Double(step) / 48
        let (u, v) = (axes[0] * cos(turn), axes[1] * sin(turn))
        return .init(
          time: exp(cloud.mean.time + u * cos(angle) - v * sin(angle)),
          cost: exp(cloud.mean.cost + u * sin(angle) + v * cos(angle)))
      })
  }

  // MARK: Memory

  static func memory(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let memories = try table.numbers("memory")
    let values = try table.numbers("value")
    let groups = try table.optionalTexts("group") ?? Array(repeating: "", count: values.count)
    var runs: [String: [Double: [Double]]] = [:]
    for row in values.indices where memories[row] > 0 && memories[row].isFinite && values[row].isFinite {
      runs[groups[row], default: [:]][memories[row], default: []].append(values[row])
    }
    let axis = options.axis("value", of: table)
    let memoryUnit = Words.titleAndUnit(ofLabel: options.title("memory", of: table)).1.map { " \($0)" } ?? ""
    var curves: [(name: String, curve: MemoryCurve)] = []
    var sentences: [String] = []
    let names = FigureTable.order(groups).filter { runs[$0] != nil }
    let series = try names.map { name in
      let sizes = try (runs[name] ?? [:]).sorted { $0.key < $1.key }.map {
        memory, values -> CostMemoryChart.Size in
        let mean =
          values.count > 1 ? try meanInterval(values, level: options.level, structure: .independent) : nil
        return CostMemoryChart.Size(
          memory: memory, values: values, centre: mean?.value ?? values.reduce(0, +) / Double(values.count),
          interval: mean?.interval.map { IntervalBounds(lower: $0.lower, upper: $0.upper) })
      }
      if let best = cheapest(sizes, seed: options.seed) {
        let percent = best.probability > 0.995 ? "> 99" : Words.number(best.probability * 100, digits: 2)
        sentences.append(
          "\(name.isEmpty ? "" : "of \(name) ")is lowest at \(Words.setting(best.memory))\(memoryUnit) (probability \(percent) %)"
        )
      }
      var series = CostMemoryChart.Series(label: name.isEmpty ? "runs" : name, sizes: sizes)
      if let curve = MemoryCurve(sizes.map { ($0.memory, $0.values) }) {
        series.fit = try curve.points(level: options.level)
        series.optimum = optimum(series.fit, sizes, unit: memoryUnit)
        curves.append((name, curve))
      }
      return series
    }
    if series.isEmpty { throw FigureError.unfit("No run has a memory size and a value.") }
    let chart = CostMemoryChart(
      memoryTitle: options.title("memory", of: table), valueAxis: axis, series: series,
      confidenceLabel: "\(options.percent) band of the curve",
      predictionLabel: "\(options.percent) band for a size not measured")
    return Figure(
      "\(axis.title) " + Words.list(sentences), chart,
      caption: [
        "Points: runs. Symbols: means with \(options.percent) intervals\(curves.isEmpty ? ", joined without a model" : "").",
        curveNote(curves),
        "Probability of the lowest mean from \(Words.count(replicates)) bootstrap samples.",
      ])
  }

  /// Where the curve is lowest, and between which sizes the lowest could be.
  private static func optimum(
    _ fit: [CostMemoryChart.FitPoint], _ sizes: [CostMemoryChart.Size], unit: String
  ) -> CostMemoryChart.Optimum? {
    MemoryCurve.optimum(of: fit, sizes: sizes).map { best in
      let ends = [best.could.lowerBound, best.could.upperBound].map { Words.fixed($0, decimals: 0) }
      return CostMemoryChart.Optimum(
        memory: best.memory,
        interval: IntervalBounds(lower: best.could.lowerBound, upper: best.could.upperBound),
        label:
          "curve lowest at \(Words.fixed(best.memory, decimals: 0))\(unit) [\(ends.joined(separator: ", "))]")
    }
  }

  private static func curveNote(_ curves: [(name: String, curve: MemoryCurve)]) -> String {
    guard let count = curves.first?.curve.candidateCount else { return "" }
    let words = curves.map { name, curve in
      "\(curve.formula)\(name.isEmpty ? "" : " for \(name)") (\(Words.number(curve.errorOfNewSizes * 100, digits: 2)) % off)"
    }
    return
      "Curve\(curves.count > 1 ? "s" : "") with x for the memory, of \(count) kinds the one nearest to inner sizes "
      + "when these are left out: \(Words.list(words)). The pale band adds this error. The curve may be lowest "
      + "wherever that band reaches below its top at the minimum, between the nearest sizes that are surely higher."
  }

  private static func cheapest(_ sizes: [CostMemoryChart.Size], seed: UInt64) -> (
    memory: Double, probability: Double
  )? {
    guard let best = sizes.min(by: { ($0.centre ?? .infinity) < ($1.centre ?? .infinity) }), sizes.count > 1
    else {
      return nil
    }
    var generator = Xoshiro256PlusPlus(seed: seed)
    var wins = 0
    for _ in 0..<replicates {
      let means = sizes.map { size -> (Double, Double) in
        var sum = 0.0
        for _ in size.values.indices { sum += size.values[generator.index(below: size.values.count)] }
        return (sum / Double(size.values.count), size.memory)
      }
      if means.min(by: { $0 < $1 })?.1 == best.memory { wins += 1 }
    }
    return (best.memory, Double(wins) / Double(replicates))
  }
}
