import Statistics

/// What going from one size to the next larger one buys: the marginal value of memory.
public struct MemoryStep: Codable, Hashable, Sendable {
  /// What the step is.
  public enum Kind: String, Codable, Hashable, Sendable {
    /// Faster, and no dearer.
    case free
    /// Faster, and dearer.
    case bought
    /// Dearer, and no faster.
    case wasted
    /// The data do not say.
    case undecided
  }

  /// The smaller size in MB.
  public var fromMB: Int
  /// The larger size in MB.
  public var toMB: Int
  /// Time saved on a call, in µs.
  public var microsecondsSaved: TunedValue
  /// More dollars for a million calls.
  public var dollarsMore: TunedValue
  /// Time saved on each call for each further dollar a million calls, in µs; `nil` unless the step is bought.
  public var microsecondsPerDollar: TunedValue?
  /// Time saved on each call for each further GB of memory, in µs.
  public var microsecondsPerGB: Double
  /// What the step is, at the level.
  public var kind: Kind
}

extension SizeContest {
  /// The steps between neighbouring sizes.
  ///
  /// - Complexity: O(replicates · sizes).
  func steps(level: Double) -> [MemoryStep] {
    sizes.indices.dropFirst().map { index in
      let (small, large) = (sizes[index - 1], sizes[index])
      let saved = (0..<replicates).map { exponential(small.logTime[$0]) - exponential(large.logTime[$0]) }
      let more = (0..<replicates).map { exponential(large.logCost[$0]) - exponential(small.logCost[$0]) }
      let estimates = (
        saved: exponential(small.logTime.estimate) - exponential(large.logTime.estimate),
        more: exponential(large.logCost.estimate) - exponential(small.logCost.estimate)
      )
      func share(_ holds: (Double, Double) -> Bool) -> Double {
        Double(zip(saved, more).reduce(0) { $0 + (holds($1.0, $1.1) ? 1 : 0) }) / Double(max(1, replicates))
      }
      let kind: MemoryStep.Kind =
        share { $0 > 0 && $1 <= 0 } >= level
        ? .free
        : share { $0 > 0 && $1 > 0 } >= level
          ? .bought : share { $0 <= 0 && $1 > 0 } >= level ? .wasted : .undecided
      let ratios = zip(saved, more).filter { $0.1 > 0 }.map { $0.0 / $0.1 }
      func value(_ estimate: Double, _ draws: [Double]) -> TunedValue {
        TunedValue(value: estimate, interval: ClusterBootstrap.percentileInterval(draws, level: level))
      }
      return MemoryStep(
        fromMB: small.memoryMB, toMB: large.memoryMB, microsecondsSaved: value(estimates.saved, saved),
        dollarsMore: value(estimates.more, more),
        microsecondsPerDollar: kind == .bought ? value(estimates.saved / estimates.more, ratios) : nil,
        microsecondsPerGB: estimates.saved / (Double(large.memoryMB - small.memoryMB) / 1024), kind: kind)
    }
  }
}
