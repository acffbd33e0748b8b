/// An amount of US dollars.
///
/// Prices of single calls are far below a cent, so amounts are binary fractions, not cents.
public struct USD: Hashable, Comparable, Codable, Sendable {
  /// The amount in dollars.
  public var dollars: Double

  /// Creates an amount.
  public init(_ dollars: Double) { self.dollars = dollars }

  /// Reads a number.
  public init(from decoder: any Decoder) throws {
    dollars = try decoder.singleValueContainer().decode(Double.self)
  }

  /// Writes a number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dollars)
  }

  /// Nothing.
  public static let zero = USD(0)
  /// Smaller amounts come first.
  public static func < (left: Self, right: Self) -> Bool { left.dollars < right.dollars }
  /// Adds amounts.
  public static func + (left: Self, right: Self) -> Self { USD(left.dollars + right.dollars) }
  /// Multiplies an amount.
  public static func * (left: Self, factor: Double) -> Self { USD(left.dollars * factor) }
}

extension USD: CustomStringConvertible {
  /// The exact amount, such as `15.1 USD`.
  public var description: String { "\(dollars) USD" }
}

/// Price of a call, or of a million, by its parts.
public struct Cost: Hashable, Codable, Sendable {
  /// Time multiplied by memory, and processor time where it is charged by itself.
  public var compute: USD
  /// Charge for the request itself.
  public var requests: USD
  /// Temporary storage above what is included.
  public var ephemeralStorage: USD

  /// Creates a cost.
  public init(compute: USD, requests: USD, ephemeralStorage: USD = .zero) {
    self.compute = compute
    self.requests = requests
    self.ephemeralStorage = ephemeralStorage
  }

  /// Sum of the parts.
  public var total: USD { compute + requests + ephemeralStorage }

  static func * (cost: Self, factor: Double) -> Self {
    Cost(
      compute: cost.compute * factor, requests: cost.requests * factor,
      ephemeralStorage: cost.ephemeralStorage * factor)
  }
}
