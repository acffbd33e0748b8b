import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

struct MemoryGolden: Decodable {
  var mem: [Double]
  var t: [Double]
  var coef: [Double]
  var se: [Double]
  var sigma: Double
  var aic: Double
  var bic: Double
}

func memoryGolden() throws -> MemoryGolden { try decoded("r-golden/nls_memory.json") }

/// Warm medians of provider time in seconds that the authors of SeBS published for AWS, by memory in MB.
private let published: [(name: String, sizes: [Double], seconds: [Double])] = [
  ("120", [128, 256, 512, 1024, 1536, 2048, 3008], [1.644, 0.889, 0.503, 0.389, 0.349, 0.364, 0.323]),
  ("210 py", [128, 256, 512, 1024, 2048, 3008], [1.035, 0.530, 0.302, 0.188, 0.154, 0.176]),
  ("210 js", [128, 256, 512, 1024, 2048, 3008], [1.723, 0.943, 0.505, 0.313, 0.237, 0.227]),
  ("311", [256, 512, 1024, 1536, 2048, 3008], [7.635, 4.149, 2.949, 2.760, 2.521, 2.539]),
  ("411", [512, 1024, 1536, 2048, 3008], [1.894, 0.939, 0.616, 0.446, 0.321]),
  ("503", [128, 256, 512, 1024, 1536, 2048, 3008], [0.954, 0.473, 0.224, 0.111, 0.075, 0.066, 0.066]),
]

private func determination(_ fit: ScalingFit, _ values: [Double]) -> Double {
  let mean = values.reduce(0, +) / Double(values.count)
  return 1 - fit.residualSumOfSquares / values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
}

@Suite struct ScalingCurveTests {
  @Test func `The power curve needs no start and equals that of R`() throws {
    let data = try memoryGolden()
    let fit = try ScalingSample(sizes: data.mem, values: data.t).fit(.power)
    #expect(worstDifference(fit.parameters, data.coef) < 1e-8)
    #expect(worstDifference(fit.standardErrors, data.se) < 1e-8)
    #expect((fit.residualDeviation / data.sigma - 1).magnitude < 1e-10)
    #expect((fit.informationCriterion / data.aic - 1).magnitude < 1e-10)
  }

  @Test func `Published medians have the fits of a reanalysis`() throws {
    // Constant (s), slope (s MB) and R² of a + b/m, then R² of a + b/min(m, 1792).
    let expected: [(Double, Double, Double, Double)] = [
      (0.229, 177, 0.9923, 0.9943), (0.092, 118, 0.9935, 0.9970), (0.133, 204, 0.9988, 0.9996),
      (1.755, 1447, 0.9806, 0.9879), (-0.018, 978, 0.9998, 0.985), (0.002, 121, 0.9986, 0.9998),
    ]
    for (series, row) in zip(published, expected) {
      let sample = try ScalingSample(sizes: series.sizes, values: series.seconds)
      let inverse = try sample.fit(.inverse)
      #expect((inverse.parameters[0] - row.0).magnitude < 6e-4, "\(series.name) \(inverse.parameters)")
      #expect((inverse.parameters[1] - row.1).magnitude < 0.6, "\(series.name) \(inverse.parameters)")
      #expect((determination(inverse, series.seconds) - row.2).magnitude < 1e-4, "\(series.name)")
      let capped = try sample.fit(.cappedInverse(at: 1792))
      let tolerance = series.name == "411" ? 6e-4 : 6e-5
      #expect(
        (determination(capped, series.seconds) - row.3).magnitude < tolerance,
        "\(series.name) \(determination(capped, series.seconds))")
    }
  }

  @Test func `Curves without noise come back from their values`() throws {
    let sizes: [Double] = [128, 256, 512, 768, 1024, 1536, 2048, 3008, 4096]
    let truths: [(ScalingCurve, [Double])] = [
      (.inverse, [3, 700]), (.cappedInverse(), [0.5, 900, 1769]), (.exponential, [11, 30, 350]),
      (.power, [2, 400, 1.3]), (.power, [2, -1, 0.3]),
    ]
    for (curve, parameters) in truths {
      let values = sizes.map { curve.evaluate($0, parameters).value }
      let fit = try ScalingSample(sizes: sizes, values: values).fit(curve)
      #expect(worstDifference(fit.parameters, parameters) < 1e-8, "\(curve.name) \(fit.parameters)")
      // Curves that contain the true one fit as well and are no better.
      let selection = try ScalingSample(sizes: sizes, values: values).select()
      #expect(selection.best?.curve.name == curve.name)
    }
  }

  @Test func `A user's shape is fitted like those built in`() throws {
    let data = try memoryGolden()
    let shape = ScalingShape(name: "own_power", range: { _ in 0.02...8 }) { size, c in
      (-(c * logarithm(size))).exponential()
    }
    let sample = try ScalingSample(sizes: data.mem, values: data.t)
    let own = try sample.fit(.shaped(shape))
    #expect(worstDifference(own.parameters, data.coef) < 1e-8)
    #expect(worstDifference(own.standardErrors, data.se) < 1e-8)
  }

  @Test func `Clusters of one observation give the covariance of single observations its sandwich`() throws {
    let data = try memoryGolden()
    let plain = try ScalingSample(sizes: data.mem, values: data.t).fit(.power)
    let clustered = try ScalingSample(
      sizes: data.mem, values: data.t, clusters: Array(data.t.indices).map { 7 - 3 * $0 }
    ).fit(.power)
    #expect(worstDifference(clustered.parameters, plain.parameters) < 1e-10)
    // The sandwich by hand: CR2 of single observations is HC2, residuals over the root of 1 − leverage.
    let gradients = data.mem.map { ScalingCurve.power.evaluate($0, plain.parameters).gradient }
    let jacobian = try Matrix(rows: gradients)
    let residuals = zip(data.mem, data.t).map { $1 - plain.value(at: $0) }
    let bread = try LUDecomposition(jacobian.gram()).inverse()
    let leverages = try gradients.map { row in
      zip(row, try bread.multiplied(by: row)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let adjusted = zip(residuals, leverages).map { $0 / (1 - $1).squareRoot() }
    let meat = try scaledRows(jacobian, by: adjusted).gram()
    let sandwich = try bread.multiplied(by: meat).multiplied(by: bread)
    let expected = sandwich.diagonal.map { $0.squareRoot() }
    #expect(worstDifference(clustered.standardErrors, expected) < 1e-6)
  }

  @Test func `Neither the order of observations nor the unit of sizes and values changes the answer`() throws
  {
    let data = try memoryGolden()
    let first = try ScalingSample(sizes: data.mem, values: data.t).select()
    let second = try ScalingSample(sizes: data.mem.reversed(), values: data.t.reversed()).select()
    let third = try ScalingSample(sizes: data.mem.map { $0 / 1024 }, values: data.t.map { $0 * 1e6 }).select()
    for (one, two) in zip(first.candidates, second.candidates) {
      #expect(one.fit?.parameters == two.fit?.parameters)
      #expect(one.leaveClustersOut == two.leaveClustersOut)
    }
    for (one, two) in zip(first.candidates, third.candidates) {
      #expect(one.curve.name == two.curve.name)
      let (a, b) = (try #require(one.criterionDifference), try #require(two.criterionDifference))
      #expect((a - b).magnitude < 1e-6 * (1 + a))
    }
    #expect(first.best?.curve.name == "power")
    #expect(first.bestBySizes?.curve.name == "power")
    #expect((first.candidates.reduce(0) { $0 + $1.weight } - 1).magnitude < 1e-12)
  }

  @Test func `Weights of whole numbers are repetitions`() throws {
    let sizes: [Double] = [1, 2, 4, 8, 16]
    let values = [9.3, 5.2, 3.1, 2.2, 1.4]
    let weighted = try ScalingSample(sizes: sizes, values: values, weights: [3, 1, 2, 1, 2]).fit(.inverse)
    let repeated = try ScalingSample(
      sizes: [1, 1, 1, 2, 4, 4, 8, 16, 16], values: [9.3, 9.3, 9.3, 5.2, 3.1, 3.1, 2.2, 1.4, 1.4]
    ).fit(.inverse)
    #expect(worstDifference(weighted.parameters, repeated.parameters) < 1e-12)
    #expect((weighted.residualSumOfSquares - repeated.residualSumOfSquares).magnitude < 1e-12)
  }

  @Test func `Medians of sizes are medians, also of weighted observations`() throws {
    let sizes: [Double] = [1, 1, 1, 1, 2, 2, 2]
    let values: [Double] = [5, 1, 2, 100, 3, 9, 4]
    let table = try ScalingSample(sizes: sizes, values: values, center: .median).table
    #expect(table.centers == [3.5, 4])
    let weighted = try ScalingSample(
      sizes: sizes, values: values, weights: [1, 1, 1, 9, 1, 5, 1], center: .median
    ).table
    #expect(weighted.centers == [100, 9])
  }

  @Test func `An averaged prediction is wider where the curves disagree`() throws {
    var generator = Xoshiro256PlusPlus(seed: 4)
    let sizes = (0..<30).map { Double([128, 256, 512, 1024, 2048][$0 % 5]) }
    let values = sizes.map { 200 + 30_000 / $0 + 100 * generator.normal() }
    let selection = try ScalingSample(sizes: sizes, values: values).select([
      .inverse, .cappedInverse(at: 1769), .exponential, .power,
    ])
    #expect(selection.tied.count >= 2)
    let near = try selection.average(at: 512)
    let far = try selection.average(at: 10_240)
    #expect(far.standardError > near.standardError)
    let best = try #require(selection.best?.fit)
    let alone = try best.prediction(at: 10_240)
    #expect(far.standardError > alone.standardError)
    #expect(far.confidence.contains(far.value))
    #expect(try #require(far.prediction.width) > #require(far.confidence.width))
  }

  @Test func `The bootstrap of the choice covers the truth and does not depend on threads`() throws {
    var generator = Xoshiro256PlusPlus(seed: 8)
    // Eight batches, each at all sizes, with an effect of its own.
    var (sizes, values, clusters) = ([Double](), [Double](), [Int]())
    for batch in 0..<8 {
      let effect = 5 * generator.normal()
      for size in [128.0, 256, 512, 1024, 2048] {
        for _ in 0..<4 {
          sizes.append(size)
          clusters.append(batch)
          values.append(50 + 60_000 / size + effect + 3 * generator.normal())
        }
      }
    }
    let sample = try ScalingSample(sizes: sizes, values: values, clusters: clusters)
    #expect(sample.strata == [Array(0..<8)])
    let bootstrap = ScalingBootstrap(replicates: 200, seed: 5)
    let replicates = try bootstrap.run(sample, places: [512, 4096])
    let intervals = try replicates.intervals()
    #expect(intervals[0].contains(50 + 60_000 / 512.0))
    #expect(intervals[1].contains(50 + 60_000 / 4096.0))
    #expect(replicates.shares.reduce(0, +) == 1)
    #expect(!replicates.hasSingletons)
    let again = try bootstrap.run(sample, places: [512, 4096])
    #expect(replicates.predictions == again.predictions)
    // Batches at one size each stay there.
    let nested = try ScalingSample(sizes: sizes, values: values, clusters: sizes.indices.map { $0 / 2 })
    #expect(nested.strata.count == 5)
    let fit = try sample.fit(.inverse)
    #expect(abs(try fit.inference.degreesOfFreedom(of: [1, 0]) - 7) < 1e-6)
    #expect(try fit.parameterIntervals()[1].contains(60_000))
  }

  @Test func `Data that do not determine a curve are refused with what would help`() throws {
    func outcome(_ sizes: [Double], _ values: [Double], _ curve: ScalingCurve) throws -> ScalingFit {
      try ScalingSample(sizes: sizes, values: values).fit(curve)
    }
    #expect(throws: StatisticsError.emptySample) { try outcome([], [], .flat) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try outcome([1, 2], [1, .nan], .flat) }
    #expect(throws: StatisticsError.self) { try outcome([1, 0], [1, 2], .flat) }
    #expect(throws: StatisticsError.self) { try outcome([1, .infinity], [1, 2], .flat) }
    #expect(throws: StatisticsError.lengthMismatch(expected: 2, found: 1)) {
      try outcome([1], [1, 2], .flat)
    }
    #expect(throws: StatisticsError.tooFew(what: "sizes for the curve inverse", found: 1, needed: 2)) {
      try outcome([5, 5, 5], [1, 2, 3], .inverse)
    }
    #expect(throws: StatisticsError.tooFew(what: "units for the curve inverse", found: 2, needed: 3)) {
      try outcome([1, 2], [1, 2], .inverse)
    }
    let sizes: [Double] = [1, 2, 4, 8, 1, 2, 4, 8]
    let equal = [Double](repeating: 3, count: 8)
    #expect(throws: StatisticsError.self) { try outcome(sizes, equal, .exponential) }
    #expect(try outcome(sizes, equal, .flat).parameters == [3])
    // A straight line has no bend to fit.
    #expect(throws: StatisticsError.self) { try outcome(sizes, sizes.map { 20 - $0 }, .exponential) }
    #expect(throws: StatisticsError.self) { try ScalingSample(sizes: sizes, values: equal).select([]) }
    #expect(throws: StatisticsError.self) { try outcome(sizes, equal, .cappedInverse(at: -1)) }
  }

  @Test func `All values equal leave the flat curve, with a bootstrap that says so`() throws {
    let sizes: [Double] = [1, 1, 2, 2, 4, 4, 8, 8]
    let sample = try ScalingSample(sizes: sizes, values: [Double](repeating: 3, count: 8))
    let selection = try sample.select()
    #expect(selection.best?.curve.name == "flat")
    #expect(try (selection.average(at: 3).value - 3).magnitude < 1e-14)
    let replicates = try ScalingBootstrap(replicates: 20, seed: 1).run(sample)
    #expect(try replicates.flatness(of: selection).verdict == .flat)
  }

  @Test func `One size can only be flat`() throws {
    let sample = try ScalingSample(sizes: [4, 4, 4, 4, 4], values: [1, 2, 3, 4, 6])
    let selection = try sample.select()
    #expect(selection.best?.curve.name == "flat")
    #expect(selection.candidates.dropFirst().allSatisfy { $0.fit == nil && $0.weight == 0 })
    #expect(selection.best?.leaveSizesOut == nil)
    #expect(throws: StatisticsError.self) {
      try ScalingBootstrap(replicates: 20, seed: 1).run(
        ScalingSample(sizes: [1, 2, 3, 4, 5], values: [1, 2, 3, 4, 6]))
    }
  }
}
