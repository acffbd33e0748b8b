/// Ticks of a logarithmic axis: 1-2-5, decades or every k-th decade, whichever is the densest that fits; linear ticks on
/// the logarithmic axis where fewer than two of those are inside.
enum LogarithmicTicks {
  static func of(_ scale: Scale, room: Ticks.Room) -> Ticks {
    let lowest = Int(Mathematics.log10(scale.domain.lowerBound).rounded(.down))
    let highest = Int(Mathematics.log10(scale.domain.upperBound).rounded(.up))
    let decades = Mathematics.log10(scale.domain.upperBound) - Mathematics.log10(scale.domain.lowerBound)
    let length = (scale.end - scale.start).magnitude
    if decades > 0.7 {
      var candidates: [(multipliers: [Int], every: Int)] = [([1, 2, 5], 1), ([1, 3], 1), ([1], 1)]
      if decades >= 4.5 { candidates.removeFirst(2) }
      candidates += (2...max(2, highest - lowest)).map { ([1], $0) }
      for (multipliers, every) in candidates {
        let terms = terms(multipliers, every: every, from: lowest, to: highest, inside: scale.domain)
        var ticks = Ticks(values: terms.map(\.value), labels: labels(terms, decades: decades))
        let isCrowded = Double(ticks.values.count) > room.target(length: length) * 1.5 + 2
        guard ticks.values.count >= 2, !isCrowded, ticks.fit(scale, room: room) else { continue }
        if every == 1 { ticks.minor = minor(from: lowest, to: highest, scale: scale, except: ticks.values) }
        return ticks
      }
    }
    return linear(scale, room: room, from: lowest, to: highest)
  }

  /// Linear ticks compete for room where the logarithm pushes them together, at the upper end.
  private static func linear(_ scale: Scale, room: Ticks.Room, from lowest: Int, to highest: Int) -> Ticks {
    var length = scale.end - scale.start
    for _ in 0..<6 {
      let ticks = LinearTicks.of(
        Scale(.linear, domain: scale.domain, from: 0, to: length.magnitude), room: room)
      if ticks.fit(scale, room: room) { return ticks }
      length /= 1.4
    }
    var ticks = LinearTicks.of(
      Scale(.linear, domain: scale.domain, from: 0, to: length.magnitude), room: room)
    while ticks.values.count > 2, !ticks.fit(scale, room: room) { ticks = ticks.everySecond() }
    return ticks
  }

  private struct Term: Sendable {
    var mantissa: Int
    var exponent: Int

    var value: Double {
      exponent < 0
        ? Double(mantissa) / Mathematics.powerOfTen(-exponent)
        : Double(mantissa) * Mathematics.powerOfTen(exponent)
    }
  }

  private static func terms(
    _ multipliers: [Int], every: Int, from lowest: Int, to highest: Int, inside domain: ClosedRange<Double>
  ) -> [Term] {
    var terms: [Term] = []
    for exponent in lowest...highest where exponent % every == 0 {
      for mantissa in multipliers {
        let term = Term(mantissa: mantissa, exponent: exponent)
        if domain.contains(term.value) { terms.append(term) }
      }
    }
    return terms
  }

  /// Powers of ten where plain numbers would be long; otherwise plain numbers, with one number of decimals except on axes
  /// of two decades and more that reach below 0.1, where padding zeros would hide the magnitude.
  private static func labels(_ terms: [Term], decades: Double) -> [Ticks.Label] {
    let exponents = terms.map(\.exponent)
    if (exponents.max() ?? 0) >= 7 || (exponents.min() ?? 0) < -4 {
      return terms.map { term in
        let base = term.mantissa == 1 ? "10" : "\(term.mantissa)×10"
        return Ticks.Label(text: base, exponent: FixedDecimal.label(Double(term.exponent), decimals: 0))
      }
    }
    let needed = max(0, -(exponents.min() ?? 0))
    let isShortest = needed >= 2 && decades >= 2
    return terms.map { term in
      let decimals = isShortest ? max(0, -term.exponent) : needed
      return Ticks.Label(text: FixedDecimal.label(term.value, decimals: decimals))
    }
  }

  private static func minor(from lowest: Int, to highest: Int, scale: Scale, except values: [Double])
    -> [Double]
  {
    let decade = (scale.position(scale.domain.lowerBound * 10) - scale.position(scale.domain.lowerBound))
      .magnitude
    let narrowest = decade * (Mathematics.log10(10) - Mathematics.log10(9))
    guard narrowest >= 2 else { return [] }
    let labelled = Set(values)
    return terms(Array(1...9), every: 1, from: lowest, to: highest, inside: scale.domain).map(\.value)
      .filter { !labelled.contains($0) }
  }
}
