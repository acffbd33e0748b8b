public import Measurements

/// What rounding adds to a bill: the billed time and memory beside what was measured.
public struct RoundingLoss: Codable, Hashable, Sendable {
  /// Time that was measured, with the initialisation where it is billed, multiplied by memory, in GB-seconds.
  public let measuredGBSeconds: Double
  /// The same as it is billed.
  public let billedGBSeconds: Double
  /// Share of the billed quantity that nothing was done with, from 0 to 1.
  public let share: Double

  /// The loss over some calls: of all that is billed, how much is rounding.
  ///
  /// - Throws: ``PricingError`` without calls and as ``PriceRule/usage(of:)``.
  /// - Complexity: O(calls).
  public init(_ calls: [MeteredCall], under rule: PriceRule) throws(PricingError) {
    // Both in MB·µs, which is exact.
    var measured: Int128 = 0
    var billed: Int128 = 0
    for call in calls {
      let microseconds = try rule.billableMicroseconds(call)
      let milliseconds = try rule.billedMilliseconds(
        durationMicroseconds: call.durationMicroseconds, initMicroseconds: call.initMicroseconds,
        start: call.start, package: call.package, runtimeIsManaged: call.runtimeIsManaged)
      let memoryMB = Int128(try rule.metering.billedMemoryMB(call.memoryMB))
      measured += Int128(microseconds) * Int128(call.memoryMB)
      billed += 1_000 * Int128(milliseconds) * memoryMB
    }
    guard billed > 0 else {
      throw PricingError(.invalidInput, "nothing of these calls is billed by time, so rounding has no share")
    }
    measuredGBSeconds = Double(measured) / 1_024_000_000
    billedGBSeconds = Double(billed) / 1_024_000_000
    share = Double(billed - measured) / Double(billed)
  }
}

/// The price of the same calls on one of several days.
public struct DatedPrice: Hashable, Sendable {
  /// Day whose prices count.
  public let date: CalendarDate
  /// The rule of that day.
  public let rule: PriceRule
  /// Expected bill of a million calls like these.
  public let billPerMillion: Bill
  /// What rounding adds; `nil` where nothing of the calls is billed by time and memory.
  public let rounding: RoundingLoss?
}

extension PriceBook {
  /// The days on which the list price of some meters changed, oldest first.
  ///
  /// Days on which one of the meters had no known price are left out, as are changes of others.
  public func daysOfChange(
    of meters: Set<Meter>, region: String, architecture: Architecture
  ) -> [CalendarDate] {
    var days: [CalendarDate] = []
    var last: PriceRule?
    for day in Set(metering.map(\.validity.from) + charges.map(\.validity.from)).sorted() {
      guard let rule = try? rule(on: day, region: region, architecture: architecture),
        meters.allSatisfy({ rule.charge(for: $0) != nil })
      else { continue }
      if last.map({ rule.bills(like: $0, meters) }) != true { days.append(day) }
      last = rule
    }
    return days
  }

  /// Prices the same calls then and now.
  ///
  /// - Parameters:
  ///   - calls: One call at least.
  ///   - dates: Days whose rules count; the results have their order.
  /// - Throws: ``PricingError`` for a day without rule, and as ``PriceRule/usage(of:)``.
  /// - Complexity: O(calls · dates).
  public func prices(
    of calls: [MeteredCall], on dates: [CalendarDate], region: String, architecture: Architecture
  ) throws(PricingError) -> [DatedPrice] {
    var prices: [DatedPrice] = []
    for date in dates {
      let rule = try rule(on: date, region: region, architecture: architecture)
      prices.append(
        DatedPrice(
          date: date,
          rule: rule, billPerMillion: try rule.bill(for: try rule.usage(of: calls), calls: 1_000_000),
          rounding: try? RoundingLoss(calls, under: rule)))
    }
    return prices
  }
}
