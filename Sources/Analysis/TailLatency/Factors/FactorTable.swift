public import Measurements
public import Statistics

/// How long calls took beside everything that may go with it, in parallel arrays.
///
/// Rows are ordered by run, and inside of a run by batch and time, so that clusters lie next to each other.
public struct FactorTable: Sendable {
  /// The call of each row, counted in the order given.
  public let calls: [Int]
  /// How long each call took, in µs, or how far it lies beyond its typical time.
  public let responses: [Double]
  /// Calls that depend on each other.
  public let layout: ClusterLayout
  /// What the clusters are.
  public let clusters: ClusterKind
  /// The factors that vary, each different from all before.
  public let columns: [FactorColumn]
  /// Factors that say nothing here, and why.
  public let silent: [SilentFactor]

  /// What makes calls depend on each other.
  public enum ClusterKind: String, Codable, Hashable, Sendable {
    /// Sent together.
    case batch
    /// One after the other.
    case timeBlock = "time block"
    /// Served by the same sandbox.
    case container
    /// One after the other in the order in which they were given, since nothing else is known.
    case givenOrder = "given order"
  }

  /// Takes calls.
  ///
  /// - Parameters:
  ///   - calls: What is known of each.
  ///   - configurations: What was held fixed for each.
  ///   - responses: How long each took, in µs, or how far it lies beyond what is typical; finite.
  /// - Throws: ``StatisticsError``: no call, lists of unequal lengths, or a response that is not finite.
  /// - Complexity: O(calls · (factors + log calls)); memory about 32 bytes a call and factor while it is made, and 4
  ///   afterwards.
  public init(
    calls: [Invocation], configurations: [Configuration], responses: [Double]
  ) throws(StatisticsError) {
    if calls.isEmpty { throw .emptySample }
    for count in [configurations.count, responses.count] where count != calls.count {
      throw .lengthMismatch(expected: calls.count, found: count)
    }
    if let index = responses.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    let rows = CallRows(calls)
    self.calls = rows.order
    let ordered = rows.order.map { calls[$0] }
    self.responses = rows.order.map { responses[$0] }
    (layout, clusters) = try rows.layout(ordered, responses: self.responses)
    let found = FactorReader(ordered, rows.order.map { configurations[$0] }, runs: rows.runs)
    let aliases = FactorAliases(found.columns)
    columns = aliases.distinct
    silent = found.silent + aliases.silent
  }

  /// The successful calls of runs that carry a metric.
  ///
  /// - Throws: ``StatisticsError/emptySample``.
  public init(_ runs: [Run], metric: Metric) throws(StatisticsError) {
    var calls: [Invocation] = []
    var configurations: [Configuration] = []
    var responses: [Double] = []
    for run in runs {
      for call in run.invocations where call.status == .ok {
        guard let time = metric.microseconds(of: call) else { continue }
        calls.append(call)
        configurations.append(run.configuration)
        responses.append(Double(time))
      }
    }
    try self.init(calls: calls, configurations: configurations, responses: responses)
  }

  /// Number of calls.
  public var count: Int { responses.count }
}

/// A factor that says nothing here.
public struct SilentFactor: Codable, Hashable, Sendable {
  /// The factor.
  public var factor: Factor
  /// Why it says nothing.
  public var reason: Reason

  /// Why a factor says nothing.
  public enum Reason: Codable, Hashable, Sendable {
    /// It is the same for all calls.
    case constant
    /// It varies only with another one, by name.
    case aliased(with: String)
    /// Hours were seen on one day only, and are nothing but the time that passed.
    case oneDay
  }

  /// The reason as a sentence.
  public var sentence: String {
    switch reason {
    case .constant: "\(factor.title.capitalisedFirst): the same for all calls."
    case .aliased(let other): "\(factor.title.capitalisedFirst) and \(other) cannot be told apart here."
    case .oneDay:
      "\(factor.title.capitalisedFirst) was seen on one day only, so it cannot be told from the time that passed."
    }
  }
}

extension String {
  /// With a capital letter.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// Leaves out factors that divide the calls just as one before them.
struct FactorAliases {
  private(set) var distinct: [FactorColumn] = []
  private(set) var silent: [SilentFactor] = []

  init(_ columns: [FactorColumn]) {
    var seen: [[Int32]: String] = [:]
    for column in columns {
      // Levels are numbered as they appear, so that equal divisions have equal numbers.
      var numbers: [Int32: Int32] = [:]
      let division = column.levels.codes.map { code in
        let number = numbers[code] ?? Int32(numbers.count)
        numbers[code] = number
        return number
      }
      if let other = seen[division] {
        silent.append(SilentFactor(factor: column.factor, reason: .aliased(with: other)))
      } else {
        seen[division] = column.factor.title
        distinct.append(column)
      }
    }
  }
}
