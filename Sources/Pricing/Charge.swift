public import Measurements

/// The days, regions and architectures for which something holds.
public struct Validity: Hashable, Sendable {
  /// First day.
  public let from: CalendarDate
  /// Last day; `nil` while it still holds.
  public let until: CalendarDate?

  /// Whether it holds on a day; the first and the last day count.
  public func contains(_ date: CalendarDate) -> Bool {
    from <= date && (until.map { date <= $0 } ?? true)
  }

  func overlaps(_ other: Validity) -> Bool {
    (other.until.map { from <= $0 } ?? true) && (until.map { other.from <= $0 } ?? true)
  }

  /// The days, such as `2015-04-09 to 2020-11-30`.
  var words: String { "\(from) to \(until?.description ?? "today")" }
}

/// A price of one meter that holds for some days, regions and architectures.
public struct Charge: Hashable, Sendable {
  /// What is charged for.
  public let meter: Meter
  /// Days.
  public let validity: Validity
  /// Regions.
  public let regions: [String]
  /// Processor architectures.
  public let architectures: [Architecture]
  /// Reference of the book that the price is from.
  public let source: String
  /// Price of ``per`` units.
  public let price: USD
  /// Units that the price is for.
  public let per: Int
  /// Lower prices for what a month uses above some quantity, in rising order.
  public let tiers: [PriceTier]
  /// Units a month without charge, for those who want it counted.
  public let freePerMonth: Int
  /// Size without charge in MB, of temporary storage.
  public let includedMB: Int
  /// Processor share that comes with a memory size in MB, in thousandths of a GHz or of a virtual processor.
  public let processorThousandths: [Int: Int]

  /// Whether it holds for a region and an architecture.
  func applies(region: String, architecture: Architecture) -> Bool {
    regions.contains(region) && architectures.contains(architecture)
  }

  func overlaps(_ other: Charge) -> Bool {
    meter == other.meter && validity.overlaps(other.validity)
      && !Set(regions).isDisjoint(with: other.regions)
      && !Set(architectures).isDisjoint(with: other.architectures)
  }

  /// Share of a processor that comes with a memory size, in thousandths.
  func processor(memoryMB: Int) throws(PricingError) -> Int {
    guard let thousandths = processorThousandths[memoryMB] else {
      let known = processorThousandths.keys.sorted().map(String.init).joined(separator: ", ")
      throw PricingError(
        .invalidInput,
        "which processor comes with \(memoryMB) MB is not known"
          + (known.isEmpty ? "; state the virtual processors" : "; it is known for \(known)"))
    }
    return thousandths
  }
}

/// A price above some monthly quantity.
public struct PriceTier: Hashable, Sendable {
  /// Units a month above which it holds.
  public let above: Int
  /// Price of the charge's number of units.
  public let price: USD
}

/// Processor architectures, in the words of `Configuration.architecture`.
public enum Architecture: String, Codable, CaseIterable, Hashable, Sendable {
  /// x86 with 64 bits.
  case x86 = "x86_64"
  /// Arm with 64 bits.
  case arm64
}
