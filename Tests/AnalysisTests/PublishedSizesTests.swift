import Measurements
import Pricing
import Statistics
import TestSupport
import Testing

@testable import Analysis

/// Median provider times of warm calls in seconds, AWS Lambda 2020, as published by Copik et al., "SeBS: a serverless
/// benchmark suite for function-as-a-service computing", Middleware (2021).
private struct Published: CustomTestStringConvertible {
  let name: String
  let seconds: KeyValuePairs<Int, Double>
  /// a in s, b in s MB and R² of a + b/m, and R² with m capped at one processor (1792 MB then).
  let fit: (a: Double, b: Double, share: Double, capped: Double)
  /// Cheapest size when time is billed by 100 ms and by 1 ms.
  let cheapest: (coarse: Int, fine: Int)
  /// A faster size at exactly the price of the cheapest by 100 ms.
  var coarseTie: Int?

  var testDescription: String { name }

  static let all = [
    Published(
      name: "dynamic-html, Python",
      seconds: [
        128: 1.644, 256: 0.889, 512: 0.503, 1024: 0.389, 1536: 0.349, 2048: 0.364, 3008: 0.323,
      ], fit: (0.229, 177, 0.9923, 0.9943), cheapest: (128, 128)),
    Published(
      name: "thumbnailer, Python",
      seconds: [128: 1.035, 256: 0.530, 512: 0.302, 1024: 0.188, 2048: 0.154, 3008: 0.176],
      fit: (0.092, 118, 0.9935, 0.9970), cheapest: (128, 128)),
    Published(
      name: "thumbnailer, Node.js",
      seconds: [128: 1.723, 256: 0.943, 512: 0.505, 1024: 0.313, 2048: 0.237, 3008: 0.227],
      fit: (0.133, 204, 0.9988, 0.9996), cheapest: (128, 128)),
    Published(
      name: "compression",
      seconds: [256: 7.635, 512: 4.149, 1024: 2.949, 1536: 2.760, 2048: 2.521, 3008: 2.539],
      fit: (1.755, 1447, 0.9806, 0.9879), cheapest: (256, 256)),
    Published(
      name: "image recognition", seconds: [512: 1.894, 1024: 0.939, 1536: 0.616, 2048: 0.446, 3008: 0.321],
      fit: (-0.018, 978, 0.9998, 0.985), cheapest: (512, 2048)),
    Published(
      name: "breadth-first search",
      seconds: [
        128: 0.954, 256: 0.473, 512: 0.224, 1024: 0.111, 1536: 0.075, 2048: 0.066, 3008: 0.066,
      ], fit: (0.002, 121, 0.9986, 0.9998), cheapest: (128, 1024), coarseTie: 256),
  ]
}

@Suite struct PublishedSizesTests {
  @Test(arguments: Published.all)
  private func `Time as a + b divided by memory fits the published medians as published`(_ data: Published)
    throws
  {
    let sample = try ScalingSample(
      sizes: data.seconds.map { Double($0.key) }, values: data.seconds.map(\.value))
    let times = data.seconds.map(\.value)
    let middle = try mean(times)
    let total = times.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    let fit = try sample.fit(.inverse)
    #expect(abs(fit.parameters[0] - data.fit.a) < 0.00051)
    // The published fits are of medians with more digits than the published ones.
    #expect(abs(fit.parameters[1] - data.fit.b) < 0.6)
    #expect(abs(1 - fit.residualSumOfSquares / total - data.fit.share) < 0.00051)
    let capped = try sample.fit(.cappedInverse(at: 1792))
    #expect(abs(1 - capped.residualSumOfSquares / total - data.fit.capped) < 0.00051)
  }

  @Test(arguments: Published.all)
  private func `The granularity of billing moves the cheapest size of the published medians`(
    _ data: Published
  ) throws {
    for (day, expected) in [("2020-11-30", data.cheapest.coarse), ("2020-12-01", data.cheapest.fine)] {
      let prices = try PriceSelection(book: "aws-lambda", date: day)
      let rule = try prices.findRule(for: Configuration())
      let costs = try data.seconds.map { memory, seconds in
        let billed = try rule.billedMilliseconds(
          durationMicroseconds: Int((seconds * 1e6).rounded()), initMicroseconds: nil, start: .warm,
          package: .zip, runtimeIsManaged: true)
        return (memory, 1e6 * (try rule.cost(billedMilliseconds: billed, memoryMB: memory)).total.dollars)
      }
      let best = try #require(costs.min { $0.1 < $1.1 })
      #expect(best.0 == expected, "\(day)")
      if day == "2020-12-01", data.name == "image recognition" { #expect(abs(best.1 - 15.10) < 0.04) }
      if day == "2020-12-01", data.name == "breadth-first search" { #expect(abs(best.1 - 2.05) < 0.01) }
    }
  }

  /// Calls around the published medians, close enough together not to cross a step of 100 ms.
  private func data(_ published: Published) -> DataSet {
    plantedData(
      published.seconds.enumerated().map { index, entry in
        var run = planted(
          memory: entry.key, start: .warm, medianMicroseconds: 1e6 * entry.value, batches: 12, size: 3,
          shared: 0.0005, own: 0.0005, seed: UInt64(index + 1))
        run.configuration.platform = "aws"
        return run
      })
  }

  @Test(arguments: Published.all)
  private func `Tuning the same times names both optima and the day on which one became the other`(
    _ published: Published
  ) throws {
    let prices = try PriceSelection(book: "aws-lambda", date: "2020-11-30")
    let options = StudyOptions(replicates: 200, metric: .provider, priceDate: "2020-11-30")
    let tuned = try AnalysedData(data(published), prices: prices, options: options).tuned(
      TuningOptions(goal: TuningGoal()), prices: prices)
    let series = try #require(tuned.study.tuning?.series.first)
    #expect(series.choice.possible.contains { $0.memoryMB == published.cheapest.coarse })
    let fine = try #require(series.billing.first { $0.granularityMilliseconds == 1 })
    #expect(fine.outcome.possibleMB.contains(published.cheapest.fine) && !fine.isApplied)
    let coarse = try #require(series.billing.first { $0.granularityMilliseconds == 100 })
    #expect(coarse.isApplied && coarse.outcome.recommendedMB == series.choice.recommendedMB)
    let change = try #require(series.history.first { $0.granularityMilliseconds == 1 })
    #expect(change.date == "2020-12-01" && change.outcome.possibleMB == fine.outcome.possibleMB)
    if published.cheapest.coarse != published.cheapest.fine {
      // Of sizes at the same price the faster one is taken: 128 and 256 MB where both round to the same GB-seconds.
      #expect(series.choice.recommendedMB == (published.coarseTie ?? published.cheapest.coarse))
      #expect(fine.outcome.recommendedMB == published.cheapest.fine)
      let remarks = series.remarks(unit: tuned.study.unit).map(\.text).joined(separator: " ")
      #expect(remarks.contains("the granularity of billing decides"))
      #expect(remarks.contains("since 2020-12-01"))
    }
  }
}
