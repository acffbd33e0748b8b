internal import LinearAlgebra

/// Quantile regression of very many observations by one of few: observations that surely lie above, or below,
/// are added up to one each.
///
/// A sample of about n^⅔ tells where the solution is to within a band; only inside of it single observations
/// matter. Nothing is lost: the basis that comes out is the start of a descent over all observations.
/// Source: Portnoy and Koenker, Statistical Science 12 (1997), section 5.
struct GlobbedQuantile {
  private let problem: QuantileProblem
  private let orthogonal: Matrix
  private let sampleSize: Int

  /// `nil` when there are too few observations for it to pay.
  init?(_ problem: QuantileProblem, orthogonal: Matrix) {
    let size = power(Double((problem.parameters + 1) * problem.count), 2.0 / 3)
    guard 6 * size < Double(problem.count) else { return nil }
    self.problem = problem
    self.orthogonal = orthogonal
    sampleSize = Int(size)
  }

  /// Where an observation lies.
  private enum Side { case below, near, above }

  /// Observations that the solution goes through, or `nil` when the sample misled too often.
  func basis() throws -> [Int]? {
    guard var sides = try sidesBySample() else { return nil }
    for _ in 0..<4 {
      let kept = sides.indices.filter { sides[$0] == .near }
      let reduced = try reducedProblem(kept, sides)
      let start = try reduced.problem.interiorBasis(orthogonal: reduced.problem.design)
      // A sum in the basis means that the band was too narrow.
      guard start.allSatisfy({ $0 < kept.count }) else { return nil }
      let vertex = try VertexDescent.minimize(reduced.problem, from: start)
      guard vertex.basis.allSatisfy({ $0 < kept.count }) else { return nil }
      let fitted = try orthogonal.multiplied(by: vertex.coefficients)
      var misplaced = 0
      for index in sides.indices where sides[index] != .near {
        let residual = problem.response[index] - fitted[index]
        if sides[index] == .below ? residual > 0 : residual < 0 {
          sides[index] = .near
          misplaced += 1
        }
      }
      if misplaced == 0 { return vertex.basis.map { kept[$0] } }
      if misplaced > sampleSize / 10 { return nil }
    }
    return nil
  }

  /// Solves a random sample and sorts all observations by their residuals, in units of the solution's likely
  /// error at their place.
  private func sidesBySample() throws -> [Side]? {
    let n = problem.count
    var generator = Xoshiro256PlusPlus(seed: 0x9E37_79B9)
    let chosen = (0..<sampleSize).map { _ in generator.index(below: n) }
    let sample = try orthogonal.selecting(rows: chosen)
    let coefficients = try FrischNewton(
      sample, chosen.map { problem.response[$0] }, problem.probability
    ).coefficients()
    let fitted = try orthogonal.multiplied(by: coefficients)
    var band = [Double](repeating: 0, count: n)
    orthogonal.withUnsafeElements { elements in
      for column in 0..<orthogonal.columns {
        for row in 0..<n {
          let value = elements[column * n + row]
          band[row] += value * value
        }
      }
    }
    var scores = fitted
    for index in 0..<n {
      scores[index] = (problem.response[index] - fitted[index]) / max(band[index].squareRoot(), 1e-300)
    }
    let margin = 0.4 * Double(sampleSize) / Double(n)
    var scratch = scores
    let low = Selection.value(
      &scratch, rank: max(0, min(n - 1, Int((problem.probability - margin) * Double(n)))))
    let high = Selection.value(
      &scratch, rank: max(0, min(n - 1, Int((problem.probability + margin) * Double(n)))))
    guard low < high else { return nil }
    return scores.map { $0 < low ? .below : $0 > high ? .above : .near }
  }

  /// The observations that are kept, and one sum each of those below and above.
  private func reducedProblem(
    _ kept: [Int], _ sides: [Side]
  ) throws -> (problem: QuantileProblem, sums: Int) {
    let columns = orthogonal.columns
    var sums: [[Double]] = []
    for side in [Side.below, .above] where sides.contains(side) {
      var sum = [Double](repeating: 0, count: columns + 1)
      orthogonal.withUnsafeElements { elements in
        for column in 0..<columns {
          for row in sides.indices where sides[row] == side { sum[column] += elements[column * sides.count + row] }
        }
      }
      for row in sides.indices where sides[row] == side { sum[columns] += problem.response[row] }
      sums.append(sum)
    }
    var elements: [Double] = []
    elements.reserveCapacity((kept.count + sums.count) * columns)
    orthogonal.withUnsafeElements { all in
      for column in 0..<columns {
        for row in kept { elements.append(all[column * sides.count + row]) }
        for sum in sums { elements.append(sum[column]) }
      }
    }
    let design = try Matrix(rows: kept.count + sums.count, columns: columns, columnMajor: elements)
    let response = kept.map { problem.response[$0] } + sums.map { $0[columns] }
    return (
      QuantileProblem(design: design, response: response, probability: problem.probability), sums.count
    )
  }
}
