/// Which of several curves the data prefer, and how sure that is.
public struct ScalingSelection: Sendable {
  /// One curve of the choice.
  public struct Candidate: Sendable {
    /// The curve.
    public let curve: ScalingCurve
    /// Its fit, or why there is none and what would help.
    public let outcome: Result<ScalingFit, StatisticsError>
    /// Akaike's corrected criterion less that of the best; `nil` without a fit.
    public internal(set) var criterionDifference: Double?
    /// Akaike weight: share of the candidates' likelihoods; 0 without a fit.
    public internal(set) var weight: Double
    /// Error of prediction of clusters that were left out.
    public internal(set) var leaveClustersOut: PredictionError?
    /// Error of prediction of sizes that were left out, the first and the last included.
    public internal(set) var leaveSizesOut: PredictionError?

    /// The fit, when there is one.
    public var fit: ScalingFit? { try? outcome.get() }
  }

  /// Error of a prediction of what was not fitted.
  public struct PredictionError: Codable, Hashable, Sendable {
    /// Root of the weighted mean square, in the unit of the response (for weights of 1).
    public var rootMeanSquare: Double
    /// Number of parts that were left out, one after the other.
    public var folds: Int
  }

  /// All curves of the choice, in the order given.
  public let candidates: [Candidate]

  /// The candidate with the least criterion.
  public var best: Candidate? { candidates.first { $0.criterionDifference == 0 } }

  /// The curves that the data cannot tell from the best: criteria within 2, the best first.
  ///
  /// Source: Burnham and Anderson, Model Selection and Multimodel Inference (2002) 2.6.
  public var tied: [Candidate] {
    candidates.filter { ($0.criterionDifference ?? .infinity) <= 2 }.sorted {
      ($0.criterionDifference ?? .infinity) < ($1.criterionDifference ?? .infinity)
    }
  }

  /// The candidate that predicts clusters that were left out best.
  public var bestByClusters: Candidate? { best { $0.leaveClustersOut } }

  /// The candidate that predicts sizes that were left out best.
  public var bestBySizes: Candidate? { best { $0.leaveSizesOut } }

  private func best(_ error: (Candidate) -> PredictionError?) -> Candidate? {
    candidates.filter { error($0) != nil }.min {
      (error($0)?.rootMeanSquare ?? .infinity) < (error($1)?.rootMeanSquare ?? .infinity)
    }
  }
}

extension ScalingSample {
  /// Fits all candidates and compares them by Akaike's corrected criterion and by prediction of what was left
  /// out.
  ///
  /// Clusters are left out in at most 20 parts; without clusters, observations are. Sizes are left out one by
  /// one, which is the only honest test where each cluster was measured at one size.
  /// - Parameter candidates: At least one; include ``ScalingCurve/flat``, so that "no dependence" can win.
  /// - Throws: ``StatisticsError`` of the first candidate when none can be fitted.
  /// - Complexity: O(candidates · folds · (n + sizes · 100)).
  public func select(_ candidates: [ScalingCurve] = ScalingCurve.usual) throws -> ScalingSelection {
    if candidates.isEmpty { throw StatisticsError.tooFew(what: "candidates", found: 0, needed: 1) }
    var results: [ScalingSelection.Candidate] = []
    for curve in candidates {
      results.append(
        ScalingSelection.Candidate(
          curve: curve, outcome: try outcome(curve), criterionDifference: nil, weight: 0))
    }
    let criteria = results.map { $0.fit?.correctedInformationCriterion }
    guard let least = criteria.compactMap({ $0 }).min() else {
      _ = try results[0].outcome.get()
      throw StatisticsError.tooFew(what: "candidates with a fit", found: 0, needed: 1)
    }
    let weights = AkaikeWeights.of(criteria.map { $0 ?? .infinity })
    for index in results.indices {
      // With too few units for any correction all criteria are infinite, and no candidate stands out.
      results[index].criterionDifference = criteria[index].map { $0 == least ? 0 : $0 - least }
      results[index].weight = weights[index]
      guard results[index].fit != nil else { continue }
      let search = try ScalingSearch(candidates[index], sizes: sizes)
      results[index].leaveClustersOut = leavingClustersOut(search)
      results[index].leaveSizesOut = leavingSizesOut(search)
    }
    return ScalingSelection(candidates: results)
  }

  /// A fit, or the error that a user can do something about.
  private func outcome(_ curve: ScalingCurve) throws -> Result<ScalingFit, StatisticsError> {
    do {
      let fit = try fit(curve)
      if fit.correctedInformationCriterion.isInfinite {
        return .failure(
          .tooFew(
            what: "units to compare the curve \(curve.name)", found: fit.unitCount,
            needed: curve.parameterCount + 3))
      }
      return .success(fit)
    } catch let error as StatisticsError {
      return .failure(error)
    }
  }

  /// Most parts in which clusters are left out.
  private static let foldLimit = 20

  private func leavingClustersOut(_ search: ScalingSearch) -> ScalingSelection.PredictionError? {
    let folds = min(unitCount, Self.foldLimit)
    if folds < 2 { return nil }
    var (squares, weights) = (0.0, 0.0)
    for fold in 0..<folds {
      let table = table((0..<unitCount).map { $0 % folds == fold ? 0 : 1 })
      if table.sizeCount < search.curve.parameterCount { return nil }
      let parameters = search.solve(table).parameters
      for cell in cells where cell.cluster % folds == fold {
        let error = cell.value - search.curve.evaluate(sizes[cell.size], parameters).value
        squares += cell.weight * error * error
        weights += cell.weight
      }
    }
    return ScalingSelection.PredictionError(rootMeanSquare: (squares / weights).squareRoot(), folds: folds)
  }

  private func leavingSizesOut(_ search: ScalingSearch) -> ScalingSelection.PredictionError? {
    if sizes.count <= search.curve.parameterCount { return nil }
    let full = table
    var (squares, weights) = (0.0, 0.0)
    for size in sizes.indices {
      var table = full
      table.weights[size] = 0
      let parameters = search.solve(table).parameters
      let error = full.centers[size] - search.curve.evaluate(sizes[size], parameters).value
      squares += full.weights[size] * error * error
      weights += full.weights[size]
    }
    return ScalingSelection.PredictionError(
      rootMeanSquare: (squares / weights).squareRoot(), folds: sizes.count)
  }
}

/// Shares of likelihoods that make up for numbers of parameters.
enum AkaikeWeights {
  /// exp(−½ difference to the least), scaled to add to 1; infinite criteria have no weight.
  static func of(_ criteria: [Double]) -> [Double] {
    guard let least = criteria.filter({ $0 < .infinity }).min() else {
      return [Double](repeating: 0, count: criteria.count)
    }
    let shares = criteria.map { $0 < .infinity ? exponential(-0.5 * ($0 - least)) : 0 }
    let total = shares.reduce(0, +)
    return shares.map { $0 / total }
  }
}
