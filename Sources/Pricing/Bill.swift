/// An exact quantity: a fraction of whole numbers.
public struct BilledQuantity: Hashable, Sendable {
  let numerator: Int128
  let denominator: Int128

  /// The nearest binary number.
  public var value: Double { Double(numerator) / Double(denominator) }
}

extension BilledQuantity: Codable {
  private enum CodingKeys: String, CodingKey { case numerator, denominator, value }

  /// Reads numerator and denominator.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func whole(_ key: CodingKeys) throws -> Int128 {
      guard let number = Int128(try container.decode(String.self, forKey: key)), number >= 0 else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "a whole number as text was expected")
      }
      return number
    }
    numerator = try whole(.numerator)
    denominator = max(1, try whole(.denominator))
  }

  /// Writes numerator and denominator as text, which no reader rounds, and the nearest number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("\(numerator)", forKey: .numerator)
    try container.encode("\(denominator)", forKey: .denominator)
    try container.encode(value, forKey: .value)
  }
}

/// One line of a bill.
public struct BillLine: Codable, Hashable, Sendable {
  /// What a line is about.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// Execution: time multiplied by memory or by processors.
    case compute
    /// What the initialisation of new sandboxes adds to the billed time.
    case initialisation = "init"
    /// The calls themselves.
    case requests
    /// Temporary storage above what is included.
    case storage
    /// Sandboxes that are kept ready.
    case provisioned
    /// Steps of a workflow.
    case transitions
    /// Reading and writing objects.
    case storageOperations = "storage_operations"
    /// Bytes sent to the Internet.
    case egress

    /// The line for people.
    public var title: String {
      switch self {
      case .compute: "compute"
      case .initialisation: "initialisation"
      case .requests: "requests"
      case .storage: "temporary storage"
      case .provisioned: "provisioned"
      case .transitions: "workflow transitions"
      case .storageOperations: "storage operations"
      case .egress: "egress"
      }
    }
  }

  /// What it is about.
  public let kind: Kind
  /// What was counted.
  public let meter: Meter
  /// How much, in the meter's unit.
  public let quantity: BilledQuantity
  /// Price of ``per`` units.
  public let unitPrice: USD
  /// Units that the price is for.
  public let per: Int
  /// Quantity multiplied by price.
  public let amount: USD

  init(_ kind: Kind, _ meter: Meter, counts: Int128, over calls: Int128, _ price: USD, per: Int)
    throws(PricingError)
  {
    self.kind = kind
    self.meter = meter
    quantity = BilledQuantity(numerator: counts, denominator: meter.countsPerUnit * calls)
    unitPrice = price
    self.per = per
    amount = try price.times(counts, over: quantity.denominator * Int128(per))
  }

  /// The calculation in words, such as `compute: 0.2125 GB-seconds × 0.00001667 USD = 0.000003542375 USD`.
  public var explanation: String {
    let price = per == 1 ? "\(unitPrice)" : "\(unitPrice) per \(per)"
    return "\(kind.rawValue): \(shortest(quantity.value)) \(meter.unit) × \(price) = \(amount)"
  }

  private func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// What calls cost, line by line.
public struct Bill: Codable, Hashable, Sendable {
  /// The lines, in the order in which their quantities were counted.
  public let lines: [BillLine]

  init(_ lines: [BillLine]) { self.lines = lines }

  /// Sum of the lines, exactly.
  public var total: USD { lines.reduce(.zero) { $0 + $1.amount } }

  /// Sum of the lines of a kind.
  public subscript(kind: BillLine.Kind) -> USD {
    lines.reduce(.zero) { $1.kind == kind ? $0 + $1.amount : $0 }
  }

  /// The calculation, a sentence a line, and the total.
  public var explanation: [String] { lines.map(\.explanation) + ["total: \(total)"] }
}

/// Whose prices a bill takes.
public enum BillingPeriod: Hashable, Sendable {
  /// List prices of the first tier, for calls whose monthly number is not known.
  case listPrice
  /// A month in which nothing else runs: lower prices from higher tiers, and the free allowance when wanted.
  case month(withFreeAllowance: Bool)
}

extension Charge {
  /// Bands of monthly usage with their prices, from 0 on.
  func bands(_ period: BillingPeriod) -> [PriceTier] {
    switch period {
    case .listPrice: return [PriceTier(above: 0, price: price)]
    case .month(let withFreeAllowance):
      let free = withFreeAllowance ? freePerMonth : 0
      let paid = [PriceTier(above: free, price: price)] + tiers.filter { $0.above > free }
      return free > 0 ? [PriceTier(above: 0, price: .zero)] + paid : paid
    }
  }
}
