import Analysis
import Charts
import Measurements
import Statistics

/// Where in the distribution two groups of calls differ, quantile by quantile.
struct ShiftFigure {
  let first: CallGroup
  let second: CallGroup
  /// What the two are called, such as `warm` and `cold`; untrusted text.
  let names: (first: String, second: String)
  let unit: DisplayUnit
  /// The level as a number of the results.
  let level: Quantity

  /// Calls of each group beyond an outermost quantile.
  private static let callsBeyond = 5.0
  /// Calls from which the shape of a difference can be told.
  static let leastCalls = 40

  /// The figure, or `nil` where the calls are too few.
  func figure(slug: String, headline: Sentence?, about label: String) -> Figure? {
    let least = Double(min(first.sample.count, second.sample.count))
    let grid = stride(from: 0.05, through: 0.951, by: 0.05).map { ($0 * 100).rounded() / 100 } + [0.97, 0.99]
    let probabilities = grid.filter { least * min($0, 1 - $0) >= Self.callsBeyond }
    guard least >= Double(Self.leastCalls), let shift = try? shift(at: probabilities) else { return nil }
    let scale = unit.microseconds
    let points = zip(shift.pointwise, shift.simultaneous).compactMap { single, joint in
      single.difference.map { difference in
        ShiftFunctionChart.Point(
          probability: single.probability, difference: difference.value / scale,
          pointwise: difference.interval.divided(by: scale).bounds,
          simultaneous: joint.difference?.interval.divided(by: scale).bounds,
          isSupported: least * (1 - single.probability) >= 10)
      }
    }
    guard points.count > 2 else { return nil }
    let sizes = points.map(\.difference.magnitude).sorted()
    let typical = max(sizes[sizes.count / 2], 1e-3)
    let isWide = sizes[sizes.count - 1] > 15 * typical
    let counts = [first, second].map(\.sample.count).map(NumberText.grouped)
    return Figure(
      slug: slug, headline: headline,
      caption:
        "Difference of each quantile, \(name: names.second) less \(name: names.first), in \(name: label) (n = \(name: counts[1]) and \(name: counts[0])). Inner band: \(level) for each quantile alone; outer band: for all of them together. Coloured where the outer band excludes zero.",
      guide:
        "A level line means that all calls moved by the same time. A line that rises to the right means that slow calls became slower still; one that crosses zero means that some calls gained and others lost, which no single number can say.",
      chart: ShiftFunctionChart(
        axis: ValueAxis(
          "\(names.second) − \(names.first)", unit: unit.rawValue,
          spacing: isWide ? .symmetricLogarithmic(linearWithin: 2 * typical) : .linear),
        points: points, pointwiseLabel: "each quantile alone", simultaneousLabel: "all quantiles together"),
      readings: Readings(
        title: "difference (\(unit.rawValue))", unit: unit.rawValue,
        series: [
          Readings.Series(
            key: "shift", label: "\(names.second) − \(names.first)", panel: 0,
            points: zip(points, shift.simultaneous).map { point, joint in
              let interval = joint.difference?.interval.divided(by: scale)
              return Readings.Point(
                x: 100 * point.probability, y: point.difference,
                name: NumberText.quantileName(point.probability),
                value: .estimate(
                  point.difference, interval,
                  decimals: NumberText.decimals(of: point.difference, interval: interval)))
            })
        ]))
  }

  private func shift(at probabilities: [Double]) throws -> ShiftFunction {
    if first.hasBatches || second.hasBatches {
      return try second.sample.shiftFunction(against: first.sample, at: probabilities, level: level.value)
    }
    return try second.sample.sorted.shiftFunction(
      against: first.sample.sorted, at: probabilities, level: level.value, simultaneous: .maxT)
  }
}
