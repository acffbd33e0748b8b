public import Measurements

/// What is known of a call that is to be priced.
public struct MeteredCall: Hashable, Sendable {
  /// Execution as the provider reports it; processor time where the provider bills that.
  public var durationMicroseconds: Int
  /// Memory size in MB; the memory that was used where the provider bills that.
  public var memoryMB: Int
  /// Initialisation of a new sandbox; `nil` when there was none.
  public var initMicroseconds: Int?
  /// Start of the call. A warm start has no initialisation, whatever `initMicroseconds` says.
  public var start: Start?
  /// Virtual processors; `nil` for those that come with the memory size.
  public var vcpu: Double?
  /// Temporary storage in MB; `nil` for what is included.
  public var ephemeralStorageMB: Int?
  /// How the code is packaged; `nil` when not known.
  public var package: PackageKind?
  /// Whether the provider maintains the runtime; `nil` when not known.
  public var runtimeIsManaged: Bool?
  /// Whether the sandbox was kept ready, which has a price of its own.
  public var isProvisioned = false
  /// Steps and operations that the call needs beside its computing.
  public var counts: [Meter: Double] = [:]
  /// Bytes that the call sends to the Internet; `nil` leaves them out of the bill.
  public var egressBytes: Int?

  /// Creates a call of which only time and memory are known.
  public init(durationMicroseconds: Int, memoryMB: Int) {
    self.durationMicroseconds = durationMicroseconds
    self.memoryMB = memoryMB
  }
}

extension MeteredCall {
  /// What a record says of a call, for a rule's way of measuring.
  ///
  /// An archive is assumed where the package is not known, and a runtime that the provider maintains unless its name
  /// says `provided`.
  ///
  /// - Parameters:
  ///   - durationMicroseconds: The billable duration of the call.
  ///   - metering: Says whether the memory that was used counts, or the one that was configured.
  ///   - extras: What every call uses beside its computing.
  /// - Returns: `nil` when the memory is not known but billed, or the bytes sent are to be billed but not recorded.
  public init?(
    _ call: Invocation, of configuration: Configuration, durationMicroseconds: Int, metering: Metering,
    extras: ExtraUsage = ExtraUsage()
  ) {
    let used = call.memoryUsedMB.flatMap { Int(exactly: $0.rounded(.up)) }
    let memoryMB = metering.memory == .used ? used ?? configuration.memoryMB : configuration.memoryMB
    // Where no memory is billed, any size does.
    guard let memoryMB = memoryMB ?? (metering.memory == .none ? 1 : nil) else { return nil }
    self.init(durationMicroseconds: durationMicroseconds, memoryMB: memoryMB)
    initMicroseconds = call.initMicroseconds
    start = call.start
    vcpu = configuration.vcpu
    package = configuration.package ?? .zip
    runtimeIsManaged = configuration.runtime.map { !$0.contains("provided") } ?? true
    ephemeralStorageMB = extras.ephemeralStorageMB
    counts = extras.counts
    switch extras.egress {
    case .bytes(let bytes): egressBytes = bytes
    case .recorded:
      guard let bytes = call.bytesOut else { return nil }
      egressBytes = bytes
    case nil: break
    }
  }
}

/// What some calls used, by line of the bill and meter, in whole counts that add up exactly.
public struct Usage: Hashable, Sendable {
  /// Something that is counted.
  struct Entry: Hashable, Sendable {
    let line: BillLine.Kind
    let meter: Meter
    var counts: Int128
  }

  /// Number of calls.
  public private(set) var calls: Int
  private(set) var entries: [Entry] = []

  /// The meters that were used.
  public var meters: Set<Meter> { Set(entries.map(\.meter)) }

  /// Nothing used by a number of calls.
  public init(calls: Int = 0) { self.calls = calls }

  /// Adds whole counts, such as transitions or operations of storage.
  ///
  /// - Throws: ``PricingError`` for a negative number.
  public mutating func add(_ count: Int, of meter: Meter) throws(PricingError) {
    try add(Int128(count) * meter.countsPerUnit, to: meter.line, meter)
  }

  /// Adds an amount in units of the meter, rounded to what it counts.
  ///
  /// - Throws: ``PricingError`` for an amount that is negative or beyond 10¹².
  public mutating func add(amount: Double, of meter: Meter) throws(PricingError) {
    guard amount >= 0, amount <= 1e12 else {
      throw PricingError(.invalidInput, "a billed quantity is negative or too large")
    }
    try add(Int128((amount * Double(meter.countsPerUnit)).rounded()), to: meter.line, meter)
  }

  /// Adds bytes that were sent to the Internet.
  ///
  /// - Throws: ``PricingError`` for a negative number.
  public mutating func addEgress(bytes: Int) throws(PricingError) {
    try add(Int128(bytes), to: .egress, .egress)
  }

  /// Adds sandboxes that were kept ready for some seconds.
  ///
  /// - Throws: ``PricingError`` for a negative number.
  public mutating func addProvisioned(instances: Int, seconds: Int, memoryMB: Int) throws(PricingError) {
    guard instances >= 0, seconds >= 0, memoryMB > 0, instances <= 1 << 40, seconds <= 1 << 40 else {
      throw PricingError(
        .invalidInput, "a number of instances or seconds is out of range, or the memory is not positive")
    }
    try add(
      Int128(instances) * Int128(seconds) * Int128(memoryMB) * 1_000, to: .provisioned, .provisioned)
  }

  mutating func add(_ counts: Int128, to line: BillLine.Kind, _ meter: Meter) throws(PricingError) {
    guard counts >= 0 else { throw PricingError(.invalidInput, "a billed quantity is negative") }
    guard let index = entries.firstIndex(where: { $0.line == line && $0.meter == meter }) else {
      return entries.append(Entry(line: line, meter: meter, counts: counts))
    }
    let (sum, overflows) = entries[index].counts.addingReportingOverflow(counts)
    guard !overflows else { throw PricingError(.invalidInput, "a billed quantity is too large") }
    entries[index].counts = sum
  }

  /// Adds what other calls used.
  ///
  /// - Throws: ``PricingError`` when a sum is too large.
  public mutating func add(_ other: Usage) throws(PricingError) {
    let (sum, overflows) = calls.addingReportingOverflow(other.calls)
    guard !overflows else { throw PricingError(.invalidInput, "there are too many calls") }
    for entry in other.entries { try add(entry.counts, to: entry.line, entry.meter) }
    calls = sum
  }
}
