import Charts
import Foundation
import Statistics

/// The changes of level that a figure over time shows: those given, or else those found in the data.
struct LevelChanges {
  /// A moment, with the earliest and the latest that it may have been where it was found.
  struct Moment: Hashable {
    var time: Double
    var interval: ClosedRange<Double>?
  }

  /// In the order of time.
  let moments: [Moment]
  /// How they came about, for the caption.
  let note: String
  /// The moments alone, ascending.
  var times: [Double] { moments.map(\.time) }

  /// Values are searched one by one up to this count, above it in groups.
  private static let mostGroups = 1_000

  /// - Parameters:
  ///   - points: ascending in time.
  ///   - options: with given changes, and otherwise with the season, if any.
  /// - Throws: `StatisticsError`.
  init(_ points: [(time: Double, value: Double)], _ options: FigureOptions) throws {
    if let given = options.changes {
      moments = given.sorted().map { Moment(time: $0) }
      note = given.isEmpty ? "" : "The changes were given, not found."
      return
    }
    let groups = Self.groups(points)
    guard groups.times.count >= 8, points.contains(where: { $0.value != points[0].value }) else {
      (moments, note) = ([], "Too few different values to look for changes of level.")
      return
    }
    var search = ChangeOptions()
    search.effects = []
    // Single outliers are marked as such, not taken for two changes.
    search.outliers = .clipped
    search.level = options.level
    if let season = options.season, season > 1, groups.size == 1, let first = groups.times.first,
      let last = groups.times.last
    {
      search.periods = [(last - first) / Double(groups.times.count - 1) * Double(season)]
    }
    let report = try detectChanges(
      in: SampleSeries(times: groups.times, samples: groups.samples), options: search)
    moments = report.changes.map { Moment(time: $0.time, interval: $0.earliestTime...$0.latestTime) }
    let chance = report.penalty.falseAlarmRate.map {
      $0 < 0.001 ? "below 0.1 %" : "about \(Words.number($0 * 100, digits: 2)) %"
    }
    note =
      (moments.isEmpty ? "No change of level was found" : "The changes were found")
      + " by penalised segmentation that allows for drift, dependence and outliers"
      + (groups.size > 1 ? ", in groups of \(Words.count(groups.size)) values" : "")
      + "; price of a change \(Words.number(report.penalty.perChange)) long-run variances"
      + (chance.map { ", \($0) chance of any in a series without one" } ?? "") + "."
  }

  /// Values of the same time together and, where there are very many, neighbours.
  private static func groups(_ points: [(time: Double, value: Double)]) -> (
    times: [Double], samples: [[Double]], size: Int
  ) {
    let size = max(1, (points.count + mostGroups - 1) / mostGroups)
    var times: [Double] = []
    var samples: [[Double]] = []
    for point in points {
      if let last = times.last, samples[samples.count - 1].count < size || last == point.time {
        samples[samples.count - 1].append(point.value)
      } else {
        times.append(point.time)
        samples.append([point.value])
      }
    }
    return (times, samples, size)
  }
}
