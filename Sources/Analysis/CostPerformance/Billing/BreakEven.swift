public import Pricing
public import Statistics

/// A machine that is rented by the hour.
public struct RentedMachine: Codable, Hashable, Sendable {
  /// Name for people, such as `t2.micro`.
  public var name: String
  /// Price of an hour.
  public var hourlyPrice: USD
  /// Calls that it can serve in an hour, when it does nothing else.
  public var callsPerHour: Double

  /// Creates a machine.
  public init(name: String, hourlyPrice: USD, callsPerHour: Double) {
    self.name = name
    self.hourlyPrice = hourlyPrice
    self.callsPerHour = callsPerHour
  }

  /// A machine that serves calls of a mean duration, so many at a time.
  public init(name: String, hourlyPrice: USD, meanSecondsPerCall: Double, callsAtATime: Int = 1) {
    self.init(
      name: name, hourlyPrice: hourlyPrice, callsPerHour: 3_600 / meanSecondsPerCall * Double(callsAtATime))
  }

  /// Reads `NAME,DOLLARS,CALLS`: name, price of an hour in US dollars, and calls that it can serve in an hour, or the
  /// time of one call such as `216ms`.
  public init?(parsing text: String) {
    let parts = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    guard parts.count == 3, !parts[0].isEmpty, let price = USD(decimal: parts[1]), price > .zero else {
      return nil
    }
    let units = [("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0)]
    let unit = units.first { parts[2].hasSuffix($0.0) }
    guard let number = Double(parts[2].dropLast(unit?.0.count ?? 0)), number > 0, number.isFinite else {
      return nil
    }
    self.init(
      name: parts[0], hourlyPrice: price, callsPerHour: unit.map { 3_600 / (number * $0.1) } ?? number)
  }

  /// The machine as ``init(parsing:)`` reads it.
  public var text: String { "\(name),\(hourlyPrice.decimal),\(callsPerHour)" }
}

/// From how many calls on a rented machine is cheaper than paying by the call.
public struct BreakEven: Codable, Hashable, Sendable {
  /// What the machine's capacity says about the load at which prices are equal.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// The machine can serve that load, so above it the machine is cheaper until it is full.
    case withinCapacity
    /// The machine is full before: paying by the call is cheaper at every load that it could serve, and with more
    /// machines at every load.
    case beyondCapacity
    /// The interval holds loads that the machine can serve and loads that it cannot.
    case undecided

    /// From which load on the machine is cheaper.
    public var words: String {
      switch self {
      case .withinCapacity: "above that load"
      case .beyondCapacity: "never"
      case .undecided: "undecided"
      }
    }
  }

  /// Hours of a month, as the providers' calculators count them.
  public static let hoursPerMonth = 730.0

  /// The machine.
  public let machine: RentedMachine
  /// Calls an hour at which both cost the same.
  public let callsPerHour: Double
  /// Interval of these calls, from that of the cost of a call.
  public let interval: ConfidenceInterval?
  /// What the machine's capacity says.
  public let verdict: Verdict

  /// Compares.
  ///
  /// The machine costs the same whatever it serves, so prices are equal at its hourly price divided by the cost of
  /// a call. The quotient falls as the cost rises, so the ends of the interval change places and the level stays.
  ///
  /// - Parameters:
  ///   - costPerMillion: US dollars for a million calls, with their interval; an end that is missing or not positive
  ///     leaves the load unbounded.
  ///   - machine: The machine; price and capacity are taken as known.
  /// - Throws: ``StatisticsError`` for a cost, a price or a capacity that is not positive and finite.
  public init(costPerMillion: Estimate, machine: RentedMachine) throws(StatisticsError) {
    let price = machine.hourlyPrice.dollars
    let parameters = [
      ("the cost of a million calls", costPerMillion.value), ("the machine's hourly price", price),
      ("the machine's calls an hour", machine.callsPerHour),
    ]
    for (name, value) in parameters where !(value > 0 && value.isFinite) {
      throw .outOfRange(parameter: name, value: value, range: "the positive finite numbers")
    }
    let load = { (cost: Double?) -> Double? in
      guard let cost, cost > 0 else { return nil }
      return price * 1e6 / cost
    }
    self.machine = machine
    callsPerHour = price * 1e6 / costPerMillion.value
    interval = costPerMillion.interval.map { interval in
      ConfidenceInterval(
        lower: load(interval.upper), upper: load(interval.lower), level: interval.level)
    }
    let capacity = machine.callsPerHour
    let lowest = interval.map { $0.lower ?? 0 } ?? callsPerHour
    let highest = interval.map { $0.upper ?? .infinity } ?? callsPerHour
    verdict = highest <= capacity ? .withinCapacity : lowest > capacity ? .beyondCapacity : .undecided
  }

  /// Calls a month at which both cost the same.
  public var callsPerMonth: Double { callsPerHour * Self.hoursPerMonth }

  /// Share of the machine's capacity at which both cost the same; above 1 where it cannot serve that load.
  public var utilisation: Double { callsPerHour / machine.callsPerHour }

  /// Interval of ``utilisation``.
  public var utilisationInterval: ConfidenceInterval? {
    interval.map { interval in
      ConfidenceInterval(
        lower: interval.lower.map { $0 / machine.callsPerHour },
        upper: interval.upper.map { $0 / machine.callsPerHour }, level: interval.level)
    }
  }

  /// Machines that a load needs, and whether they are cheaper than paying for it by the call.
  ///
  /// - Parameter callsPerHour: A load, at least 0; `nil` comes back for others and for more than 10⁹ machines.
  public func machines(forCallsPerHour load: Double) -> (count: Int, areCheaper: Bool)? {
    guard load >= 0, load <= 1e9 * machine.callsPerHour else { return nil }
    let count = max(1, Int((load / machine.callsPerHour).rounded(.up)))
    return (count, Double(count) * callsPerHour < load)
  }
}
