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
      #expect((determination(inverse, series.seconds) - row.2).magnitude < 6e-5, "\(series.name)")
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
    }
  }
}
