import Measurements
import Pricing

/// Prices the calls of one configuration under one rule.
struct CallPricing {
  let rule: PriceRule
  let memoryMB: Int
  /// The duration that is priced.
  let basis: Metric
  private let package: PackageKind
  private let runtimeIsManaged: Bool

  /// - Returns: `nil` when memory or rule are not known, or some call carries no billable duration.
  init?(_ group: CallGroup, _ prices: PriceSelection) {
    guard let memoryMB = group.configuration.memoryMB, let rule = prices.rule(for: group.configuration),
      let basis = Self.billableMetric(group.calls)
    else { return nil }
    self.init(rule: rule, memoryMB: memoryMB, basis: basis, group.configuration)
  }

  private init(rule: PriceRule, memoryMB: Int, basis: Metric, _ configuration: Configuration) {
    self.rule = rule
    self.memoryMB = memoryMB
    self.basis = basis
    package = configuration.package ?? .zip
    runtimeIsManaged = configuration.runtime.map { !$0.contains("provided") } ?? true
  }

  /// The duration closest to what is billed, carried by every call.
  private static func billableMetric(_ calls: [Invocation]) -> Metric? {
    [Metric.provider, .function].first { metric in calls.allSatisfy { metric.microseconds(of: $0) != nil } }
  }

  /// The time of a call that is rounded and billed: with its initialisation where that is billed.
  func billableMicroseconds(_ call: Invocation) throws(PricingError) -> Int {
    let execution = basis.microseconds(of: call) ?? 0
    guard call.start != .warm, let initialisation = call.initMicroseconds,
      try rule.initBilling.isBilled(package: package, runtimeIsManaged: runtimeIsManaged)
    else { return execution }
    return execution + initialisation
  }

  /// US dollars for a million calls like this one.
  func costPerMillion(_ call: Invocation) throws(PricingError) -> Double {
    let billed = try rule.billedMilliseconds(
      durationMicroseconds: basis.microseconds(of: call) ?? 0, initMicroseconds: call.initMicroseconds,
      start: call.start, package: package, runtimeIsManaged: runtimeIsManaged)
    return 1e6 * (try rule.cost(billedMilliseconds: billed, memoryMB: memoryMB)).total.dollars
  }

  /// What a million calls cost for each ms of billed time, and without any.
  func tariff(memoryMB: Int) throws(PricingError) -> Tariff {
    let fixed = try rule.cost(billedMilliseconds: 0, memoryMB: memoryMB).total.dollars
    let many = 1_000_000
    let whole = try rule.cost(billedMilliseconds: many, memoryMB: memoryMB).total.dollars
    return Tariff(
      fixed: 1e6 * fixed, perMillisecond: 1e6 * (whole - fixed) / Double(many),
      granularityMilliseconds: rule.granularityMilliseconds, minimumMilliseconds: rule.minimumMilliseconds,
      initBilling: rule.initBilling)
  }
}

/// The price of a million calls of one size as a function of their time.
struct Tariff: Hashable {
  var fixed: Double
  var perMillisecond: Double
  var granularityMilliseconds: Int
  var minimumMilliseconds: Int
  /// Whether the initialisation is a part of that time.
  var initBilling: InitBilling

  /// US dollars for a million calls of this many µs each.
  func costPerMillion(microseconds: Double) -> Double {
    let step = Double(granularityMilliseconds)
    let billed = (microseconds / (1000 * step)).rounded(.up) * step
    return fixed + perMillisecond * max(billed, Double(minimumMilliseconds))
  }
}
