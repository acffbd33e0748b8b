import Statistics

/// Whether more memory still helps where it brings more than one processor.
public struct Saturation: Codable, Hashable, Sendable {
  /// What may be said.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// Time falls by less than the margin beyond one processor.
    case saturated
    /// Time falls by more than the margin beyond one processor.
    case continues
    /// The data allow both.
    case undecided
  }

  /// Memory in MB that comes with one whole virtual processor.
  public var oneProcessorMB: Int
  /// The sizes that are compared: the first with one processor, and the largest.
  public var fromMB: Int
  /// The largest size in MB.
  public var toMB: Int
  /// Time at the largest size over time at the first with one processor.
  public var timeRatio: TunedValue
  /// What may be said.
  public var verdict: Verdict

  /// Memory in MB with which a platform gives one whole virtual processor, where it says so.
  static func oneProcessorMB(platform: String?) -> Int? { platform == "aws" ? 1769 : nil }
}

extension SizeContest {
  /// Compares the smallest size with one processor with the largest size.
  ///
  /// - Returns: `nil` unless two such sizes were measured.
  func saturation(oneProcessorMB: Int, margin: Double, level: Double) -> Saturation? {
    guard let first = sizes.first(where: { $0.memoryMB >= oneProcessorMB }), let last = sizes.last,
      last.memoryMB > first.memoryMB
    else { return nil }
    let draws = (0..<replicates).map { exponential(last.logTime[$0] - first.logTime[$0]) }
    let interval = ClusterBootstrap.percentileInterval(draws, level: level)
    let bound = 1 - margin
    let verdict: Saturation.Verdict =
      (interval.lower ?? 0) > bound
      ? .saturated : (interval.upper ?? .infinity) < bound ? .continues : .undecided
    return Saturation(
      oneProcessorMB: oneProcessorMB, fromMB: first.memoryMB, toMB: last.memoryMB,
      timeRatio: TunedValue(
        value: exponential(last.logTime.estimate - first.logTime.estimate), interval: interval),
      verdict: verdict)
  }
}
