import Charts
import Foundation
import Statistics

/// A curve of cost or time against memory, for the sizes between the measured ones.
///
/// Time falls with memory by a law such as a + b x^(−c), and cost is the product of time and memory with a fee for each
/// call. So the candidates are sums of a constant, a line and a falling term; the one is taken that is nearest to the means
/// of inner sizes when these are left out of the fit one by one.
struct MemoryCurve {
  /// What the curve is, with x the memory.
  let formula: String
  /// Root mean square of the relative errors at inner sizes that were left out.
  let errorOfNewSizes: Double
  /// How many curves were tried.
  let candidateCount: Int
  /// The smallest and the largest measured size.
  let range: ClosedRange<Double>
  private let fit: NonlinearFit

  private static let mostValues = 200
  private static let steps = 120

  private struct Candidate: Sendable {
    let formula: String
    let parameterCount: Int
    let fit: @Sendable (_ places: [[Double]], _ values: [Double], _ weights: [Double]) throws -> NonlinearFit
  }

  private static let candidates: [Candidate] = [
    linear("a", 1) { b, _ in b[0] },
    linear("a + b/x", 2) { b, x in b[0] + b[1] * (1 / x[0]) },
    linear("a + bx", 2) { b, x in b[0] + b[1] * x[0] },
    linear("a + bx + c/x", 3) { b, x in b[0] + b[1] * x[0] + b[2] * (1 / x[0]) },
    powered("a + b/x^c", 2) { power, _ in [DualNumber(1), power] },
    powered("a + bx + c/x^d", 3) { power, x in [DualNumber(1), DualNumber(x), power] },
  ]

  private static func linear(
    _ formula: String, _ count: Int, _ value: @escaping @Sendable ([DualNumber], [Double]) -> DualNumber
  ) -> Candidate {
    let model = NonlinearModel(parameterCount: count, formula: value)
    return Candidate(formula: formula, parameterCount: count) { places, values, weights in
      try nonlinearLeastSquares(
        model, predictors: places, response: values, start: Array(repeating: 0, count: count),
        weights: weights)
    }
  }

  private static func powered(
    _ formula: String, _ count: Int, _ terms: @escaping @Sendable (DualNumber, Double) -> [DualNumber]
  ) -> Candidate {
    let model = SeparableModel(shapeCount: 1, termCount: count) { shape, x in
      terms((-1 * log(x[0]) * shape[0]).exponential(), x[0])
    }
    return Candidate(formula: formula, parameterCount: count + 1) { places, values, weights in
      try variableProjection(
        model, predictors: places, response: values, shapeStart: [1.5], weights: weights)
    }
  }

  /// Fits and chooses; `nil` for fewer than four sizes, values that are not positive, or where no candidate can be fitted.
  init?(_ sizes: [(memory: Double, values: [Double])]) {
    let sizes = sizes.filter { !$0.values.isEmpty }.sorted { $0.memory < $1.memory }
    guard sizes.count >= 4, let first = sizes.first, let last = sizes.last,
      sizes.allSatisfy({ $0.values.allSatisfy { $0 > 0 } })
    else { return nil }
    unit = (first.memory * last.memory).squareRoot()
    range = first.memory...last.memory
    let unit = unit
    let few = sizes.map { (memory: $0.memory, values: Self.thinned($0.values)) }
    let tried = Self.candidates.filter { $0.parameterCount < sizes.count }
    let errors = tried.map { candidate -> Double in
      var squares = 0.0
      for index in 1..<sizes.count - 1 {
        var rest = few
        let left = rest.remove(at: index)
        guard let fit = try? Self.fit(candidate, to: rest, unit: unit),
          let value = try? fit.prediction(at: [left.memory / unit]).value
        else { return .infinity }
        let mean = Self.mean(left.values)
        squares += (value / mean - 1) * (value / mean - 1)
      }
      return (squares / Double(sizes.count - 2)).squareRoot()
    }
    guard let best = errors.indices.min(by: { errors[$0] < errors[$1] }), errors[best].isFinite,
      let fit = try? Self.fit(tried[best], to: sizes, unit: unit)
    else { return nil }
    formula = tried[best].formula
    errorOfNewSizes = errors[best]
    candidateCount = tried.count
    self.fit = fit
  }

  private let unit: Double

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Evenly spaced ranks stand for all values where curves are compared.
  private static func thinned(_ values: [Double]) -> [Double] {
    guard values.count > mostValues else { return values }
    let sorted = values.sorted()
    return (0..<mostValues).map { sorted[(2 * $0 + 1) * sorted.count / (2 * mostValues)] }
  }

  /// Values vary in proportion to themselves, so that relative errors count.
  private static func fit(
    _ candidate: Candidate, to sizes: [(memory: Double, values: [Double])], unit: Double
  ) throws -> NonlinearFit {
    var (places, values, weights) = ([[Double]](), [Double](), [Double]())
    for size in sizes {
      let mean = mean(size.values)
      places += size.values.map { _ in [size.memory / unit] }
      values += size.values
      weights += size.values.map { _ in 1 / (mean * mean) }
    }
    return try candidate.fit(places, values, weights)
  }

  /// The curve between the measured sizes: its own band, and the wider one for the mean of a size that was not measured,
  /// whose squared reach adds the error at sizes left out.
  func points(level: Double) throws -> [CostMemoryChart.FitPoint] {
    let factor = Normal.quantile(0.5 + level / 2) * errorOfNewSizes
    return try (0...Self.steps).map { step in
      let share = Double(step) / Double(Self.steps)
      let memory = range.lowerBound * pow(range.upperBound / range.lowerBound, share)
      let curve = try fit.prediction(at: [memory / unit], level: level)
      let near = max(0, (curve.confidence.upper ?? curve.value) - curve.value)
      let far = (near * near + factor * factor * curve.value * curve.value).squareRoot()
      return CostMemoryChart.FitPoint(
        memory: memory, mean: curve.value, confidence: curve.value - near...curve.value + near,
        prediction: curve.value - far...curve.value + far)
    }
  }

  /// Where a curve is lowest and where else it could be: wherever the wider band reaches below its top at the minimum,
  /// between the nearest sizes that were measured to be surely above the lowest, for curves have one minimum.
  ///
  /// - Returns: `nil` for a curve that is lowest at an end.
  static func optimum(of points: [CostMemoryChart.FitPoint], sizes: [CostMemoryChart.Size]) -> (
    memory: Double, could: ClosedRange<Double>
  )? {
    guard let place = points.indices.min(by: { points[$0].mean < points[$1].mean }), place > 0,
      place < points.count - 1, let top = points[place].prediction?.upperBound,
      let lowest = sizes.min(by: { ($0.centre ?? .infinity) < ($1.centre ?? .infinity) }),
      let bound = lowest.interval?.upper
    else { return nil }
    let above = sizes.filter { ($0.interval?.lower ?? -.infinity) > bound }.map(\.memory)
    let left = above.filter { $0 < lowest.memory }.max() ?? 0
    let right = above.filter { $0 > lowest.memory }.min() ?? .infinity
    let could = points.filter {
      $0.memory >= left && $0.memory <= right && ($0.prediction?.lowerBound ?? .infinity) <= top
    }.map(\.memory)
    guard let low = could.first, let high = could.last else { return nil }
    return (points[place].memory, low...high)
  }
}
