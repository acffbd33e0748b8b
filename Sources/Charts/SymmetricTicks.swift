/// Ticks of an axis that is linear around zero and logarithmic beyond: zero, and the densest of 1-2-5, decades or every
/// k-th decade on either side that fits.
enum SymmetricTicks {
  static func of(_ scale: Scale, room: Ticks.Room) -> Ticks {
    guard case .symmetricLogarithmic(let given) = scale.kind else { return LinearTicks.of(scale, room: room) }
    let threshold = Scale.usable(given)
    let reach = max(scale.domain.lowerBound.magnitude, scale.domain.upperBound.magnitude)
    guard reach > threshold * 2 else { return linear(scale, room: room) }
    let lowest = Int(Mathematics.log10(threshold).rounded(.down)) - 1
    let highest = Int(Mathematics.log10(reach).rounded(.up))
    let length = (scale.end - scale.start).magnitude
    var candidates: [(mantissas: [Double], every: Int)] = [([1, 2, 5], 1), ([1, 3], 1), ([1], 1)]
    candidates += (2...max(2, highest - lowest)).map { ([1], $0) }
    for smallest in [threshold * 0.49, threshold * 0.99, threshold * 3] {
      for (mantissas, every) in candidates {
        let magnitudes = (lowest...highest).filter { $0 % every == 0 }.flatMap { exponent in
          mantissas.map { value(of: $0, exponent) }
        }.filter { $0 >= smallest }
        let values = (magnitudes.map { -$0 }.reversed() + [0] + magnitudes).filter(scale.domain.contains)
        let ticks = labelled(values)
        let isCrowded = Double(values.count) > room.target(length: length) * 1.6 + 2
        if values.count >= 2, !isCrowded, ticks.fit(scale, room: room) { return ticks }
      }
    }
    return linear(scale, room: room)
  }

  private static func value(of mantissa: Double, _ exponent: Int) -> Double {
    exponent < 0 ? mantissa / Mathematics.powerOfTen(-exponent) : mantissa * Mathematics.powerOfTen(exponent)
  }

  /// Signed labels: such an axis shows differences.
  private static func labelled(_ values: [Double]) -> Ticks {
    let largest = values.map(\.magnitude).max() ?? 0
    let smallest = values.filter { $0 != 0 }.map(\.magnitude).min() ?? 1
    let isLong = largest >= 1e6 || smallest < 1e-4
    return Ticks(
      values: values,
      labels: values.map { value in
        let sign = value > 0 ? "+" : ""
        guard isLong, value != 0 else {
          let exponent = value == 0 ? 0 : Int(Mathematics.log10(value.magnitude * 1.0001).rounded(.down))
          return Ticks.Label(text: sign + FixedDecimal.label(value, decimals: max(0, -exponent)))
        }
        let exponent = Int(Mathematics.log10(value.magnitude * 1.0001).rounded(.down))
        let mantissa = Int((value.magnitude / Mathematics.powerOfTen(exponent)).rounded())
        let base = (value < 0 ? FixedDecimal.minus : sign) + (mantissa == 1 ? "10" : "\(mantissa)×10")
        return Ticks.Label(text: base, exponent: FixedDecimal.label(Double(exponent), decimals: 0))
      })
  }

  private static func linear(_ scale: Scale, room: Ticks.Room) -> Ticks {
    var length = (scale.end - scale.start).magnitude
    var ticks = Ticks(values: [], labels: [])
    for _ in 0..<6 {
      ticks = LinearTicks.of(Scale(.linear, domain: scale.domain, from: 0, to: length), room: room)
      if ticks.fit(scale, room: room) { return ticks }
      length /= 1.4
    }
    while ticks.values.count > 2, !ticks.fit(scale, room: room) { ticks = ticks.everySecond() }
    return ticks
  }
}
