public import LinearAlgebra

/// The minimum covariance determinant estimator: six deterministic starts and random ones, the best of both.
///
/// Sources: Rousseeuw and Van Driessen, Technometrics 41 (1999); Hubert, Rousseeuw and Verdonck, J. Comput. Graph.
/// Stat. 21 (2012); corrections as in ``DeterminantCorrections``.
public struct MinimumCovarianceDeterminant: Hashable, Sendable {
  /// Share of the rows that the subset holds, 0.5 (most robust) to 1 (classical).
  public var share: Double
  /// Number of random starts; `nil` for 500, and more for fewer than 400 rows, where they cost little.
  public var starts: Int?
  /// Seed of the random starts.
  public var seed: UInt64

  /// Creates an estimator.
  public init(share: Double = 0.5, starts: Int? = nil, seed: UInt64 = 1) {
    self.share = share
    self.starts = starts
    self.seed = seed
  }

  /// Random starts are tried on at most so many rows.
  private static let trialRows = 600
  /// Starts that get past the first steps.
  private static let finalists = 10
  /// Of large samples so many get past the first steps on all rows.
  private static let largeFinalists = 2

  /// Estimates location and covariance of the rows of a matrix.
  ///
  /// - Parameter observations: One row an observation, one column a variable.
  /// - Throws: ``StatisticsError``: values that are not finite (the index is that of the row), fewer than 2d (and
  ///   d + 2) rows, a column of equal values, parameters out of range.
  /// - Complexity: O(n · d²) a step; about 50 steps on all rows, and `starts` times two on at most 600.
  public func fit(_ observations: Matrix) throws(StatisticsError) -> RobustFit {
    let (n, d) = (observations.rows, observations.columns)
    try check(observations)
    let data = try StandardizedRows(observations)
    var search = SubsetSearch(data.rows)
    let all = try search.moments(Array(0..<n))
    guard let whole = all.map else { return .exactFit(try ExactFit(through: all, of: data)) }
    let size = Self.subsetSize(rows: n, columns: d, share: share)
    let best = size == n ? all : try subset(data, whole, &search, size)
    guard let map = best.map else { return .exactFit(try ExactFit(through: best, of: data)) }
    return .regular(try reweighted(best, map, data, &search))
  }

  /// Between half of the rows, so that as many as possible may be outliers, and all of them.
  static func subsetSize(rows n: Int, columns d: Int, share: Double) -> Int {
    let half = (n + d + 1) / 2
    return min(n, Int((Double(2 * half - n) + 2 * Double(n - half) * share).rounded(.down)))
  }

  private func check(_ observations: Matrix) throws(StatisticsError) {
    let (n, d) = (observations.rows, observations.columns)
    guard n > 0, d > 0 else { throw .emptySample }
    guard share >= 0.5, share <= 1 else {
      throw .outOfRange(parameter: "share", value: share, range: "[0.5, 1]")
    }
    if let starts, starts < 0 {
      throw .outOfRange(parameter: "starts", value: Double(starts), range: "[0, ∞)")
    }
    let bad = observations.withUnsafeElements { elements in elements.firstIndex { !$0.isFinite } }
    if let bad { throw .notFinite(index: bad % n) }
    let needed = max(2 * d, d + 2)
    if n < needed { throw .tooFew(what: "rows of \(d) columns", found: n, needed: needed) }
  }

  /// The subset of least determinant that any start leads to; one in a hyperplane ends the search.
  private func subset(
    _ data: StandardizedRows, _ whole: WhiteningMap, _ search: inout SubsetSearch, _ size: Int
  ) throws(StatisticsError) -> SubsetMoments {
    let isLarge = data.count > Self.trialRows
    var candidates: [SubsetMoments] = []
    try search.measure(whole)
    let distances = search.distances
    let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
    for map in try randomMaps(data, order) + DeterministicStarts(rows: data.rows).maps(search) {
      let candidate = try search.concentrate(map, size: size, steps: 2)
      if candidate.map == nil { return candidate }
      candidates.append(candidate)
    }
    var best: SubsetMoments?
    for candidate in Self.leading(candidates, isLarge ? Self.largeFinalists : Self.finalists) {
      guard let map = candidate.map else { return candidate }
      let final = try search.concentrate(map, size: size, steps: .max)
      if final.map == nil { return final }
      if final.logDeterminant < best?.logDeterminant ?? .infinity { best = final }
    }
    guard let best else {
      throw .notConverged(
        method: "the minimum covariance determinant", remedy: "no start spans the space: ask for more starts")
    }
    return best
  }

  /// Random starts; of a large sample those that did best on some of its rows.
  ///
  /// - Parameter order: The rows by their classical distance, which neither an affine map nor the order of the rows
  ///   changes, so that both leave the draws as they are.
  private func randomMaps(
    _ data: StandardizedRows, _ order: [Int]
  ) throws(StatisticsError) -> [WhiteningMap] {
    let isLarge = data.count > Self.trialRows
    var generator = RandomStreams(seed: seed)[1]
    let drawn = isLarge ? try generator.positions(Self.trialRows, below: data.count).map { order[$0] } : order
    let rows = try solving("A trial") { () throws(LinearAlgebraError) in
      try data.rows.selecting(rows: drawn)
    }
    var search = SubsetSearch(rows)
    let count = starts ?? min(3000, max(500, 200_000 / data.count))
    let maps = try ElementalStarts(seed: seed, count: count).maps(search)
    if !isLarge { return maps }
    let size = Self.subsetSize(rows: rows.rows, columns: rows.columns, share: share)
    var candidates: [SubsetMoments] = []
    for map in maps { candidates.append(try search.concentrate(map, size: size, steps: 2)) }
    return Self.leading(candidates, Self.finalists).compactMap(\.map)
  }

  /// The candidates of least determinant, without repetitions.
  private static func leading(_ candidates: [SubsetMoments], _ count: Int) -> [SubsetMoments] {
    let order = candidates.indices.sorted {
      (candidates[$0].logDeterminant, $0) < (candidates[$1].logDeterminant, $1)
    }
    var leading: [SubsetMoments] = []
    for index in order {
      if leading.count == count { break }
      if leading.last?.indices == candidates[index].indices { continue }
      leading.append(candidates[index])
    }
    return leading
  }

  /// Corrects the covariance of the subset, keeps the rows near it, and takes theirs.
  private func reweighted(
    _ best: SubsetMoments, _ map: WhiteningMap, _ data: StandardizedRows, _ search: inout SubsetSearch
  ) throws(StatisticsError) -> RobustCovariance {
    let (n, d) = (data.count, data.dimension)
    let rawFactor =
      try DeterminantCorrections.consistency(dimension: d, share: Double(best.indices.count) / Double(n))
      * DeterminantCorrections.smallSample(.subset, count: n, dimension: d, share: share)
    try search.measure(map)
    let cutoff = try ChiSquared(degreesOfFreedom: Double(d)).quantile(RobustCovariance.keptShare)
    let isKept = search.distances.map { $0 <= cutoff * rawFactor }
    let kept = try search.moments(isKept.indices.filter { isKept[$0] })
    guard let keptMap = kept.map else {
      throw .unsolvable(method: "Reweighting", reason: "the rows near the centre lie in a hyperplane")
    }
    let consistency = try DeterminantCorrections.consistency(
      dimension: d, share: Double(kept.indices.count) / Double(n))
    let smallSample = DeterminantCorrections.smallSample(.reweighted, count: n, dimension: d, share: share)
    let factor = consistency * smallSample
    try search.measure(keptMap)
    return RobustCovariance(
      subset: best.indices, logDeterminant: best.logDeterminant + data.logDeterminant,
      rawLocation: data.location(best.location),
      rawCovariance: data.covariance(best.covariance, times: rawFactor),
      location: data.location(kept.location), covariance: data.covariance(kept.covariance, times: factor),
      isKept: isKept, squaredDistances: search.distances.map { $0 / factor }, consistency: consistency,
      smallSample: smallSample)
  }
}
