import Pricing
public import Statistics

/// Time against memory as a curve, and what it predicts.
public struct TunedModel: Codable, Hashable, Sendable {
  /// A curve of the choice.
  public struct Candidate: Codable, Hashable, Sendable {
    /// Name, such as `exponential`.
    public var curve: String
    /// a in ms, b in its unit, c in MB or none; empty without a fit.
    public var parameters: [Double]
    /// Akaike's corrected criterion less that of the best; `nil` without a fit.
    public var criterionDifference: Double?
    /// Akaike weight.
    public var weight: Double
    /// Share of the bootstrap's replicates that chose this curve.
    public var share: Double
    /// Why there is no fit.
    public var refusal: String?
  }

  /// The curves, in the order of the choice.
  public var candidates: [Candidate]
  /// The curve with the least criterion.
  public var best: String
  /// Curves that the data cannot tell from the best, the best first.
  public var tied: [String]
  /// Whether mean time depends on memory by more than a tenth.
  public var flatness: Flatness
  /// Root mean square of the relative error when a size is left out and predicted from the others; `nil` with too few
  /// sizes.
  public var relativeErrorOfNewSizes: Double?
  /// The curve at measured and other sizes, ascending.
  public var predictions: [PredictedSize]

  /// A curve's name in words, such as `capped inverse`.
  public static func words(_ curve: String) -> String {
    String(curve.map { $0 == "_" ? " " : $0 })
  }

  /// A curve's mean time in terms of memory m, such as `a + b/m`; its name when it is none of this library's curves.
  public static func formula(_ curve: String) -> String {
    switch curve {
    case "flat": "a"
    case "inverse": "a + b/m"
    case "capped_inverse": "a + b/min(m, c)"
    case "exponential": "a + b·exp(−m/c)"
    case "power": "a + b·m^−c"
    default: curve
    }
  }
}

/// A size as the curve sees it.
public struct PredictedSize: Codable, Hashable, Sendable {
  /// Memory size in MB.
  public var memoryMB: Int
  /// Whether calls of this size were measured; if not, only the curve speaks.
  public var isMeasured: Bool
  /// Time in µs by the statistic of the goal, with the interval of the curve.
  public var time: TunedValue
  /// Where the time of a size that is measured anew would lie: the curve's doubt and its lack of fit.
  public var timeOfNewSize: ConfidenceInterval
  /// US dollars for a million calls, with the interval for a size that is measured anew.
  public var costPerMillion: TunedValue
}
