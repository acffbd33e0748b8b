internal import LinearAlgebra

/// Quantile regression of very many observations by one of few: observations that surely lie above, or below,
/// are added up to one each.
///
/// A sample tells where the solution is to within a band; only inside of it single observations
/// matter. Nothing is lost: the basis that comes out is the start of a descent over all observations.
/// Source: Portnoy and Koenker, Statistical Science 12 (1997), section 5.
struct GlobbedQuantile {
  private let problem: QuantileProblem
  private let orthogonal: Matrix
  private let sampleSize: Int
  /// Share of all observations that is kept on each side of the probability.
  private let margin: Double

  /// `nil` when there are too few observations for it to pay.
  ///
  /// Of a sample of m, the solution has an error of about √(τ (1 − τ) p / m) as a share of the observations. The sample
  /// is as large as what has then to be kept; towards the ends, where the error is smaller, both are smaller.
  init?(_ problem: QuantileProblem, orthogonal: Matrix) {
    let (n, p) = (Double(problem.count), Double(problem.parameters + 1))
    let spread = problem.probability * (1 - problem.probability)
    let size = max(power(p * n, 2.0 / 3) * power(4 * spread, 1.0 / 3), 20 * p)
    guard 6 * size < n else { return nil }
    self.problem = problem
    self.orthogonal = orthogonal
    sampleSize = Int(size)
    margin = Self.standardErrors * (spread * p / size).squareRoot()
  }

  /// Standard errors of the sample's solution that the band reaches on each side.
  private static let standardErrors = 2.5
  /// Bounds of the band are quantiles of every so manyth observation: they need not be exact.
  private static let boundStride = 7

  /// Where an observation lies.
  private enum Side { case below, near, above }

  /// Observations that the solution goes through, or `nil` when the sample misled too often.
  func basis() throws -> [Int]? {
    guard let sorted = try sidesBySample() else { return nil }
    var sides = sorted.sides
    var basis: [Int]?
    for _ in 0..<8 {
      let kept = sides.indices.filter { sides[$0] == .near }
      let reduced = try reducedProblem(kept, sides)
      // After the first round the solution before is the better start.
      let start =
        try basis.map { $0.map { index in kept.partitionPoint { $0 >= index } } }
        ?? reduced.interiorBasis(orthogonal: reduced.design, from: sorted.coefficients)
      let vertex = try VertexDescent.minimize(reduced, from: start)
      // A sum in the basis means that the band was too narrow.
      let isOfObservations = vertex.basis.allSatisfy { $0 < kept.count }
      basis = isOfObservations ? vertex.basis.map { kept[$0] } : nil
      let fitted = try orthogonal.multiplied(by: vertex.coefficients)
      var misplaced = 0
      for index in sides.indices where sides[index] != .near {
        let residual = problem.response[index] - fitted[index]
        if sides[index] == .below ? residual > 0 : residual < 0 {
          sides[index] = .near
          misplaced += 1
        }
      }
      if misplaced == 0 { return basis }
      if misplaced > 4 * sampleSize { return nil }
    }
    return nil
  }

  /// Solves a random sample and sorts all observations by their residuals, in units of the sample solution's
  /// likely error at their place.
  private func sidesBySample() throws -> (sides: [Side], coefficients: [Double])? {
    let n = problem.count
    var generator = Xoshiro256PlusPlus(seed: 0x9E37_79B9)
    let chosen = (0..<sampleSize).map { _ in generator.index(below: n) }
    let sample = try orthogonal.selecting(rows: chosen)
    let coefficients = try FrischNewton(
      sample, chosen.map { problem.response[$0] }, problem.probability
    ).coefficients(tolerance: 1e-4)
    var scores = try orthogonal.multiplied(by: coefficients)
    let sizes = chosen.map { (problem.response[$0] - scores[$0]).magnitude }
    let band = try errorBand(sample, residualSizes: sizes)
    for index in 0..<n {
      scores[index] = (problem.response[index] - scores[index]) / max(band[index], 1e-300)
    }
    var scratch = stride(from: 0, to: n, by: Self.boundStride).map { scores[$0] }
    func bound(_ probability: Double) -> Double {
      let rank = Int(probability * Double(scratch.count))
      return Selection.value(&scratch, rank: max(0, min(scratch.count - 1, rank)))
    }
    let (low, high) = (bound(problem.probability - margin), bound(problem.probability + margin))
    guard low < high else { return nil }
    return (scores.map { $0 < low ? .below : $0 > high ? .above : .near }, coefficients)
  }

  /// The likely error of the sample's solution at each observation, but for a factor: Huber's sandwich with the
  /// spread of residuals as a linear function of the predictors.
  private func errorBand(_ sample: Matrix, residualSizes: [Double]) throws -> [Double] {
    let mean = residualSizes.reduce(0, +) / Double(residualSizes.count)
    let line = try leastSquares(sample, residualSizes, precision: .double, whenDeficient: .minimumNorm)
    let spreads = try sample.multiplied(by: line.coefficients).map { max($0, 0.05 * mean, 1e-300) }
    let bread = try CholeskyDecomposition(
      scaledRows(sample, by: spreads.map { (mean / $0).squareRoot() }).gram())
    let errors = try orthogonal.multiplied(by: bread.inverse())
    var band = [Double](repeating: 0, count: problem.count)
    errors.withUnsafeElements { elements in
      for column in 0..<errors.columns {
        let start = column * band.count
        for row in band.indices { band[row] += elements[start + row] * elements[start + row] }
      }
    }
    for row in band.indices { band[row] = band[row].squareRoot() }
    return band
  }

  /// The observations that are kept, and one sum each of those below and above.
  private func reducedProblem(_ kept: [Int], _ sides: [Side]) throws -> QuantileProblem {
    var rows = try orthogonal.selecting(rows: kept).transposed().elements
    var response = kept.map { problem.response[$0] }
    for side in [Side.below, .above] where sides.contains(side) {
      var sum = 0.0
      let isThere = [Double](unsafeUninitializedCapacity: sides.count) { places, initialised in
        // Four sums, none of which waits for another.
        var parts = SIMD4<Double>.zero
        for index in sides.indices {
          let isHere = sides[index] == side ? 1.0 : 0
          places[index] = isHere
          parts[index & 3] += isHere * problem.response[index]
        }
        sum = parts.sum()
        initialised = sides.count
      }
      rows += try orthogonal.multiplied(by: isThere, transposed: true)
      response.append(sum)
    }
    let design = try Matrix(rows: orthogonal.columns, columns: response.count, columnMajor: rows).transposed()
    return QuantileProblem(design: design, response: response, probability: problem.probability)
  }
}
