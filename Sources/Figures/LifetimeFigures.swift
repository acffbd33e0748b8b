import Charts
import Foundation
import Statistics

extension FigureKind {
  static let lifetimeKinds: [FigureKind] = [
    FigureKind(
      name: "eviction",
      summary: "shares of evicted instances by idle time, with the time after which half are gone",
      roles: [
        .required("idle", "the idle time before the probe"), .required("trials", "how many probes"),
        .required("evicted", "how many found the instance gone"), .optional("group", "the platform"),
      ], make: LifetimeFigures.eviction),
    FigureKind(
      name: "survival", summary: "the product-limit curve of times that may be cut off",
      roles: [
        .required("time", "the waiting time"),
        .optional("ended", "1 where the event was seen, 0 where it was cut off"),
        .optional("group", "what the times belong to"),
      ], make: LifetimeFigures.survival),
  ]
}

/// Figures of waiting times.
enum LifetimeFigures {
  private static let replicates = 1_000

  private static func range(_ interval: IntervalBounds) -> (Double?, Double?) {
    (interval.lower, interval.upper)
  }

  static func eviction(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let idle = try table.numbers("idle")
    let trials = try table.numbers("trials")
    let evicted = try table.numbers("evicted")
    let groups = try table.optionalTexts("group") ?? Array(repeating: "", count: idle.count)
    let axis = options.axis("idle", of: table)
    var halves: [Double] = []
    let series = try FigureTable.order(groups).map { group in
      let rows = groups.indices.filter {
        groups[$0] == group && idle[$0].isFinite && trials[$0] >= 1 && trials[$0] <= 1e9 && evicted[$0] >= 0
          && evicted[$0] <= trials[$0]
      }.sorted { idle[$0] < idle[$1] }
      let curve = try MonotoneCurve(
        times: rows.map { idle[$0] }, trials: rows.map { Int(trials[$0]) },
        events: rows.map { Int(evicted[$0]) })
      let band = try curve.band(level: options.level, replicates: replicates, seed: options.seed)
      if let half = curve.time(at: 0.5) { halves.append(half) }
      return SurvivalChart.Series(
        label: group.isEmpty ? "all" : group,
        observations: rows.map { row in
          .init(
            time: idle[row], share: evicted[row] / trials[row],
            interval: wilson(evicted[row], of: trials[row], level: options.level))
        },
        curve: zip(curve.times, zip(curve.shares, band.limits)).map {
          .init(time: $0, share: $1.0, band: $1.1)
        },
        halfTime: curve.time(at: 0.5).map { half in
          let words = Words.estimate(half, band.half.lower, band.half.upper, unit: axis.unit)
          return .init(time: half, interval: band.half, label: "half after \(words)")
        })
    }
    let chart = SurvivalChart(
      timeAxis: axis, shareTitle: "Evicted instances (%)", series: series,
      intervalLabel: "\(options.percent) interval", bandLabel: "\(options.percent) band of the curve")
    let unit = axis.unit.map { " \($0)" } ?? ""
    let words = halves.min().flatMap { low in
      halves.max().map { high in
        let (low, high) = (Words.number(low, digits: 2), Words.number(high, digits: 2))
        return low == high ? "\(low)\(unit)" : "\(low) to \(high)\(unit)"
      }
    }
    let counts = Set(trials.filter { $0.isFinite }.map { Int(min(1e9, max(0, $0))) })
    return Figure(
      words.map { "Half of the idle instances are gone after \($0)" }
        ?? "Half of the instances outlive every idle time",
      chart,
      caption: [
        counts.count == 1 ? "\(counts.first ?? 0) probes a point." : "",
        "Bars: \(options.percent) Wilson intervals. Curve: the most likely one that never falls, without a law; band and half times from \(Words.count(replicates)) parametric bootstrap samples.",
      ])
  }

  /// Wilson's interval of a share.
  private static func wilson(_ events: Double, of trials: Double, level: Double) -> ClosedRange<Double> {
    let z = Normal.quantile(0.5 + level / 2)
    let share = events / trials
    let scale = 1 + z * z / trials
    let centre = (share + z * z / (2 * trials)) / scale
    let half = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot() / scale
    return max(0, min(share, centre - half))...min(1, max(share, centre + half))
  }

  static func survival(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let times = try table.numbers("time")
    let ended = try table.flags("ended") ?? Array(repeating: true, count: times.count)
    let groups = try table.optionalTexts("group") ?? Array(repeating: "", count: times.count)
    let axis = options.axis("time", of: table)
    var counts: [Int] = []
    let series = try FigureTable.order(groups).map { group in
      let rows = groups.indices.filter { groups[$0] == group && times[$0].isFinite && times[$0] >= 0 }
      counts.append(rows.count)
      let sample = try CensoredSample(rows.map { times[$0] }, isCensored: rows.map { !ended[$0] })
      let curve = try ProductLimitCurve(sample)
      let z = Normal.quantile(0.5 + options.level / 2)
      let points = curve.steps.map { step -> SurvivalChart.CurvePoint in
        let share = 1 - step.survival
        // The log-log form keeps the band inside 0 and 1.
        guard step.survival > 0, step.survival < 1 else { return .init(time: step.time, share: share) }
        let reach = z * step.logVariance.squareRoot() / abs(log(step.survival))
        let ends = [exp(-reach), exp(reach)].map { 1 - pow(step.survival, $0) }
        return .init(time: step.time, share: share, band: ends[0]...max(ends[0], ends[1]))
      }
      return SurvivalChart.Series(
        label: group.isEmpty ? "all" : group, curve: [.init(time: 0, share: 0)] + points, isStepped: true,
        censored: rows.filter { !ended[$0] }.map { times[$0] })
    }
    return Figure(
      "Events by waiting time",
      SurvivalChart(
        timeAxis: axis, shareTitle: "Ended (%)", series: series,
        bandLabel: "\(options.percent) pointwise band"),
      caption: [
        Words.sizes(counts),
        "Product-limit curves after Kaplan and Meier with log-log bands; ticks: cut-off times.",
      ])
  }
}
