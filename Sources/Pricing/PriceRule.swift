public import Measurements

/// Prices and rounding that hold on one day for one region and architecture.
public struct PriceRule: Hashable, Sendable {
  /// Region.
  public let region: String
  /// Processor architecture.
  public let architecture: Architecture
  /// How time and memory are measured.
  public let metering: Metering
  /// The prices; every meter once.
  public let charges: [Charge]

  /// The price of a meter; `nil` when it is not known.
  public func charge(for meter: Meter) -> Charge? { charges.first { $0.meter == meter } }

  /// The price of a meter.
  ///
  /// - Throws: ``PricingError`` that says which meters the rule has.
  func charge(_ meter: Meter) throws(PricingError) -> Charge {
    guard let charge = charge(for: meter) else {
      let known = charges.map(\.meter.rawValue).joined(separator: ", ")
      throw PricingError(
        .noRule, "the price of \(meter.rawValue) is not known for this day and region; known are \(known)")
    }
    return charge
  }

  /// Billed time is a multiple of this many ms.
  public var granularityMilliseconds: Int { metering.granularityMilliseconds }
  /// Shortest billed time in ms.
  public var minimumMilliseconds: Int { metering.minimumMilliseconds }
  /// Whether the initialisation of a new sandbox is billed.
  public var initBilling: InitBilling { metering.initBilling }

  /// The time that is billed for one call, in ms: the sum in µs rounded up, exactly.
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
    let initMicroseconds = try billedInitMicroseconds(
      initMicroseconds, start: start, package: package, runtimeIsManaged: runtimeIsManaged)
    let (sum, overflows) = durationMicroseconds.addingReportingOverflow(initMicroseconds)
    guard durationMicroseconds >= 0 else { throw PricingError(.invalidInput, "a duration is negative") }
    guard !overflows else { throw PricingError(.invalidInput, "the duration is too large") }
    return metering.billedMilliseconds(sum)
  }

  /// The part of an initialisation that is billed.
  func billedInitMicroseconds(
    _ microseconds: Int?, start: Start?, package: PackageKind?, runtimeIsManaged: Bool?
  ) throws(PricingError) -> Int {
    guard let microseconds, microseconds != 0, start != .warm else { return 0 }
    guard microseconds > 0 else { throw PricingError(.invalidInput, "a duration is negative") }
    return try initBilling.isBilled(package: package, runtimeIsManaged: runtimeIsManaged) ? microseconds : 0
  }

  /// What a call uses, with every rounding of the rule applied.
  ///
  /// The line of the initialisation holds what it adds to the rounded time of the execution.
  ///
  /// - Throws: ``PricingError`` as ``billedMilliseconds(durationMicroseconds:initMicroseconds:start:package:runtimeIsManaged:)``
  ///   and for sizes out of range, for storage whose price is not known, and for memory sizes whose processor
  ///   is not known where processors are charged.
  public func usage(of call: MeteredCall) throws(PricingError) -> Usage {
    let withInit = try billedMilliseconds(
      durationMicroseconds: call.durationMicroseconds, initMicroseconds: call.initMicroseconds,
      start: call.start, package: call.package, runtimeIsManaged: call.runtimeIsManaged)
    let execution = metering.billedMilliseconds(call.durationMicroseconds)
    var usage = try usage(
      executionMilliseconds: execution, initMilliseconds: withInit - execution, memoryMB: call.memoryMB,
      vcpu: call.vcpu, ephemeralStorageMB: call.ephemeralStorageMB, isProvisioned: call.isProvisioned)
    for (meter, count) in call.counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try usage.add(amount: count, of: meter)
    }
    if let bytes = call.egressBytes { try usage.addEgress(bytes: bytes) }
    return usage
  }

  /// The time of a call that is rounded and billed, in µs: with the initialisation where that is billed.
  ///
  /// - Throws: ``PricingError`` as ``billedMilliseconds(durationMicroseconds:initMicroseconds:start:package:runtimeIsManaged:)``.
  public func billableMicroseconds(_ call: MeteredCall) throws(PricingError) -> Int {
    call.durationMicroseconds
      + (try billedInitMicroseconds(
        call.initMicroseconds, start: call.start, package: call.package,
        runtimeIsManaged: call.runtimeIsManaged))
  }

  /// The same rule with time rounded up to another granularity, at least once that.
  public func rounding(toMilliseconds granularity: Int) -> PriceRule {
    let rounding = Metering(
      validity: metering.validity, source: metering.source, granularityMilliseconds: granularity,
      minimumMilliseconds: min(metering.minimumMilliseconds, granularity), time: metering.time,
      memory: metering.memory, memoryGranularityMB: metering.memoryGranularityMB,
      initBilling: metering.initBilling)
    return PriceRule(region: region, architecture: architecture, metering: rounding, charges: charges)
  }

  /// Whether another rule gives every usage of some meters the same list price.
  func bills(like other: PriceRule, _ meters: Set<Meter>) -> Bool {
    let (a, b) = (metering, other.metering)
    guard a.granularityMilliseconds == b.granularityMilliseconds,
      a.minimumMilliseconds == b.minimumMilliseconds, a.time == b.time, a.memory == b.memory,
      a.memoryGranularityMB == b.memoryGranularityMB, a.initBilling == b.initBilling
    else { return false }
    return meters.allSatisfy { meter in
      let (a, b) = (charge(for: meter), other.charge(for: meter))
      return a?.price == b?.price && a?.per == b?.per && a?.includedMB == b?.includedMB
        && a?.processorThousandths == b?.processorThousandths
    }
  }

  /// What calls use together.
  ///
  /// - Throws: ``PricingError`` as for one call.
  /// - Complexity: O(calls).
  public func usage(of calls: [MeteredCall]) throws(PricingError) -> Usage {
    var sum = Usage()
    for call in calls { try sum.add(try usage(of: call)) }
    return sum
  }

  /// The bill for some usage.
  ///
  /// Money adds up by the mean: the bill of `calls` calls like these rests on the mean of the rounded times, never
  /// on a rounded mean or median, which makes heavy tails look cheap.
  ///
  /// - Parameters:
  ///   - usage: What some calls used.
  ///   - calls: Number of calls to be billed; `nil` for those of the usage.
  ///   - period: Whose prices.
  /// - Throws: ``PricingError`` for a meter without price, for no calls and for amounts out of range.
  public func bill(
    for usage: Usage, calls: Int? = nil, period: BillingPeriod = .listPrice
  ) throws(PricingError) -> Bill {
    if let calls, calls < 0 || usage.calls < 1 {
      throw PricingError(.invalidInput, "there are no calls to price; one at least is needed")
    }
    guard usage.calls <= 1 << 50 else { throw PricingError(.invalidInput, "there are too many calls") }
    let factor = Int128(calls ?? 1)
    let divisor = calls == nil ? 1 : Int128(usage.calls)
    var lines: [BillLine] = []
    var used: [Meter: Int128] = [:]
    for entry in usage.entries {
      let charge = try charge(entry.meter)
      let (counts, overflows) = entry.counts.multipliedReportingOverflow(by: factor)
      guard !overflows, counts < 1 << 100 else {
        throw PricingError(.invalidInput, "a billed quantity is too large")
      }
      // What has been billed of this meter on earlier lines fills the lower bands.
      let begin = used[entry.meter, default: 0]
      let end = begin + counts
      used[entry.meter] = end
      let bands = charge.bands(period)
      let unit = entry.meter.countsPerUnit * divisor
      for (index, band) in bands.enumerated() {
        let low = max(begin, Int128(band.above) * unit)
        let high = index + 1 < bands.count ? min(end, Int128(bands[index + 1].above) * unit) : end
        if high > low || (counts == 0 && index == 0) {
          lines.append(
            try BillLine(
              entry.line, entry.meter, counts: max(0, high - low), over: divisor, band.price, per: charge.per)
          )
        }
      }
    }
    return Bill(lines)
  }
}

// MARK: Shorthands for calls whose billed time is known

extension PriceRule {
  /// Price of one call.
  ///
  /// - Throws: ``PricingError`` for sizes out of range, for storage whose price is not known, and for memory
  ///   sizes whose processor share is not known where processors are charged.
  public func cost(
    billedMilliseconds: Int, memoryMB: Int, ephemeralStorageMB: Int? = nil
  ) throws(PricingError) -> Bill {
    try bill(
      for: try usage(
        executionMilliseconds: billedMilliseconds, initMilliseconds: 0, memoryMB: memoryMB, vcpu: nil,
        ephemeralStorageMB: ephemeralStorageMB, isProvisioned: false))
  }

  /// Expected price of a million calls whose billed times, each rounded by itself, are these.
  ///
  /// - Throws: ``PricingError`` without calls and as ``cost(billedMilliseconds:memoryMB:ephemeralStorageMB:)``.
  public func costPerMillion(
    billedMilliseconds: [Int], memoryMB: Int, ephemeralStorageMB: Int? = nil
  ) throws(PricingError) -> Bill {
    var sum = Usage()
    for milliseconds in billedMilliseconds {
      try sum.add(
        try usage(
          executionMilliseconds: milliseconds, initMilliseconds: 0, memoryMB: memoryMB, vcpu: nil,
          ephemeralStorageMB: ephemeralStorageMB, isProvisioned: false))
    }
    return try bill(for: sum, calls: 1_000_000)
  }

  fileprivate func usage(
    executionMilliseconds: Int, initMilliseconds: Int, memoryMB: Int, vcpu: Double?, ephemeralStorageMB: Int?,
    isProvisioned: Bool
  ) throws(PricingError) -> Usage {
    guard executionMilliseconds >= 0 else {
      throw PricingError(.invalidInput, "the billed time is negative")
    }
    let milliseconds = Int128(executionMilliseconds)
    let billedMemoryMB = Int128(try metering.billedMemoryMB(memoryMB))
    var usage = Usage(calls: 1)
    if isProvisioned {
      try usage.add(
        (milliseconds + Int128(initMilliseconds)) * billedMemoryMB, to: .provisioned, .provisionedExecution)
    } else {
      for charge in charges where charge.meter.line == .compute {
        let share = try share(of: charge, memoryMB: memoryMB, billedMemoryMB, vcpu: vcpu)
        try usage.add(milliseconds * share, to: .compute, charge.meter)
        if initMilliseconds > 0 {
          try usage.add(Int128(initMilliseconds) * share, to: .initialisation, charge.meter)
        }
      }
    }
    if charge(for: .requests) != nil { try usage.add(1, of: .requests) }
    if let ephemeralStorageMB {
      guard ephemeralStorageMB >= 0 else { throw PricingError(.invalidInput, "a storage size is negative") }
      let chargedMB = max(0, ephemeralStorageMB - (try charge(.ephemeralStorage)).includedMB)
      try usage.add(
        (milliseconds + Int128(initMilliseconds)) * Int128(chargedMB), to: .storage, .ephemeralStorage)
    }
    return usage
  }

  /// Counts of a meter for each ms of billed time.
  private func share(
    of charge: Charge, memoryMB: Int, _ billedMemoryMB: Int128, vcpu: Double?
  ) throws(PricingError) -> Int128 {
    switch charge.meter {
    case .memory: return billedMemoryMB
    case .clockRate: return Int128(try charge.processor(memoryMB: memoryMB))
    case .virtualProcessors:
      guard let vcpu else { return Int128(try charge.processor(memoryMB: memoryMB)) }
      guard vcpu > 0, vcpu <= 1_000_000 else {
        throw PricingError(.invalidInput, "the number of virtual processors is out of range")
      }
      return Int128((1_000 * vcpu).rounded())
    default: return 1
    }
  }
}
