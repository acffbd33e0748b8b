import Measurements
import Pricing
import Statistics

/// Prices the calls of one configuration under one rule.
struct CallPricing {
  let rule: PriceRule
  let memoryMB: Int
  /// The duration that is priced.
  let basis: Metric
  private let configuration: Configuration
  private let extras: ExtraUsage
  private let calls: [Invocation]

  /// - Returns: `nil` when memory or rule are not known, some call carries no billable duration, or does not record the
  ///   bytes sent that are to be billed.
  init?(_ group: CallGroup, _ prices: PriceSelection) {
    guard let memoryMB = group.configuration.memoryMB, let rule = prices.rule(for: group.configuration),
      let basis = Self.billableMetric(group.calls)
    else { return nil }
    self.rule = rule
    self.memoryMB = memoryMB
    self.basis = basis
    configuration = group.configuration
    extras = prices.extras
    calls = group.calls
    if !calls.allSatisfy({ metered($0) != nil }) { return nil }
  }

  private init(_ other: CallPricing, rule: PriceRule) {
    self.rule = rule
    memoryMB = other.memoryMB
    basis = other.basis
    configuration = other.configuration
    extras = other.extras
    calls = other.calls
  }

  /// The same with time rounded up to another granularity.
  func rounding(toMilliseconds granularity: Int) -> CallPricing {
    CallPricing(self, rule: rule.rounding(toMilliseconds: granularity))
  }

  /// The duration closest to what is billed, carried by every call.
  private static func billableMetric(_ calls: [Invocation]) -> Metric? {
    [Metric.provider, .function].first { metric in calls.allSatisfy { metric.microseconds(of: $0) != nil } }
  }

  /// What is known of a call that is to be priced; not `nil` for the calls of the group.
  private func metered(_ call: Invocation) -> MeteredCall? {
    basis.microseconds(of: call).flatMap {
      MeteredCall(
        call, of: configuration, durationMicroseconds: $0, metering: rule.metering, extras: extras)
    }
  }

  /// What is known of the calls of the group.
  var metered: [MeteredCall] { calls.compactMap(metered) }

  /// The time of a call that is rounded and billed: with its initialisation where that is billed.
  func billableMicroseconds(_ call: Invocation) throws(PricingError) -> Int {
    guard let metered = metered(call) else { return 0 }
    return try rule.billableMicroseconds(metered)
  }

  /// US dollars for a million calls like this one.
  func costPerMillion(_ call: Invocation) throws(PricingError) -> Double {
    guard let metered = metered(call) else { return 0 }
    return try rule.bill(for: try rule.usage(of: metered), calls: 1_000_000).total.dollars
  }

  /// The bill of a million calls like those of the group.
  func bill() throws(PricingError) -> Bill {
    try rule.bill(for: try rule.usage(of: metered), calls: 1_000_000)
  }

  /// The days on which the price of calls like these changed.
  func daysOfChange(in book: PriceBook) throws(PricingError) -> [CalendarDate] {
    book.daysOfChange(
      of: try rule.usage(of: metered).meters, region: rule.region, architecture: rule.architecture)
  }

  /// What a million calls of a size cost for each ms of billed time, and without any.
  func tariff(memoryMB: Int) throws(PricingError) -> Tariff {
    let fixed = try rule.cost(billedMilliseconds: 0, memoryMB: memoryMB).total.dollars
    let many = 1_000_000
    let whole = try rule.cost(billedMilliseconds: many, memoryMB: memoryMB).total.dollars
    // Steps, operations and traffic do not depend on the size.
    let bill = try bill()
    let extra = [BillLine.Kind.transitions, .storageOperations, .egress].reduce(0) { $0 + bill[$1].dollars }
    return Tariff(
      fixed: 1e6 * fixed + extra, perMillisecond: 1e6 * (whole - fixed) / Double(many),
      granularityMilliseconds: rule.granularityMilliseconds, minimumMilliseconds: rule.minimumMilliseconds)
  }
}

/// The price of a million calls of one size as a function of their time.
struct Tariff: Hashable {
  var fixed: Double
  var perMillisecond: Double
  var granularityMilliseconds: Int
  var minimumMilliseconds: Int

  /// US dollars for a million calls of this many µs each.
  func costPerMillion(microseconds: Double) -> Double {
    let step = Double(granularityMilliseconds)
    let billed = (microseconds / (1000 * step)).rounded(.up) * step
    return fixed + perMillisecond * max(billed, Double(minimumMilliseconds))
  }
}
