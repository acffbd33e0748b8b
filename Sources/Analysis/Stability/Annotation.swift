/// Something about the record itself that a reader of a history must know.
public struct Annotation: Codable, Hashable, Sendable {
  /// What it is.
  public enum Kind: String, Codable, Hashable, Sendable {
    /// No configuration was measured.
    case gap
    /// A third or more of the configurations that were followed were not measured.
    case partialGap = "partial_gap"
    /// Configurations appear in the record.
    case begin
    /// Configurations leave the record.
    case end
    /// Every configuration has the same values as in its period before.
    case repeated
    /// The files that the measurements come from have another layout than before.
    case layout
    /// Configurations call another version of the workload than in their period before.
    case version
  }

  /// Identifier within the history, such as `a3`.
  public var id: String
  /// What it is.
  public var kind: Kind
  /// First and last period.
  public var first: String
  /// See ``first``.
  public var last: String
  /// Number of periods.
  public var periods: Int
  /// Number of configurations that it is about.
  public var configurations: Int
  /// The same in seconds since 1970, from the start of the first period to the end of the last.
  public var startUnixSeconds: Int
  /// See ``startUnixSeconds``.
  public var endUnixSeconds: Int
}

/// Reads the record for what is odd about it.
struct AnnotationSearch {
  let series: [PeriodSeries]
  let period: Period
  /// Layouts of the sources by their first day.
  let layouts: [String: String]

  /// Shortest gap that is told.
  private static let leastGap = 3
  /// Shortest time with many configurations missing that is told.
  private static let leastPartialGap = 7
  /// Periods without calls until now that count as an end.
  private static let periodsUntilEnd = 30

  func all() -> [Annotation] {
    let spans = series.compactMap { series in
      series.periods.first.flatMap { first in
        series.periods.last.map { (first: first.index, last: $0.index) }
      }
    }
    guard let first = spans.map(\.first).min(), let last = spans.map(\.last).max() else { return [] }
    let found =
      gaps(spans, first...last) + beginsAndEnds(spans, last: last) + repeated() + layoutChanges()
      + versionChanges()
    return found.sorted { ($0.first, $0.kind.rawValue) < ($1.first, $1.kind.rawValue) }.enumerated().map {
      var annotation = $1
      annotation.id = "a\($0 + 1)"
      return annotation
    }
  }

  private func annotation(_ kind: Annotation.Kind, _ range: ClosedRange<Int>, _ count: Int) -> Annotation {
    Annotation(
      id: "", kind: kind, first: period.text(range.lowerBound), last: period.text(range.upperBound),
      periods: range.count, configurations: count, startUnixSeconds: period.start(range.lowerBound),
      endUnixSeconds: period.start(range.upperBound + 1))
  }

  /// Stretches in which all or many of the configurations are missing that are there before and after.
  private func gaps(_ spans: [(first: Int, last: Int)], _ range: ClosedRange<Int>) -> [Annotation] {
    // As differences from period to period, so that a long calendar costs no more than its length.
    var active = [Int](repeating: 0, count: range.count + 1)
    for span in spans {
      active[span.first - range.lowerBound] += 1
      active[span.last + 1 - range.lowerBound] -= 1
    }
    for index in active.indices.dropFirst() { active[index] += active[index - 1] }
    var measured = [Int](repeating: 0, count: range.count)
    for series in series { for calls in series.periods { measured[calls.index - range.lowerBound] += 1 } }
    var found: [Annotation] = []
    func collect(_ kind: Annotation.Kind, atLeast length: Int, where holds: (Int) -> Bool) {
      var start: Int?
      for index in 0...measured.count {
        if index < measured.count, holds(index) {
          start = start ?? index
        } else if let begin = start {
          if index - begin >= length {
            let missing = (begin..<index).map { active[$0] - measured[$0] }.max() ?? 0
            found.append(
              annotation(kind, (begin + range.lowerBound)...(index - 1 + range.lowerBound), missing))
          }
          start = nil
        }
      }
    }
    collect(.gap, atLeast: Self.leastGap) { measured[$0] == 0 }
    collect(.partialGap, atLeast: Self.leastPartialGap) {
      measured[$0] > 0 && 3 * (active[$0] - measured[$0]) >= active[$0]
    }
    return found
  }

  private func beginsAndEnds(_ spans: [(first: Int, last: Int)], last: Int) -> [Annotation] {
    func counted(_ indices: [Int]) -> [(index: Int, count: Int)] {
      Dictionary(indices.map { ($0, 1) }, uniquingKeysWith: +).map { ($0.key, $0.value) }
    }
    return counted(spans.map(\.first)).map { annotation(.begin, $0.index...$0.index, $0.count) }
      + counted(spans.map(\.last).filter { $0 <= last - Self.periodsUntilEnd }).map {
        annotation(.end, $0.index...$0.index, $0.count)
      }
  }

  /// Periods from which on the sources have another layout; the first layout is no change.
  private func layoutChanges() -> [Annotation] {
    var measured: [Int: Int] = [:]
    for series in series { for calls in series.periods { measured[calls.index, default: 0] += 1 } }
    let periods = measured.keys.sorted()
    return layouts.keys.sorted().dropFirst().compactMap { day in
      // The first period that ends on that day or later.
      guard let index = periods.first(where: { period.text($0 + 1).prefix(10) > day }) else { return nil }
      return annotation(.layout, index...index, measured[index] ?? 0)
    }
  }

  private func versionChanges() -> [Annotation] {
    var changed: [Int: Int] = [:]
    for series in series {
      for (before, after) in zip(series.periods, series.periods.dropFirst())
      where before.versions != after.versions && !before.versions.isEmpty && !after.versions.isEmpty {
        changed[after.index, default: 0] += 1
      }
    }
    return changed.map { annotation(.version, $0.key...$0.key, $0.value) }
  }

  private func repeated() -> [Annotation] {
    var same: [Int: (equal: Int, all: Int)] = [:]
    for series in series {
      for (before, after) in zip(series.periods, series.periods.dropFirst()) {
        same[after.index, default: (0, 0)].all += 1
        if after.values == before.values { same[after.index, default: (0, 0)].equal += 1 }
      }
    }
    return same.filter { $0.value.equal == $0.value.all && $0.value.all > 0 }.map {
      annotation(.repeated, $0.key...$0.key, $0.value.all)
    }
  }
}
