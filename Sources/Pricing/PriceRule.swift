public import Measurements

/// Prices and rounding that hold for some days, regions and architectures.
public struct PriceRule: Hashable, Sendable {
  /// First day.
  public let from: CalendarDate
  /// Last day; `nil` while it still holds.
  public let until: CalendarDate?
  /// Regions.
  public let regions: [String]
  /// Processor architectures.
  public let architectures: [Architecture]
  /// Billed time is a multiple of this many ms.
  public let granularityMilliseconds: Int
  /// Shortest billed time in ms.
  public let minimumMilliseconds: Int
  /// Price of 1024 MB for a second.
  public let gbSecondPrice: USD
  /// Price of a million requests.
  public let millionRequestsPrice: USD
  /// Whether the initialisation of a new sandbox is billed.
  public let initBilling: InitBilling
  /// Temporary storage; `nil` when its price is not known.
  public let ephemeralStorage: EphemeralStoragePrice?
  /// Sandboxes that are kept ready; `nil` when the price is not known.
  public let provisionedConcurrency: ProvisionedConcurrencyPrice?
  /// Processor time where it has a price of its own.
  public let cpu: CPUPrice?

  /// Whether the rule holds on a day; the first and the last day count.
  public func isValid(on date: CalendarDate) -> Bool {
    from <= date && (until.map { date <= $0 } ?? true)
  }

  /// The time that is billed for one call, in ms.
  ///
  /// Exact: the sum in µs is rounded up to the granularity, and to the minimum. With a granularity of 1 ms,
  /// 1,000 µs are 1 ms and 1,001 µs are 2 ms.
  ///
  /// - Parameters:
  ///   - durationMicroseconds: Execution as the provider reports it.
  ///   - initMicroseconds: Initialisation; `nil` when there was none.
  ///   - start: A warm start has no initialisation, whatever `initMicroseconds` says.
  ///   - package: How the code is packaged; `nil` when not known.
  ///   - runtimeIsManaged: Whether the provider maintains the runtime; `nil` when not known.
  /// - Throws: ``PricingError`` for a negative or too large time, and when whether the initialisation is
  ///   billed depends on a package or runtime that is not known.
  public func billedMilliseconds(
    durationMicroseconds: Int, initMicroseconds: Int?, start: Start?, package: PackageKind?,
    runtimeIsManaged: Bool?
  ) throws(PricingError) -> Int {
    guard durationMicroseconds >= 0, (initMicroseconds ?? 0) >= 0 else {
      throw PricingError(.invalidInput, "a duration is negative")
    }
    var billedMicroseconds = durationMicroseconds
    if let initMicroseconds, initMicroseconds > 0, start != .warm,
      try initBilling.isBilled(package: package, runtimeIsManaged: runtimeIsManaged)
    {
      let (sum, overflows) = durationMicroseconds.addingReportingOverflow(initMicroseconds)
      guard !overflows else { throw PricingError(.invalidInput, "the duration is too large") }
      billedMicroseconds = sum
    }
    let stepMicroseconds = 1_000 * granularityMilliseconds
    let (wholeSteps, rest) = billedMicroseconds.quotientAndRemainder(dividingBy: stepMicroseconds)
    let milliseconds = (wholeSteps + (rest > 0 ? 1 : 0)) * granularityMilliseconds
    return max(milliseconds, minimumMilliseconds)
  }

  /// Price of one call.
  ///
  /// - Throws: ``PricingError`` for sizes out of range, for storage whose price is not known, and for memory
  ///   sizes whose processor share is not known where processors are charged.
  public func cost(
    billedMilliseconds: Int, memoryMB: Int, ephemeralStorageMB: Int? = nil
  ) throws(PricingError) -> Cost {
    try cost(
      billedMilliseconds: Double(billedMilliseconds), memoryMB: memoryMB,
      ephemeralStorageMB: ephemeralStorageMB)
  }

  /// Expected price of a million calls like these.
  ///
  /// Money adds up by the mean, so this prices the mean of the billed times, each of which was rounded by
  /// itself. Pricing a rounded median instead makes heavy tails look cheap.
  ///
  /// - Parameter billedMilliseconds: Billed time of every call, in ms.
  /// - Throws: ``PricingError`` without calls and as ``cost(billedMilliseconds:memoryMB:ephemeralStorageMB:)``.
  public func costPerMillion(
    billedMilliseconds: [Int], memoryMB: Int, ephemeralStorageMB: Int? = nil
  ) throws(PricingError) -> Cost {
    guard !billedMilliseconds.isEmpty else {
      throw PricingError(.invalidInput, "there are no calls to price; one at least is needed")
    }
    var sum = 0
    for milliseconds in billedMilliseconds {
      let (next, overflows) = sum.addingReportingOverflow(milliseconds)
      guard milliseconds >= 0, !overflows else {
        throw PricingError(.invalidInput, "a billed time is negative, or all together are too large")
      }
      sum = next
    }
    let mean = Double(sum) / Double(billedMilliseconds.count)
    return try cost(billedMilliseconds: mean, memoryMB: memoryMB, ephemeralStorageMB: ephemeralStorageMB)
      * 1_000_000
  }

  private func cost(
    billedMilliseconds: Double, memoryMB: Int, ephemeralStorageMB: Int?
  ) throws(PricingError) -> Cost {
    guard billedMilliseconds >= 0, memoryMB > 0, (ephemeralStorageMB ?? 0) >= 0 else {
      throw PricingError(.invalidInput, "the billed time is negative, or a size is not positive")
    }
    let seconds = billedMilliseconds / 1_000
    var cost = Cost(
      compute: gbSecondPrice * (seconds * Double(memoryMB) / 1_024),
      requests: millionRequestsPrice * 1e-6)
    if let cpu { cost.compute = cost.compute + (try cpu.cost(seconds: seconds, memoryMB: memoryMB)) }
    if let ephemeralStorageMB {
      guard let ephemeralStorage else {
        throw PricingError(.noRule, "the price of ephemeral storage is not known for this day and region")
      }
      let chargedMB = max(0, ephemeralStorageMB - ephemeralStorage.includedMB)
      cost.ephemeralStorage = ephemeralStorage.gbSecondPrice * (seconds * Double(chargedMB) / 1_024)
    }
    return cost
  }
}
