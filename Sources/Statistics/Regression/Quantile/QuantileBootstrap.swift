public import LinearAlgebra

/// Bootstrap of quantile regression coefficients that draws or weights whole clusters, so that dependence inside
/// them survives.
///
/// Sources: Hagemann, "Cluster-robust bootstrap inference in quantile regression models", J. Am. Stat. Assoc.
/// 112 (2017) on clusters; Bose and Chatterjee, J. Statistical Planning and Inference 117 (2003) on weights.
public struct QuantileBootstrap: Hashable, Sendable {
  /// The law of the weights of clusters.
  public enum Weights: String, Codable, CaseIterable, Hashable, Sendable {
    /// How often each cluster is drawn in as many draws with replacement.
    case multinomial
    /// Independent exponential numbers: no cluster is ever lost, so that rare values of a predictor stay.
    case exponential
  }

  /// Number of replicates.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64
  /// The law of the weights.
  public var weights: Weights

  /// Creates a bootstrap; equal seeds give equal results on any number of threads.
  public init(replicates: Int = 1000, seed: UInt64, weights: Weights = .multinomial) {
    self.replicates = replicates
    self.seed = seed
    self.weights = weights
  }

  /// Coefficients of every replicate.
  public struct Result: Sendable {
    /// One row a replicate that has a solution, one column a coefficient.
    public let coefficients: Matrix
    /// Replicates whose columns depended linearly on each other, left out.
    public let undefinedCount: Int

    /// Percentile intervals of the coefficients.
    ///
    /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
    public func intervals(level: Double = 0.95) throws -> [ConfidenceInterval] {
      try require(level, "level", above: 0, below: 1)
      return try (0..<coefficients.columns).map { column in
        ClusterBootstrap.percentileInterval(Array(try coefficients.column(column)), level: level)
      }
    }
  }

  /// Fits every replicate exactly.
  ///
  /// - Parameters:
  ///   - regression: The data.
  ///   - probability: In (0, 1).
  ///   - clusters: A number for each observation, any numbers; by default each is a cluster of its own.
  /// - Throws: ``StatisticsError``: fewer than two clusters or replicates, or no replicate with a solution.
  /// - Complexity: O(replicates) fits, on all processors.
  public func run(
    _ regression: QuantileRegression, at probability: Double = 0.5, clusters: [Int]? = nil
  ) throws -> Result {
    try require(probability, "probability", above: 0, below: 1)
    if replicates < 2 { throw StatisticsError.tooFew(what: "replicates", found: replicates, needed: 2) }
    let (clusterOfRow, clusterCount) = try numbered(clusters, count: regression.count)
    let (rows, columns) = (replicates, regression.coefficientCount)
    let streams = RandomStreams(seed: seed)
    let law = weights
    let elements = [Double](unsafeUninitializedCapacity: rows * columns) { elements, initialised in
      // Threads share this memory, but a row belongs to one of them.
      nonisolated(unsafe) let memory = elements
      Parallel.run(count: rows) { lane in
        for row in lane {
          var generator = streams[UInt64(row)]
          let weights = law.draw(clusterCount, using: &generator)
          let coefficients = try? Self.fit(regression, probability, clusterOfRow.map { weights[$0] })
          for column in 0..<columns {
            memory.initializeElement(at: row + rows * column, to: coefficients?[column] ?? .nan)
          }
        }
      }
      initialised = rows * columns
    }
    let kept = (0..<rows).filter { !elements[$0].isNaN }
    if kept.isEmpty {
      throw StatisticsError.tooFew(what: "replicates with a solution", found: 0, needed: 2)
    }
    return Result(
      coefficients: try Matrix(rows: rows, columns: columns, columnMajor: elements).selecting(rows: kept),
      undefinedCount: rows - kept.count)
  }

  private func numbered(
    _ clusters: [Int]?, count: Int
  ) throws(StatisticsError) -> (clusterOfRow: [Int], count: Int) {
    guard let clusters else { return (Array(0..<count), count) }
    if clusters.count != count { throw .lengthMismatch(expected: count, found: clusters.count) }
    let labels = Set(clusters).sorted()
    if labels.count < 2 { throw .tooFew(what: "clusters", found: labels.count, needed: 2) }
    let place = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    return (clusters.map { place[$0] ?? 0 }, labels.count)
  }

  /// A weight of w counts an observation w times, which is what multiplying its row by w does.
  private static func fit(
    _ regression: QuantileRegression, _ probability: Double, _ weights: [Double]
  ) throws -> [Double] {
    let rows = weights.indices.filter { weights[$0] > 0 }
    let kept = rows.map { weights[$0] }
    let design = try scaledRows(regression.design.selecting(rows: rows), by: kept)
    let problem = QuantileProblem(
      design: design, response: zip(rows, kept).map { regression.response[$0] * $1 }, probability: probability
    )
    let orthogonal = try design.multiplied(by: regression.orthogonalizer)
    return try VertexDescent.minimize(problem, from: problem.startingBasis(orthogonal: orthogonal))
      .coefficients
  }
}

extension QuantileBootstrap.Weights {
  /// One weight a cluster.
  fileprivate func draw(_ count: Int, using generator: inout Xoshiro256PlusPlus) -> [Double] {
    switch self {
    case .multinomial:
      var weights = [Double](repeating: 0, count: count)
      for _ in 0..<count { weights[generator.index(below: count)] += 1 }
      return weights
    case .exponential: return (0..<count).map { _ in -logarithm(generator.openUniform()) }
    }
  }
}
