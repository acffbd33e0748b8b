import Measurements
public import Pricing
import Statistics

/// What a million calls of a group cost: line by line, then and now, and against a rented machine.
public struct GroupBill: Codable, Hashable, Sendable {
  /// A line, for a million calls.
  public struct Line: Codable, Hashable, Sendable {
    /// What it is about.
    public var kind: BillLine.Kind
    /// What was counted.
    public var unit: String
    /// How much, in this unit.
    public var quantity: Double
    /// US dollars.
    public var dollars: Double
  }

  /// The same calls by the prices of another day.
  public struct Dated: Codable, Hashable, Sendable {
    /// First day of these prices, `YYYY-MM-DD`.
    public var date: String
    /// Billed time is a multiple of this many ms.
    public var granularityMilliseconds: Int
    /// US dollars for a million calls.
    public var dollarsPerMillion: Double
    /// Share of the billed time and memory that rounding adds; `nil` where neither is billed.
    public var roundingShare: Double?
  }

  /// Group.
  public var id: String
  /// Label of the group; untrusted text.
  public var label: String
  /// The lines; together they are the mean cost of the group.
  public var lines: [Line]
  /// US dollars for a million calls.
  public var dollarsPerMillion: Double
  /// Billed time is a multiple of this many ms.
  public var granularityMilliseconds: Int
  /// Share of the billed time and memory that rounding adds; `nil` where neither is billed.
  public var roundingShare: Double?
  /// The bill on every day on which it changed, oldest first.
  public var history: [Dated]
  /// From how many calls on a rented machine is cheaper, when one was named.
  public var breakEven: BreakEven?

  /// The line of a kind in US dollars; 0 where there is none.
  public func dollars(_ kind: BillLine.Kind) -> Double {
    lines.reduce(0) { $1.kind == kind ? $0 + $1.dollars : $0 }
  }
}

extension GroupBill {
  /// The bills of all groups that have a price.
  ///
  /// - Complexity: O(calls · days on which prices changed).
  static func all(
    _ groups: [CallGroup], costs: [CostPerformance], prices: PriceSelection, machine: RentedMachine?
  ) throws -> [GroupBill] {
    let costs = Dictionary(costs.map { ($0.id, $0.costPerMillion) }) { first, _ in first }
    return try groups.compactMap { group in
      guard let cost = costs[group.id], let pricing = CallPricing(group, prices) else { return nil }
      return try GroupBill(group, pricing, cost: cost, prices: prices, machine: machine)
    }
  }

  private init(
    _ group: CallGroup, _ pricing: CallPricing, cost: Estimate, prices: PriceSelection,
    machine: RentedMachine?
  ) throws {
    let bill = try pricing.bill()
    let metered = pricing.metered
    let dated = try prices.book.prices(
      of: metered, on: try pricing.daysOfChange(in: prices.book), region: pricing.rule.region,
      architecture: pricing.rule.architecture)
    id = group.id
    label = group.label
    lines = bill.lines.map {
      Line(
        kind: $0.kind, unit: $0.meter.unit, quantity: $0.quantity.value, dollars: $0.amount.dollars)
    }
    dollarsPerMillion = bill.total.dollars
    granularityMilliseconds = pricing.rule.granularityMilliseconds
    roundingShare = (try? RoundingLoss(metered, under: pricing.rule))?.share
    history = dated.map {
      Dated(
        date: "\($0.date)", granularityMilliseconds: $0.rule.granularityMilliseconds,
        dollarsPerMillion: $0.billPerMillion.total.dollars, roundingShare: $0.rounding?.share)
    }
    // Of calls that cost nothing no machine is worth its rent.
    breakEven = try cost.value > 0 ? machine.map { try BreakEven(costPerMillion: cost, machine: $0) } : nil
  }
}

/// Finds the numbers of the bills by the paths that sentences name.
struct BillIndex {
  let bills: [GroupBill]

  /// The number at a path such as `g3.rounding`, without the leading `bills`.
  func value(at path: [String]) -> Double? {
    if path.isEmpty { return Double(bills.count) }
    guard let bill = bills.first(where: { $0.id == path[0] }) else { return nil }
    let rest = Array(path.dropFirst())
    switch rest.first {
    case "total": return bill.dollarsPerMillion
    case "rounding": return bill.roundingShare
    case "granularity": return Double(bill.granularityMilliseconds)
    case "lines":
      guard rest.count == 2, let kind = BillLine.Kind(rawValue: rest[1]) else { return nil }
      return bill.dollars(kind)
    case "history":
      guard rest.count >= 2, let dated = bill.history.first(where: { $0.date == rest[1] }) else { return nil }
      return rest.count == 2 ? dated.dollarsPerMillion : dated.dollarsPerMillion / bill.dollarsPerMillion
    case "breakEven":
      guard let breakEven = bill.breakEven else { return nil }
      switch rest.dropFirst().first {
      case "callsPerHour": return breakEven.callsPerHour
      case "utilisation": return breakEven.utilisation
      case "hourlyPrice": return breakEven.machine.hourlyPrice.dollars
      case "capacity": return breakEven.machine.callsPerHour
      default: return nil
      }
    default: return nil
    }
  }
}
