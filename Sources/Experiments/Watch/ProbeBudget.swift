public import Measurements

/// What a watch may spend in all.
public struct ProbeBudget: Codable, Hashable, Sendable {
  /// Calls, with those that warm up or do not count; `nil` for no limit.
  public var maximumCalls: Int?
  /// US dollars; `nil` for no limit.
  public var maximumDollars: Double?

  enum CodingKeys: String, CodingKey {
    case maximumCalls = "maximum_calls"
    case maximumDollars = "maximum_usd"
  }

  /// Creates a budget.
  public init(maximumCalls: Int? = nil, maximumDollars: Double? = nil) {
    self.maximumCalls = maximumCalls
    self.maximumDollars = maximumDollars
  }

  /// Why a probe may not be made that spends so much at most; `nil` when it may.
  ///
  /// The most expensive case counts, so that the budget is kept whatever the probe meets.
  public func refusal(of probe: ProbeSpending, after spent: ProbeSpending) -> String? {
    if let maximumCalls, spent.calls + probe.calls > maximumCalls {
      return "\(spent.calls) of \(maximumCalls) calls are spent and a probe makes \(probe.calls)"
    }
    let (before, most) = (spent.dollars ?? 0, probe.dollars ?? 0)
    if let maximumDollars, before + most > maximumDollars {
      return "\(before) of \(maximumDollars) USD are spent and a probe may cost up to \(most) USD"
    }
    return nil
  }

  func validate() throws(PlanError) {
    guard (maximumCalls ?? 1) > 0 else { throw PlanError(field: "maximum_calls", problem: "must be above 0") }
    guard (maximumDollars ?? 1) > 0, (maximumDollars ?? 1).isFinite else {
      throw PlanError(field: "maximum_usd", problem: "must be above 0")
    }
  }
}

/// What probes spent, or may spend at most.
public struct ProbeSpending: Codable, Hashable, Sendable {
  /// All calls that were made.
  public var calls: Int
  /// US dollars; `nil` when nothing is priced.
  public var dollars: Double?

  enum CodingKeys: String, CodingKey {
    case calls
    case dollars = "usd"
  }

  /// Creates an amount.
  public init(calls: Int = 0, dollars: Double? = nil) {
    self.calls = calls
    self.dollars = dollars
  }

  /// Adds amounts.
  public static func + (left: Self, right: Self) -> Self {
    let dollars = [left.dollars, right.dollars].compactMap { $0 }
    return Self(calls: left.calls + right.calls, dollars: dollars.isEmpty ? nil : dollars.reduce(0, +))
  }
}

/// What calls cost.
public struct ProbePrice: Sendable {
  /// US dollars of a call, or `nil` where nothing prices it.
  public var dollars: @Sendable (Configuration, Invocation) -> Double?

  /// Longest initialisation that is reckoned with, in µs.
  private static let longestInitMicroseconds = 10_000_000

  /// Creates a price.
  public init(dollars: @escaping @Sendable (Configuration, Invocation) -> Double?) { self.dollars = dollars }

  /// US dollars of a call that starts a sandbox and runs into its time limit.
  func most(_ configuration: Configuration, timeoutMilliseconds: Int) -> Double? {
    var call = Invocation(runID: "", status: .timeout)
    call.start = .cold
    call.initMicroseconds = Self.longestInitMicroseconds
    call.providerMicroseconds = timeoutMilliseconds * 1000
    call.functionMicroseconds = call.providerMicroseconds
    return dollars(configuration, call)
  }
}
