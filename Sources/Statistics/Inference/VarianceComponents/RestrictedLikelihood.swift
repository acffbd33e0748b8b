internal import LinearAlgebra

/// The restricted likelihood of nested normal effects, profiled over the residual variance.
///
/// With the ratios θ of the components to the residual, a unit is summed up by a weight, a mean, a weighted sum
/// of squares and a determinant. Joining units adds weights; an effect common to a unit turns its weight w into
/// w/(1 + θw) and changes neither mean nor sum of squares. So the likelihood costs O(units), and its gradient as
/// much by the reverse pass; no matrix of the size of the data exists.
/// Source: Searle, Casella and McCulloch, Variance Components (1992) 6.6, rearranged for nested units.
struct RestrictedLikelihood {
  let sample: NestedSample

  init(_ sample: NestedSample) { self.sample = sample }

  /// What is known of all values after a pass.
  struct Summary {
    /// −2 ln likelihood but for a constant.
    var objective: Double
    /// Weight of all values; the residual over it is the squared standard error of the mean.
    var weight: Double
    /// Weighted mean.
    var mean: Double
    /// Weighted sum of squares around that.
    var squares: Double
    /// Derivatives of the objective by the ratios.
    var gradient: [Double]
  }

  /// Degrees of freedom of the residual contrasts.
  private var contrasts: Double { Double(sample.count - 1) }

  func summary(ratios: [Double]) -> Summary {
    let levels = sample.levels
    // Weights before and after the effect, and means, of the units of every level.
    var raw = [[Double]](repeating: [], count: levels.count)
    var weights = raw
    var means = raw
    raw[levels.count - 1] = levels[levels.count - 1].sizes.map(Double.init)
    means[levels.count - 1] = sample.offsets
    var squares = sample.withinSumOfSquares
    var determinant = 0.0
    var root = (weight: 0.0, mean: 0.0)
    for depth in stride(from: levels.count - 1, through: 0, by: -1) {
      let ratio = ratios[depth]
      weights[depth] = raw[depth].map { $0 / (1 + ratio * $0) }
      for weight in raw[depth] { determinant += logarithm(onePlus: ratio * weight) }
      let parents = depth == 0 ? 1 : levels[depth - 1].parent.count
      var sums = [Double](repeating: 0, count: parents)
      var centers = sums
      let parent = levels[depth].parent
      for unit in parent.indices {
        sums[parent[unit]] += weights[depth][unit]
        centers[parent[unit]] += weights[depth][unit] * means[depth][unit]
      }
      for index in centers.indices { centers[index] /= sums[index] }
      for unit in parent.indices {
        let distance = means[depth][unit] - centers[parent[unit]]
        squares += weights[depth][unit] * distance * distance
      }
      if depth > 0 {
        (raw[depth - 1], means[depth - 1]) = (sums, centers)
      } else {
        root = (sums[0], centers[0])
      }
    }
    let objective = determinant + logarithm(root.weight) + contrasts * logarithm(squares)
    let gradient = self.gradient(
      ratios, raw: raw, weights: weights, means: means, root: root, squares: squares)
    return Summary(
      objective: objective, weight: root.weight, mean: root.mean, squares: squares, gradient: gradient)
  }

  /// The reverse pass: from the outermost units inwards.
  private func gradient(
    _ ratios: [Double], raw: [[Double]], weights: [[Double]], means: [[Double]],
    root: (weight: Double, mean: Double), squares: Double
  ) -> [Double] {
    var gradient = [Double](repeating: 0, count: ratios.count)
    let bySquares = contrasts / squares
    // Derivatives by the weight (before its effect) and the mean of each holding unit.
    var outer = (weight: [1 / root.weight], mean: [0.0])
    var holding = (weight: [root.weight], mean: [root.mean])
    for depth in ratios.indices {
      let parent = sample.levels[depth].parent
      var inner = (
        weight: [Double](repeating: 0, count: parent.count), mean: [Double](repeating: 0, count: parent.count)
      )
      for unit in parent.indices {
        let holder = parent[unit]
        let distance = means[depth][unit] - holding.mean[holder]
        let weight = weights[depth][unit]
        let byWeight =
          outer.weight[holder] + outer.mean[holder] * distance / holding.weight[holder]
          + bySquares * distance * distance
        inner.mean[unit] =
          outer.mean[holder] * weight / holding.weight[holder] + 2 * bySquares * weight * distance
        let shrink = 1 / (1 + ratios[depth] * raw[depth][unit])
        inner.weight[unit] = byWeight * shrink * shrink + ratios[depth] * shrink
        gradient[depth] += raw[depth][unit] * shrink - byWeight * weight * weight
      }
      outer = inner
      holding = (raw[depth], means[depth])
    }
    return gradient
  }

  /// Second derivatives by central differences of the exact gradient, symmetric.
  func curvature(ratios: [Double]) -> [[Double]] {
    var rows: [[Double]] = []
    for index in ratios.indices {
      let step = 1e-5 * max(ratios[index], 1e-4)
      var (above, below) = (ratios, ratios)
      above[index] += step
      below[index] = max(0, ratios[index] - step)
      let (high, low) = (summary(ratios: above).gradient, summary(ratios: below).gradient)
      rows.append(zip(high, low).map { ($0 - $1) / (above[index] - below[index]) })
    }
    return rows.indices.map { i in rows.indices.map { j in 0.5 * (rows[i][j] + rows[j][i]) } }
  }

  /// The inverse of a symmetric matrix times a vector, or `nil` unless the matrix is positive definite.
  static func solve(_ matrix: [[Double]], _ vector: [Double]) -> [Double]? {
    guard let matrix = try? Matrix(rows: matrix), let factor = try? CholeskyDecomposition(matrix) else {
      return nil
    }
    return try? factor.solve(vector)
  }
}
