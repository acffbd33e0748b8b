extension HeatMap {
  /// Hours by days of a zone, with the weekends marked. Cells with several values show their median.
  ///
  /// On the day on which summer time begins, the hour that the clock skips is hatched; on the day on which it ends, one
  /// cell holds both hours of the same name.
  ///
  /// - Parameters:
  ///   - points: values with their times in seconds since the start of 1970; at most 400 days are shown.
  ///   - changes: times at which regimes begin.
  ///   - zone: whose clock counts.
  ///   - colours: how values become colours.
  public init(
    title: String? = nil, description: String? = nil, valueAxis: ValueAxis,
    hourly points: [(time: Double, value: Double)], changes: [Double] = [],
    zone: ClockZone = .utc, colours: ColourScale = ColourScale()
  ) {
    let usable = points.filter { $0.time.magnitude <= CalendarTime.largestSecond && $0.value.isDrawable }
      .map { (time: zone.local($0.time), value: $0.value) }
    let first = usable.map { ($0.time / 86_400).rounded(.down) }.min() ?? 0
    let last = min(usable.map { ($0.time / 86_400).rounded(.down) }.max() ?? 0, first + 399)
    let days = usable.isEmpty ? 0 : Int(last - first) + 1
    var cells: [[[Double]]] = Array(repeating: Array(repeating: [], count: 24), count: days)
    func cell(_ time: Double) -> Boundary? {
      let day = (time / 86_400).rounded(.down)
      guard day >= first, day <= last, days > 0 else { return nil }
      return Boundary(column: Int(day - first), row: Int((time - day * 86_400) / 3_600).clamped(0, 23))
    }
    for point in usable {
      if let cell = cell(point.time) { cells[cell.column][cell.row].append(point.value) }
    }
    let names = (0..<days).map { index in
      let date = CalendarTime(seconds: (first + Double(index)) * 86_400)
      return "\(date.day) \(date.monthName)"
    }
    // 1 January 1970 was a Thursday.
    let saturdays = (0..<days).filter { (Int(first) + $0) % 7 == 2 || (Int(first) + $0) % 7 == -5 }
    self.init(
      title: title, description: description, valueAxis: valueAxis, columnTitle: "Day",
      rowTitle: "Hour (\(zone.name))",
      columns: names, rows: (0..<24).map { $0 < 10 ? "0\($0)" : "\($0)" },
      values: cells.map { $0.map(Self.median) }, colours: colours,
      spans: saturdays.map { Span(columns: $0..<min(days, $0 + 2), label: "weekend") },
      boundaries: changes.filter { $0.magnitude <= CalendarTime.largestSecond }.map(zone.local).compactMap(
        cell))
  }

  fileprivate static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    return sorted[(sorted.count - 1) / 2] / 2 + sorted[sorted.count / 2] / 2
  }
}
