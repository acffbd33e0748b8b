import Analysis
import Charts
import Statistics

/// What the captions, axes and cells of a study have in common.
extension Study {
  /// Microseconds in the unit of the study.
  var scale: Double { unit.microseconds }

  /// The level of all intervals.
  var levelText: Quantity {
    Quantity(options.level, text: NumberText.percent(options.level), source: "options.level")
  }

  /// What the intervals of this study are called in captions.
  var intervalText: Sentence {
    performances.contains { $0.batches != nil }
      ? "\(levelText) intervals that respect batches" : "\(levelText) intervals, calls taken as independent"
  }

  /// `n = 1802 to 1840 per group`.
  var countText: Sentence {
    let counts = performances.map(\.n)
    let least = Quantity.count(counts.min() ?? 0, "performances.minimum.n")
    let most = Quantity.count(counts.max() ?? 0, "performances.maximum.n")
    return least.value == most.value ? "n = \(least) per group" : "n = \(least) to \(most) per group"
  }

  /// The axis of durations that cover the given values.
  func axis(_ values: [Double]) -> ValueAxis {
    let spread = (values.max() ?? 1) / max(values.min() ?? 1, 1e-9)
    return ValueAxis(
      metric.title.capitalizedFirst, unit: unit.rawValue, spacing: spread > 4 ? .logarithmic : .linear)
  }

  /// A number with three significant digits, for descriptions.
  func brief(_ microseconds: Double) -> String {
    "\(NumberText.significant(microseconds / scale, digits: 3)) \(unit.rawValue)"
  }
}

extension Performance {
  /// The memory size where that tells the members of a series apart, otherwise the whole name.
  var shortLabel: String { memoryMB.map { "\($0)\u{00A0}MB" } ?? label }
}

extension ConfidenceInterval {
  /// The ends for a chart.
  var bounds: IntervalBounds { IntervalBounds(lower: lower, upper: upper) }
}

/// Gives each memory size, or each group, one style in the whole report.
struct SeriesStyles {
  private let sizes: [Int]

  init(_ study: Study) {
    sizes = Array(Set(study.performances.compactMap(\.memoryMB))).sorted()
  }

  func index(_ performance: Performance, within members: [Performance]) -> Int {
    if Set(members.map(\.seriesLabel)).count == 1, let memory = performance.memoryMB,
      let position = sizes.firstIndex(of: memory)
    {
      return position
    }
    return members.firstIndex { $0.id == performance.id } ?? 0
  }
}
