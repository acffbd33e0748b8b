/// Ticks of the tail-stretched percentile axis: 0, 50, 90, 99, 99.9 and so on, in per cent.
enum PercentileTicks {
  static func of(_ scale: Scale, room: Ticks.Room) -> Ticks {
    var ticks = Ticks(values: [], labels: [])
    func add(_ value: Double, _ text: String) {
      guard scale.domain.contains(value) else { return }
      ticks.values.append(value)
      ticks.labels.append(Ticks.Label(text: text))
    }
    add(0, "0")
    add(0.5, "50")
    for nines in 1...15 {
      let text = nines < 3 ? ["90", "99"][nines - 1] : "99." + String(repeating: "9", count: nines - 2)
      add(1 - Mathematics.powerOfTen(-nines), text)
    }
    if !ticks.fit(scale, room: room), let median = ticks.values.firstIndex(of: 0.5), ticks.values.count > 2 {
      ticks.values.remove(at: median)
      ticks.labels.remove(at: median)
    }
    while ticks.values.count > 2, !ticks.fit(scale, room: room) { ticks = ticks.everySecond() }
    return ticks.values.count >= 2 ? ticks : linear(scale, room: room)
  }

  /// For a range without two of the usual percentiles: round percentages.
  private static func linear(_ scale: Scale, room: Ticks.Room) -> Ticks {
    let lower = scale.domain.lowerBound * 100
    let upper = scale.domain.upperBound * 100
    var length = (scale.end - scale.start).magnitude
    var ticks = Ticks(values: [], labels: [])
    for _ in 0..<6 {
      ticks = LinearTicks.of(Scale(.linear, domain: lower...upper, from: 0, to: length), room: room)
      ticks.values = ticks.values.map { ($0 / 100).clamped(scale.domain.lowerBound, scale.domain.upperBound) }
      if ticks.fit(scale, room: room) { break }
      length /= 1.4
    }
    return ticks
  }
}
