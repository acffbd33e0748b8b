public import Statistics

/// Which factors go with slow calls: a test of each, and a short list of rules.
public struct TailFactors: Codable, Hashable, Sendable {
  /// What was asked for.
  public var options: FactorOptions
  /// Number of calls.
  public var n: Int
  /// Slow calls: those that took longer than ``threshold``.
  public var slow: Int
  /// What a call takes longer than when it is slow, in µs of the response.
  public var threshold: Double
  /// What makes calls depend on each other.
  public var clusters: FactorTable.ClusterKind
  /// Number of clusters.
  public var clusterCount: Int
  /// Neighbouring clusters that depend on each other.
  public var blockLength: Int
  /// The factors, those named first and by falling share of the excess.
  public var findings: [FactorFinding]
  /// Conditions under which slow calls crowd; those after the first speak of the calls that none before covers.
  public var rules: [TailRule]
  /// Factors that say nothing here, and why.
  public var silent: [SilentFactor]
}

/// What is asked of factors.
public struct FactorOptions: Codable, Hashable, Sendable {
  /// Share of the calls that makes the tail.
  public var slowest: Double
  /// Level of all intervals, of the tests together, and of the rules.
  public var level: Double
  /// Seed of every random choice.
  public var seed: UInt64
  /// Rearrangements of each test.
  public var permutations: Int
  /// Replicates of each bootstrap.
  public var replicates: Int
  /// Probabilities at which quantiles are compared.
  public var probabilities: [Double]
  /// Conditions of a rule, at most: 1 or 2.
  public var conditions: Int

  /// Creates options.
  public init(
    slowest: Double = 0.05, level: Double = 0.95, seed: UInt64 = 1, permutations: Int = 1999,
    replicates: Int = 499, probabilities: [Double] = [0.5, 0.9, 0.99], conditions: Int = 2
  ) {
    self.slowest = slowest
    self.level = level
    self.seed = seed
    self.permutations = permutations
    self.replicates = replicates
    self.probabilities = probabilities
    self.conditions = conditions
  }

  /// Slow calls below which nothing is looked for.
  public static let fewestSlowCalls = 5
  /// Probability of the quantile whose shift is tested for beside the tail.
  public static let upperQuantile = 0.9
}

/// What is known of one factor.
public struct FactorFinding: Codable, Hashable, Sendable {
  /// The factor.
  public var factor: Factor
  /// Chance of slow calls as unevenly spread over its levels, if it had no effect; `nil` where the data could not
  /// tell, as when it never varies between calls that can be exchanged.
  public var pValue: Double?
  /// The same, for all factors together (Holm).
  public var adjustedPValue: Double?
  /// The same for calls beyond the 90th percentile, for all factors together (Holm).
  public var upperQuantilePValue: Double?
  /// Whether it goes with slow calls at the level of all tests together.
  public var isNamed: Bool
  /// The same p-value among the calls that the conditions of the factors named before do not cover; `nil` for the first.
  /// When it is large, those before explain what this one shows.
  public var pValueBesidesOthers: Double?
  /// The levels with the most excess, in words; `nil` when none has more than the others.
  public var condition: String?
  /// Calls with these levels against the others.
  public var effect: SubgroupEffect?
  /// Share of the tail's excess that goes with levels found in other clusters; `nil` without enough of them.
  public var outOfSampleShare: Estimate?
}

/// A condition under which slow calls crowd, borne out by clusters that it was not found in.
public struct TailRule: Codable, Hashable, Sendable {
  /// The conditions, which all hold.
  public var conditions: [RuleCondition]
  /// The conditions in words.
  public var words: String
  /// Calls that meet them and no rule before.
  public var calls: Int
  /// Slow calls among them.
  public var slowCalls: Int
  /// Their share of all slow calls.
  public var shareOfSlow: Double
  /// How much more often they are slow than calls at large.
  public var lift: Double
  /// Share of the tail's excess that would go if they were like the others.
  public var shareOfExcess: Estimate
  /// The same for rules found in other clusters.
  public var outOfSampleShare: Estimate
  /// Chance that the best rule of rearranged calls is as good.
  public var pValue: Double
  /// The calls, counted in the order given to the table; not part of files, which would be mostly these.
  public var members: [Int] = []

  enum CodingKeys: String, CodingKey {
    case conditions, words, calls, slowCalls, shareOfSlow, lift, shareOfExcess, outOfSampleShare, pValue
  }
}

/// A condition of a rule.
public struct RuleCondition: Codable, Hashable, Sendable {
  /// The factor.
  public var factor: Factor
  /// What it is, in words.
  public var words: String
}
