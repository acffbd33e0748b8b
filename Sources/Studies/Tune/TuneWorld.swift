import Analysis
import Statistics

/// A function whose time at every memory size is known, and platforms that are not kind to its calls.
struct TuneWorld: Sendable {
  /// How the mean time depends on memory.
  enum Shape: String, CaseIterable, Sendable {
    /// a + b/m: the best size for cost lies at the small end, for time at the large one.
    case inverse
    /// Time as 1/m up to one processor at 1769 MB: neighbouring costs are nearly equal below.
    case capped
    /// a + b e^(−m/c).
    case exponential
    /// Hardly any dependence: the smallest size is the cheapest, and all are nearly as fast.
    case flat
    /// The two sizes with the least cost differ by 1 %.
    case near
  }

  /// Sizes in MB.
  static let sizes = [128, 256, 512, 1024, 1769, 3008]
  /// Prices of AWS Lambda: USD for a GB-second, and for a million calls.
  static let perGBSecond = 0.0000166667
  static let perMillionRequests = 0.2

  let shape: Shape
  let batches: Int
  let callsPerBatch: Int
  /// Standard deviation of the logarithm of what the calls of a batch share.
  let shared: Double
  /// Standard deviation of the logarithm of a call of its own.
  let own: Double
  /// Billed time is a multiple of this many ms.
  let granularityMilliseconds: Double

  /// Median time in ms at a size.
  func milliseconds(_ memoryMB: Int) -> Double {
    let m = Double(memoryMB)
    switch shape {
    case .inverse: return 40 + 30_000 / m
    case .capped: return 2 + 120_000 / min(m, 1769)
    case .exponential: return 60 + 900 * elementaryExponential(-m / 300)
    case .flat: return 200 * (1 + 2 / m)
    case .near: return m < 600 ? 51_200 / m * (m < 200 ? 0.9 : m < 400 ? 0.8 : 0.808) : 85
    }
  }

  private func costPerMillion(milliseconds: Double, _ memoryMB: Int) -> Double {
    let billed = (milliseconds / granularityMilliseconds).rounded(.up) * granularityMilliseconds
    return Self.perMillionRequests + 1e6 * Self.perGBSecond * billed / 1000 * Double(memoryMB) / 1024
  }

  /// Calls of all sizes; batches and calls are lognormal around the median.
  func draw(using generator: inout Xoshiro256PlusPlus) throws(StatisticsError) -> [SizeSample] {
    var samples: [SizeSample] = []
    for size in Self.sizes {
      let batches = (0..<batches).map { _ in
        let level = shared * generator.normal()
        return (0..<callsPerBatch).map { _ in
          let time = milliseconds(size) * elementaryExponential(level + own * generator.normal())
          return SizeSample.Call(
            microseconds: 1000 * time, costPerMillion: costPerMillion(milliseconds: time, size))
        }
      }
      samples.append(try SizeSample(memoryMB: size, parts: [SizeSample.Part(batches: batches)]))
    }
    return samples
  }

  /// The value that a goal makes small, of each size, in truth.
  func truth(_ goal: TuningGoal) -> [Double?] {
    let spread = (shared * shared + own * own).squareRoot()
    return Self.sizes.map { size in
      let median = milliseconds(size)
      // The mean over evenly spaced probabilities of the one lognormal law that all calls share.
      let count = 20_000
      let cost =
        (0..<count).reduce(0) { sum, index in
          let z = Normal.quantile((Double(index) + 0.5) / Double(count))
          return sum + costPerMillion(milliseconds: median * elementaryExponential(spread * z), size)
        } / Double(count)
      if let limit = goal.limit {
        let z = Normal.quantile(limit.probability)
        if 1000 * median * elementaryExponential(spread * z) > limit.microseconds { return nil }
      }
      let weight = goal.costWeight
      return weight * elementaryLogarithm(cost) + (1 - weight) * elementaryLogarithm(median)
    }
  }
}
