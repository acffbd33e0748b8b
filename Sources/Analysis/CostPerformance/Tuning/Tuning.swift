import Pricing
import Statistics

/// What memory sizes are tuned for, and how.
public struct TuningOptions: Codable, Hashable, Sendable {
  /// What is best.
  public var goal: TuningGoal
  /// Share of cold calls at which cold and warm calls are mixed; `nil` keeps them apart.
  public var coldShare: Double?
  /// Curves of time against memory to choose from, by name; all of the usual ones when empty.
  public var curves: [String]

  /// Creates options.
  public init(goal: TuningGoal, coldShare: Double? = nil, curves: [String] = []) {
    self.goal = goal
    self.coldShare = coldShare
    self.curves = curves
  }

  /// Names that ``curves`` takes.
  public static let curveNames = ScalingCurve.usual.map(\.name)

  var candidates: [ScalingCurve] {
    curves.isEmpty ? ScalingCurve.usual : ScalingCurve.usual.filter { curves.contains($0.name) }
  }
}

/// Which memory sizes could be best, for every series of a study.
public struct Tuning: Codable, Hashable, Sendable {
  /// What was asked for.
  public var options: TuningOptions
  /// The series that could be tuned; of each series the calls that count most come first.
  public var series: [TunedSeries]
  /// What could not be tuned, and what would do.
  public var refusals: [TuningRefusal]
}

/// The calls of a series that sizes are chosen for.
public enum CallMix: String, Codable, Hashable, Sendable {
  /// Cold calls alone.
  case cold
  /// Warm calls alone.
  case warm
  /// Calls whose start is not known.
  case any
  /// Cold and warm calls at the share asked for.
  case mixed
}

/// A series that was tuned.
public struct TunedSeries: Codable, Hashable, Sendable {
  /// Identifier within the study, such as `t1`.
  public var id: String
  /// What tells the series from others; untrusted text.
  public var label: String
  /// Which of its calls.
  public var calls: CallMix
  /// Whether these calls are the ones that the series is judged by.
  public var isMain: Bool
  /// The groups of the study that the calls are from.
  public var groups: [String]
  /// Whether batches were recorded; otherwise every call stands for itself.
  public var hasBatches: Bool
  /// The choice among the measured sizes.
  public var choice: SizeChoice
  /// Time against memory; `nil` with fewer than three sizes.
  public var model: TunedModel?
  /// What going from each size to the next larger one buys.
  public var steps: [MemoryStep]
  /// Whether more memory still helps beyond one processor; `nil` where the platform does not say or nothing was measured.
  public var saturation: Saturation?
  /// The choice under finer and coarser billing.
  public var billing: [RoundingOutcome]
  /// The choice at the prices of other days, oldest first.
  public var history: [DatedOutcome]
  /// What to measure next, the most informative for its price first; empty when the choice is settled.
  public var advice: [NextMeasurement]
  /// Sizes that took no part, and why.
  public var leftOut: [String]
}

/// A series that could not be tuned.
public struct TuningRefusal: Codable, Hashable, Sendable, CustomStringConvertible {
  /// What tells the series from others; untrusted text.
  public var label: String
  /// Which of its calls.
  public var calls: CallMix
  /// Why, and what would do.
  public var reason: String

  /// The whole message.
  public var description: String { "\(label) (\(calls.rawValue) calls): \(reason)" }
}

/// The outcome of a choice under other circumstances.
public struct Outcome: Codable, Hashable, Sendable {
  /// The size to take.
  public var recommendedMB: Int?
  /// The sizes that could be best.
  public var possibleMB: [Int]
  /// Probability that the size to take is the best.
  public var probability: Double

  init(_ choice: SizeChoice) {
    recommendedMB = choice.recommendedMB
    possibleMB = choice.possible.map(\.memoryMB)
    probability = choice.sizes.first { $0.memoryMB == choice.recommendedMB }?.probabilityBest ?? 0
  }
}

/// The choice if time were rounded up to another granularity.
public struct RoundingOutcome: Codable, Hashable, Sendable {
  /// Billed time is a multiple of this many ms.
  public var granularityMilliseconds: Int
  /// Whether the prices that were applied round so.
  public var isApplied: Bool
  /// The choice.
  public var outcome: Outcome
}

/// The choice at the prices of another day.
public struct DatedOutcome: Codable, Hashable, Sendable {
  /// First day of these prices, `YYYY-MM-DD`.
  public var date: String
  /// Granularity of billing in ms.
  public var granularityMilliseconds: Int
  /// The choice.
  public var outcome: Outcome
}

/// Why nothing was tuned.
public enum TuningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No call has both a memory size and a price.
  case nothingPriced
  /// No series had what a choice needs.
  case nothingTuned([TuningRefusal])

  /// The whole message.
  public var description: String {
    switch self {
    case .nothingPriced:
      "No call can be priced: calls need a memory size, a provider or function time, and prices (see --prices)."
    case .nothingTuned(let refusals):
      "No series can be tuned. "
        + refusals.map(\.description).joined(separator: " ")
    }
  }
}
