/// Ticks of a time axis on whole seconds, minutes, hours, days, months or years of a zone; a second line under the
/// labels names the larger unit where it changes.
struct TimeTicks {
  /// Whose clock the labels show.
  let zone: ClockZone

  private enum Step {
    case seconds(Int)
    case days(Int)
    case months(Int)
    case years(Int)
  }

  private static let ladder: [Step] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200].map(
      Step.seconds)
    + [1, 2, 4, 7, 14].map(Step.days) + [1, 3, 6].map(Step.months)
    + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000].map(Step.years)

  static func of(_ scale: Scale, room: Ticks.Room, zone: ClockZone = .utc) -> Ticks {
    TimeTicks(zone: zone).ticks(of: scale, room: room)
  }

  private func ticks(of scale: Scale, room: Ticks.Room) -> Ticks {
    let most = room.target(length: (scale.end - scale.start).magnitude) * 1.3 + 1
    for step in Self.ladder {
      guard Self.estimatedCount(step, in: scale.domain) <= most * 2 else { continue }
      let moments = moments(step, in: scale.domain)
      guard moments.count >= 2, Double(moments.count) <= most else { continue }
      let ticks = labelled(moments, step, scale: scale, room: room)
      if ticks.fit(scale, room: room) { return ticks }
    }
    return ends(of: scale, room: room)
  }

  private static func length(_ step: Step) -> Double {
    switch step {
    case .seconds(let count): Double(count)
    case .days(let count): Double(count) * 86_400
    case .months(let count): Double(count) * 30.4 * 86_400
    case .years(let count): Double(count) * 365 * 86_400
    }
  }

  private static func estimatedCount(_ step: Step, in domain: ClosedRange<Double>) -> Double {
    (domain.upperBound - domain.lowerBound) / length(step)
  }

  /// Steps of an hour and less run through a change of the clock, so that no moment is left out or doubled; longer ones
  /// follow the wall clock.
  private func moments(_ step: Step, in domain: ClosedRange<Double>) -> [Double] {
    if case .seconds(let count) = step, count <= 3_600 {
      let shift = -zone.offset(at: domain.lowerBound).truncatingRemainder(dividingBy: Double(count))
      return Self.multiples(of: Double(count), offset: shift, in: domain)
    }
    // The clock may go back between the ends, never by more than a day.
    let wall = (zone.local(domain.lowerBound) - 86_400)...(zone.local(domain.upperBound) + 86_400)
    return Self.wallMoments(step, in: wall).compactMap(zone.moment(local:)).filter(domain.contains)
  }

  private static func wallMoments(_ step: Step, in domain: ClosedRange<Double>) -> [Double] {
    switch step {
    case .seconds(let count): return multiples(of: Double(count), offset: 0, in: domain)
    case .days(let count):
      // Weeks begin on Monday; 5 January 1970 was one.
      return multiples(of: Double(count) * 86_400, offset: count >= 7 ? 4 * 86_400 : 0, in: domain)
    case .months(let count):
      let start = CalendarTime(seconds: domain.lowerBound)
      let end = CalendarTime(seconds: domain.upperBound)
      let months = (start.year * 12 + start.month - 1)...(end.year * 12 + end.month - 1)
      return months.filter { $0 % count == 0 }
        .map { CalendarTime(year: $0 / 12, month: $0 % 12 + 1, day: 1).seconds }
        .filter(domain.contains)
    case .years(let count):
      let years =
        CalendarTime(seconds: domain.lowerBound).year...CalendarTime(seconds: domain.upperBound).year
      return years.filter { $0 % count == 0 }.map { CalendarTime(year: $0, month: 1, day: 1).seconds }
        .filter(domain.contains)
    }
  }

  private static func multiples(
    of step: Double, offset: Double, in domain: ClosedRange<Double>
  ) -> [Double] {
    let first = ((domain.lowerBound - offset) / step).rounded(.up) * step + offset
    return Array(stride(from: first, through: domain.upperBound, by: step))
  }

  private func labelled(
    _ moments: [Double], _ step: Step, scale: Scale, room: Ticks.Room
  ) -> Ticks {
    var labels: [Ticks.Label] = []
    var lastContext: String?
    for moment in moments {
      let time = CalendarTime(seconds: zone.local(moment))
      let (text, context): (String, String?) =
        switch step {
        case .seconds(let count): (count < 60 ? time.clockWithSeconds : time.clock, time.date)
        case .days: ("\(time.day)", "\(time.monthName) \(time.year)")
        case .months: (time.monthName, "\(time.year)")
        case .years: ("\(time.year)", nil)
        }
      labels.append(Ticks.Label(text: text, second: context == lastContext ? nil : context))
      lastContext = context
    }
    Self.dropTouching(&labels, at: moments.map { scale.position($0) }, room: room)
    return Ticks(values: moments, labels: labels)
  }

  /// Drops the second line of the first label where the next second line would touch it, and of later ones that touch.
  private static func dropTouching(
    _ labels: inout [Ticks.Label], at positions: [Double], room: Ticks.Room
  ) {
    var last: (index: Int, end: Double)?
    for index in labels.indices {
      guard let second = labels[index].second else { continue }
      let half = TextMetrics.width(second, size: room.fontSize) / 2
      if let previous = last, positions[index] - half < previous.end + room.gap {
        if previous.index == 0 {
          labels[0].second = nil
        } else {
          labels[index].second = nil
          continue
        }
      }
      last = (index, positions[index] + half)
    }
  }

  /// The two ends, for spans under two seconds.
  private func ends(of scale: Scale, room: Ticks.Room) -> Ticks {
    let values = [scale.domain.lowerBound, scale.domain.upperBound]
    let isLong = values[1] - values[0] > 86_400 * 2
    let decimals = values[1] - values[0] < 2 ? 3 : 0
    let labels = values.map { value -> Ticks.Label in
      let time = CalendarTime(seconds: zone.local(value))
      if isLong {
        let isYears = values[1] - values[0] > 86_400 * 400
        return Ticks.Label(
          text: isYears ? "\(time.year)" : "\(time.day) \(time.monthName)",
          second: isYears ? nil : "\(time.year)")
      }
      let rest = value - value.rounded(.down)
      let fraction =
        decimals == 0 ? "" : String(FixedDecimal.label(min(rest, 0.999), decimals: 3).dropFirst(1))
      return Ticks.Label(text: time.clockWithSeconds + fraction, second: time.date)
    }
    var ticks = Ticks(values: values, labels: labels)
    if !ticks.fit(scale, room: room) {
      ticks.labels = labels.map { Ticks.Label(text: String($0.text.suffix(9)), second: nil) }
    }
    return ticks
  }
}
