import ArgumentParser

/// A time such as `90s`, `30m`, `6h`, `1d` or `2w`.
struct TimeSpan: ExpressibleByArgument, CustomStringConvertible {
  var milliseconds: Int

  init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// Whole seconds.
  var seconds: Int { milliseconds / 1000 }

  private static let units: [(Character, Int)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
  ]

  init?(argument: String) {
    guard let unit = Self.units.first(where: { $0.0 == argument.last }),
      let number = Double(argument.dropLast()), number > 0, number * Double(unit.1) < 1e12
    else { return nil }
    milliseconds = Int((number * Double(unit.1)).rounded())
  }

  var description: String {
    let unit = Self.units.first { milliseconds.isMultiple(of: $0.1) }
    return unit.map { "\(milliseconds / $0.1)\($0.0)" } ?? "\(Double(milliseconds) / 1000)s"
  }
}
