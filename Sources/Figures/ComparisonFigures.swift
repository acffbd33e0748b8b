import Charts
import Foundation
import Statistics

extension FigureKind {
  static let comparisonKinds: [FigureKind] = [
    FigureKind(
      name: "shift", summary: "differences of all quantiles between two groups",
      roles: [
        .required("value", "the measured values"), .required("group", "before and after, in this order"),
      ],
      make: ComparisonFigures.shift),
    FigureKind(
      name: "forest", summary: "changes with intervals, verdicts and their random-effects mean",
      roles: [
        .required("label", "what was compared"),
        .optional("log_ratio", "the natural logarithm of the ratio of new to old"),
        .optional("estimate", "the change in per cent, where there is no log_ratio"),
        .required("se", "the standard error of either"), .optional("n", "the number of values"),
      ], make: ComparisonFigures.forest),
    FigureKind(
      name: "dumbbell", summary: "medians of two states for each category, with intervals",
      roles: [
        .required("value", "the measured values"), .required("category", "the rows"),
        .required("group", "the two states"),
      ], make: ComparisonFigures.dumbbell),
  ]
}

/// Figures that compare.
enum ComparisonFigures {
  // MARK: Shift function

  static func shift(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let groups = try table.groups("value", by: "group")
    guard groups.count == 2 else {
      throw FigureError.unfit(
        "A shift function compares two groups; column \(table.column("group")) has \(groups.count).")
    }
    let before = try SortedSample(groups[0].values)
    let after = try SortedSample(groups[1].values)
    let smallest = Double(min(before.count, after.count))
    let grid = stride(from: 0.02, through: 0.961, by: 0.02).map { $0 } + [0.97, 0.98, 0.985, 0.99]
    let probabilities = grid.filter { smallest * min($0, 1 - $0) >= 5 }
    let shift = try after.shiftFunction(
      against: before, at: probabilities, level: options.level, simultaneous: .maxT)
    let points = zip(shift.pointwise, shift.simultaneous).compactMap { single, joint in
      single.difference.map { difference in
        ShiftFunctionChart.Point(
          probability: single.probability, difference: difference.value,
          pointwise: bounds(difference.interval), simultaneous: bounds(joint.difference?.interval),
          isSupported: smallest * (1 - single.probability) >= 10)
      }
    }
    let axis = options.axis("value", of: table)
    let unit = axis.unit
    let spread = try before.quantile(0.75) - before.quantile(0.25)
    let largest = points.map { abs($0.difference) }.max() ?? 0
    let smallestShift = points.map { abs($0.difference) }.sorted()
    let typical = smallestShift.isEmpty ? 1 : max(smallestShift[smallestShift.count / 2], spread * 0.01)
    let isWide = largest > typical * 15
    let margin = options.margin ?? 0
    let isTime = unit.map { ["ns", "µs", "ms", "s", "min", "h"].contains($0) } ?? false
    let directions = isTime ? (below: "faster", above: "slower") : (below: "lower", above: "higher")
    let chart = ShiftFunctionChart(
      axis: ValueAxis(
        "\(groups[1].name) − \(groups[0].name)", unit: unit,
        spacing: isWide ? .symmetricLogarithmic(linearWithin: nice(typical * 1.5)) : .linear),
      points: points, margin: margin, directions: directions,
      callouts: [0.5, 0.97].compactMap { wanted in callout(at: wanted, in: shift.pointwise, unit: unit) },
      pointwiseLabel: "\(options.percent) pointwise interval",
      simultaneousLabel: "\(options.percent) simultaneous band")
    return Figure(
      shiftTitle(points, margin: margin, name: groups[1].name, directions), chart,
      caption: [
        Words.sizes([before.count, after.count]),
        "Differences of quantiles from order statistics; the simultaneous band holds for all points at once.",
        "Colour only where it excludes \(margin > 0 ? "the margin" : "zero").",
      ])
  }

  /// 1, 2 or 5 times a power of ten, at most the value.
  private static func nice(_ value: Double) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    return [5.0, 2, 1].map { $0 * power }.first { $0 <= value } ?? power
  }

  private static func bounds(_ interval: ConfidenceInterval?) -> IntervalBounds? {
    interval.map { IntervalBounds(lower: $0.lower, upper: $0.upper) }
  }

  private static func callout(at wanted: Double, in shift: [QuantileComparison], unit: String?)
    -> ShiftFunctionChart.Callout?
  {
    guard let comparison = shift.first(where: { abs($0.probability - wanted) < 1e-9 }),
      let difference = comparison.difference
    else { return nil }
    let words = Words.estimate(
      difference.value, difference.interval.lower, difference.interval.upper, unit: unit, isSigned: true)
    return .init(
      at: comparison.probability, "\(wanted == 0.5 ? "median" : Words.percentile(wanted)) \(words)")
  }

  /// The stretches in which the simultaneous band decides.
  private static func shiftTitle(
    _ points: [ShiftFunctionChart.Point], margin: Double, name: String,
    _ words: (below: String, above: String)
  ) -> String {
    let lower = points.filter { ($0.simultaneous?.upper).map { $0 < -margin } ?? false }
    let higher = points.filter { ($0.simultaneous?.lower).map { $0 > margin } ?? false }
    func stretch(_ decided: [ShiftFunctionChart.Point]) -> String? {
      guard let first = decided.first, let last = decided.last else { return nil }
      let inside = points.filter { $0.probability >= first.probability && $0.probability <= last.probability }
      let from = Words.percentile(first.probability)
      let to = Words.percentile(last.probability)
      if inside.count > decided.count { return "at \(decided.count) quantiles between \(from) and \(to)" }
      return from == to ? "at \(from)" : "from \(from) to \(to)"
    }
    let parts = [
      stretch(lower).map { "\(words.below) \($0)" }, stretch(higher).map { "\(words.above) \($0)" },
    ].compactMap(\.self)
    return parts.isEmpty
      ? "\(name): no quantile moved for sure" : "\(name) is \(parts.joined(separator: ", "))"
  }

  // MARK: Forest

  private struct Change {
    var label: String
    var n: Double?
    var centre: Double
    var error: Double
    var interval: (Double, Double)
  }

  static func forest(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let isRatio = table.has("log_ratio")
    guard isRatio || table.has("estimate") else {
      throw FigureError.missingColumn(role: "log_ratio", kind: "forest", known: table.names)
    }
    let labels = try table.texts("label")
    let centres = try table.numbers(isRatio ? "log_ratio" : "estimate")
    let errors = try table.numbers("se")
    let sizes = try table.optionalNumbers("n")
    let z = Normal.quantile(0.5 + options.level / 2)
    func percent(_ value: Double) -> Double { isRatio ? (exp(value) - 1) * 100 : value }
    let changes = labels.indices.filter { centres[$0].isFinite && errors[$0] > 0 }.map { row in
      Change(
        label: labels[row], n: sizes?[row], centre: centres[row], error: errors[row],
        interval: (percent(centres[row] - z * errors[row]), percent(centres[row] + z * errors[row])))
    }.sorted { ($0.centre, $0.label) < ($1.centre, $1.label) }
    guard changes.count > 0 else {
      throw FigureError.unfit("No row has an estimate with a positive standard error.")
    }
    let margin = (options.margin ?? 0.05) * 100
    let verdicts = changes.map { verdict($0.interval, margin: margin) }
    let decimals = changes.map { Words.decimals(width: $0.interval.1 - $0.interval.0) }.max() ?? 1
    let rows = zip(changes, verdicts).map { change, verdict in
      IntervalChart.Row(
        label: change.label, estimate: percent(change.centre),
        interval: IntervalBounds(lower: change.interval.0, upper: change.interval.1),
        cells: [change.n.map { Words.count(Int($0.rounded())) } ?? "–"]
          + cells(percent(change.centre), change.interval, decimals: decimals) + [verdict.word],
        verdict: verdict.look)
    }
    let effects = changes.count > 1 ? RandomEffects(changes.map { ($0.centre, $0.error) }) : nil
    let summary = effects.map { summaryRow($0, options, margin: margin, decimals: decimals, percent) }
    let axisTitle = options.labels["estimate"].map { Words.titleAndUnit(ofLabel: $0).0 } ?? "Change"
    let chart = IntervalChart(
      axis: ValueAxis(axisTitle, unit: "%"), groups: [.init(rows: rows + [summary].compactMap(\.self))],
      labelTitle: options.title("label", of: table),
      columns: [
        .init("n"), .init("Change (%)"), .init("\(options.percent) interval"),
        .init("Verdict", alignment: .leading),
      ], reference: ReferenceLine(0, label: ""),
      equivalence: .init(-margin...margin, label: "margin ±\(Words.setting(margin)) %"))
    let counts = ["faster", "slower", "equivalent", "inconclusive"].compactMap { word -> String? in
      let count = verdicts.filter { $0.word == word }.count
      return count > 0 ? "\(count) \(word)" : nil
    }
    return Figure(
      "Of \(changes.count) functions, against a margin of ±\(Words.setting(margin)) %: " + Words.list(counts),
      chart,
      caption: [
        "Squares, circles and diamonds: estimates with \(options.percent) normal intervals.",
        "Faster, slower: the whole interval beyond the margin; equivalent: inside it; else inconclusive.",
        movedNote(changes.map(\.interval), verdicts.map(\.word)),
        effects.map {
          "Heterogeneity τ = \(Words.number($0.deviation * (isRatio ? 100 : 1), digits: 2)) %, "
            + "I² = \(Words.number($0.heterogeneity * 100, digits: 2)) %"
            + ($0.heterogeneity > 0.75
              ? ": the last row is where a further function would lie, not a mean." : ".")
        } ?? "",
      ])
  }

  /// Changes that are sure but of unsure importance.
  private static func movedNote(_ intervals: [(Double, Double)], _ verdicts: [String]) -> String {
    let open = zip(intervals, verdicts).filter { $0.1 == "inconclusive" }
    let moved = open.filter { $0.0.0 > 0 || $0.0.1 < 0 }.count
    return moved == 0
      ? ""
      : "Of the \(open.count) inconclusive, \(moved) changed for sure, though maybe by less than the margin."
  }

  /// All rows have the decimals that the narrowest interval deserves, so that points stand below each other.
  private static func cells(_ estimate: Double, _ interval: (Double, Double), decimals: Int) -> [String] {
    func text(_ value: Double) -> String { Words.signed(value, decimals: decimals) }
    return [text(estimate), "[\(text(interval.0)), \(text(interval.1))]"]
  }

  private static func verdict(_ interval: (Double, Double), margin: Double)
    -> (word: String, look: IntervalChart.Verdict)
  {
    if interval.1 < -margin { return ("faster", .better) }
    if interval.0 > margin { return ("slower", .worse) }
    if interval.0 > -margin, interval.1 < margin { return ("equivalent", .equivalent) }
    return ("inconclusive", .inconclusive)
  }

  /// The mean with its interval or, where the studies differ too much for one, the interval of a further one.
  private static func summaryRow(
    _ effects: RandomEffects, _ options: FigureOptions, margin: Double, decimals: Int,
    _ percent: (Double) -> Double
  ) -> IntervalChart.Row {
    let isPrediction = effects.heterogeneity > 0.75
    let degrees = Double(max(1, effects.count - (isPrediction ? 2 : 1)))
    let t = StudentT.quantile(0.5 + options.level / 2, degreesOfFreedom: degrees)
    let error =
      isPrediction
      ? (effects.error * effects.error + effects.deviation * effects.deviation).squareRoot() : effects.error
    let interval = (percent(effects.mean - t * error), percent(effects.mean + t * error))
    return IntervalChart.Row(
      label: isPrediction ? "Prediction for a further one" : "Random-effects mean",
      estimate: percent(effects.mean),
      interval: IntervalBounds(lower: interval.0, upper: interval.1),
      cells: [""] + cells(percent(effects.mean), interval, decimals: decimals) + [
        verdict(interval, margin: margin).word
      ],
      verdict: isPrediction ? .inconclusive : .none, isSummary: !isPrediction)
  }

  // MARK: Pairs

  static func dumbbell(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let values = try table.numbers("value")
    let categories = try table.texts("category")
    let groups = try table.texts("group")
    let states = FigureTable.order(groups)
    guard states.count == 2 else {
      throw FigureError.unfit(
        "A dumbbell chart joins two states; column \(table.column("group")) has \(states.count).")
    }
    var cells: [[String]: [Double]] = [:]
    for row in values.indices where values[row].isFinite {
      cells[[categories[row], groups[row]], default: []].append(values[row])
    }
    let axis = options.axis("value", of: table, logarithmic: true)
    var ratios: [Double] = []
    let names = FigureTable.order(categories)
    let rows = try names.map { category in
      let estimates = try states.map { state in
        try cells[[category, state]].map { try SortedSample($0).quantileInterval(0.5, level: options.level) }
      }
      func drawn(_ estimate: Estimate?) -> DumbbellChart.Estimate? {
        estimate.map { DumbbellChart.Estimate($0.value, interval: bounds($0.interval)) }
      }
      var words: [String] = []
      if let first = estimates[0], let second = estimates[1], let ratio = second.ratio(to: first) {
        ratios.append(ratio.value)
        words = [
          Words.number(first.value), Words.number(second.value),
          Words.estimate(ratio.value, ratio.interval.lower, ratio.interval.upper) + " ×",
        ]
      }
      return DumbbellChart.Row(
        label: category, first: drawn(estimates[0]), second: drawn(estimates[1]), cells: words)
    }
    let unit = axis.unit.map { " (\($0))" } ?? ""
    let chart = DumbbellChart(
      axis: axis, rows: rows, first: .init(states[0], style: 0), second: .init(states[1], style: 4),
      labelTitle: options.title("category", of: table),
      columns: [.init(states[0] + unit), .init(states[1] + unit), .init("ratio")])
    let range = ratios.min().flatMap { low in ratios.max().map { (low, $0) } }
    return Figure(
      range.map {
        "The median of \(states[1]) is \(Words.number($0.0, digits: 2)) to \(Words.number($0.1, digits: 2)) times that of \(states[0])"
      }
        ?? "\(states[0]) and \(states[1])", chart,
      caption: [
        Words.sizes(cells.values.map(\.count), "median"),
        "Medians with \(options.percent) intervals from order statistics.",
      ])
  }
}

/// The mean of estimates that differ by more than their errors.
///
/// Source: DerSimonian and Laird, Controlled Clinical Trials 7 (1986); prediction interval after Higgins, Thompson and
/// Spiegelhalter, Journal of the Royal Statistical Society A 172 (2009).
struct RandomEffects {
  let mean: Double
  let error: Double
  /// The standard deviation between the true effects.
  let deviation: Double
  /// The share of the variation that is not error, I².
  let heterogeneity: Double
  let count: Int

  init(_ estimates: [(value: Double, error: Double)]) {
    let weights = estimates.map { 1 / ($0.error * $0.error) }
    let total = weights.reduce(0, +)
    let fixed = zip(weights, estimates).reduce(0) { $0 + $1.0 * $1.1.value } / total
    let q = zip(weights, estimates).reduce(0) { $0 + $1.0 * ($1.1.value - fixed) * ($1.1.value - fixed) }
    let degrees = Double(estimates.count - 1)
    let scale = total - weights.reduce(0) { $0 + $1 * $1 } / total
    let between = scale > 0 ? max(0, (q - degrees) / scale) : 0
    let second = estimates.map { 1 / ($0.error * $0.error + between) }
    mean = zip(second, estimates).reduce(0) { $0 + $1.0 * $1.1.value } / second.reduce(0, +)
    error = (1 / second.reduce(0, +)).squareRoot()
    deviation = between.squareRoot()
    heterogeneity = q > degrees ? (q - degrees) / q : 0
    count = estimates.count
  }
}
