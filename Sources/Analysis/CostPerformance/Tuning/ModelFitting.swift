import Pricing
import Statistics

/// Fits curves of mean time against memory and predicts sizes that were not measured.
///
/// The curve is that of the mean, because money adds up by the mean. Everything else of a size is taken to be in
/// proportion to its mean, by the calls of all measured sizes: its quantiles, and how its billed times are rounded.
struct ModelFitting {
  let calls: SeriesCalls
  let options: TuningOptions
  let level: Double
  let seed: UInt64

  private static let replicates = 400
  /// Relative range of times that counts as flat.
  private static let flatMargin = 0.1
  /// Ratios that stand for all calls when prices are averaged.
  private static let mostRatios = 200
  /// Sizes that people use and some between, where the curve bends most, for predictions between measured ones.
  private static let usualSizes = [
    128, 144, 160, 192, 224, 256, 288, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1769, 2048, 2304,
    2560, 3008, 3584, 4096,
    5120, 6144, 7168, 8192, 9216, 10_240,
  ]

  /// Times of calls relative to the mean of their size.
  private struct Ratios {
    /// That of the statistic of the goal.
    var time: Double
    /// Those of what is billed, ascending.
    var billable: [Double]
  }

  /// - Returns: The model, and what the curves of the bootstrap predict.
  /// - Throws: ``StatisticsError`` when fewer than three sizes were measured or no curve can be fitted.
  func fit() throws -> TunedModel {
    if calls.sizes.count < 3 {
      throw StatisticsError.tooFew(what: "memory sizes for a curve", found: calls.sizes.count, needed: 3)
    }
    let (sample, ratios, meanWeight) = try prepared()
    let places = places()
    let candidates = options.candidates
    let selection = try sample.select(candidates)
    guard let best = selection.best, let fit = best.fit else {
      throw StatisticsError.tooFew(what: "curves with a fit", found: 0, needed: 1)
    }
    let replicates = try ScalingBootstrap(replicates: Self.replicates, seed: seed).run(
      sample, candidates: candidates, places: places.map { Double($0) })
    let shares = replicates.shares
    let error = best.leaveSizesOut.map { $0.rootMeanSquare * meanWeight.squareRoot() }
    return TunedModel(
      candidates: selection.candidates.enumerated().map { index, candidate in
        TunedModel.Candidate(
          curve: candidate.curve.name, parameters: candidate.fit?.parameters ?? [],
          criterionDifference: candidate.criterionDifference, weight: candidate.weight, share: shares[index],
          refusal: Self.refusal(candidate))
      }, best: best.curve.name, tied: selection.tied.map(\.curve.name),
      flatness: try replicates.flatness(of: selection, margin: Self.flatMargin, level: level),
      relativeErrorOfNewSizes: error,
      predictions: try zip(places, try replicates.intervals(level: level)).compactMap { place, interval in
        try prediction(place, fit.value(at: Double(place)), interval, error ?? 0, ratios)
      })
  }

  private static func refusal(_ candidate: ScalingSelection.Candidate) -> String? {
    if case .failure(let error) = candidate.outcome { return error.description }
    return nil
  }

  /// The times in ms with their batches, and how calls lie around the means of their sizes.
  private func prepared() throws -> (sample: ScalingSample, ratios: Ratios, meanWeight: Double) {
    var (sizes, values, clusters) = ([Double](), [Double](), [Int]())
    var (timeRatios, billableRatios) = ([Double](), [Double]())
    var hasBatches = false
    for size in calls.sizes {
      let batches = calls.parts.flatMap { SeriesCalls.batches($0.pieces[size] ?? []) }
      let times = batches.joined().map { Double(calls.metric.microseconds(of: $0.call) ?? 0) / 1000 }
      let middle = try mean(times)
      var place = values.count
      for batch in batches {
        hasBatches = hasBatches || batch.count > 1
        for (call, pricing) in batch {
          billableRatios.append(Double(try pricing.billableMicroseconds(call)) / 1000 / middle)
          clusters.append(place)
        }
        place += batch.count
      }
      timeRatios += times.map { $0 / middle }
      values += times
      sizes += times.map { _ in Double(size) }
    }
    let weights = try ScalingSample.relativeWeights(sizes: sizes, values: values)
    let sample = try ScalingSample(
      sizes: sizes, values: values, weights: weights, clusters: hasBatches ? clusters : nil)
    let sorted = try SortedSample(timeRatios)
    let billable = billableRatios.sorted()
    let count = min(billable.count, Self.mostRatios)
    return (
      sample,
      Ratios(
        time: try options.goal.timeQuantile.map { try sorted.quantile($0) } ?? 1,
        billable: (0..<count).map {
          billable[Int((Double($0) + 0.5) * Double(billable.count) / Double(count))]
        }),
      try mean(weights)
    )
  }

  /// The measured sizes and the usual ones between them.
  private func places() -> [Int] {
    let (low, high) = (calls.sizes.first ?? 0, calls.sizes.last ?? 0)
    return Set(calls.sizes + Self.usualSizes.filter { $0 > low && $0 < high }).sorted()
  }

  /// What the curve says of a size; `nil` where the size has no price.
  private func prediction(
    _ size: Int, _ value: Double, _ interval: ConfidenceInterval, _ error: Double, _ ratios: Ratios
  ) throws -> PredictedSize? {
    guard let pricing = calls.pricing(calls.sizes[0]), let tariff = try? pricing.tariff(memoryMB: size)
    else { return nil }
    let isMeasured = calls.sizes.contains(size)
    let low = min(value, max(interval.lower ?? value, 1e-3 * value))
    let high = max(value, interval.upper ?? value)
    // Doubt of the curve and lack of fit are independent, so that their squares add up.
    let factor = Normal.quantile(0.5 + level / 2) * error
    func widened(_ end: Double, _ sign: Double) -> Double {
      let distance = logarithm(end / value)
      return value * exponential(sign * (distance * distance + factor * factor).squareRoot())
    }
    func time(_ milliseconds: Double) -> Double { 1000 * milliseconds * ratios.time }
    func cost(_ milliseconds: Double) throws -> Double {
      try mean(ratios.billable.map { tariff.costPerMillion(microseconds: 1000 * milliseconds * $0) })
    }
    let (newLow, newHigh) = (widened(low, -1), widened(high, 1))
    return PredictedSize(
      memoryMB: size, isMeasured: isMeasured,
      time: TunedValue(
        value: time(value), interval: ConfidenceInterval(lower: time(low), upper: time(high), level: level)),
      timeOfNewSize: ConfidenceInterval(lower: time(newLow), upper: time(newHigh), level: level),
      costPerMillion: TunedValue(
        value: try cost(value),
        interval: ConfidenceInterval(lower: try cost(newLow), upper: try cost(newHigh), level: level)))
  }
}
