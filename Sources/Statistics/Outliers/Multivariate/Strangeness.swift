public import LinearAlgebra

/// A score for rows of any shape of cloud, without a model of its density: the mean of the ranks of two distances,
/// that to neighbours in columns of unit variance, and the robust Mahalanobis distance.
///
/// The first sees gaps between clusters and rows off curved shapes, the second rows that break a correlation.
/// Sources: Ramaswamy, Rastogi and Shim, SIGMOD (2000) for the distance to the k-th neighbour; Aggarwal and Sathe,
/// SIGKDD Explorations 17 (2015) for neighbours in a sample and for averages of detectors.
public struct Strangeness: Hashable, Sendable {
  /// Rows, drawn at random, among which neighbours are sought.
  public var referenceRows: Int
  /// Share of them that counts as the neighbourhood: a cluster of outliers larger than it is taken for normal.
  public var neighbourShare: Double
  /// Seed of the draw and of the robust distance.
  public var seed: UInt64

  /// Creates a score.
  public init(referenceRows: Int = 1000, neighbourShare: Double = 0.1, seed: UInt64 = 1) {
    self.referenceRows = referenceRows
    self.neighbourShare = neighbourShare
    self.seed = seed
  }

  /// Scores of rows.
  public struct Scores: Hashable, Sendable {
    /// In (0, 1], greater for stranger rows: the mean rank over the number of rows.
    public var values: [Double]
    /// Distance to the k-th neighbour in columns of unit variance.
    public var neighbourDistances: [Double]
    /// Squared robust distances; `nil` when more than half of the rows lie in a hyperplane or there are too few rows,
    /// and the score is the rank of the other distance alone.
    public var robustDistances: [Double]?
  }

  /// Scores the rows of a matrix; columns of equal values count for nothing.
  ///
  /// - Throws: ``StatisticsError``: fewer than 3 rows, values that are not finite (the index is that of the row), all
  ///   rows equal, a column that spans more than doubles can hold, parameters out of range.
  /// - Complexity: O(n · (reference rows + d) · d).
  public func scores(_ observations: Matrix) throws(StatisticsError) -> Scores {
    let n = observations.rows
    guard n > 0, observations.columns > 0 else { throw .emptySample }
    if n < 3 { throw .tooFew(what: "rows", found: n, needed: 3) }
    guard referenceRows >= 2 else {
      throw .outOfRange(parameter: "reference rows", value: Double(referenceRows), range: "[2, ∞)")
    }
    try require(neighbourShare, "share of neighbours", above: 0, below: 1)
    let varied = try VariedColumns(observations)
    let neighbours = try NeighbourDistance(
      referenceRows: referenceRows, share: neighbourShare, seed: seed
    ).distances(varied.standardized)
    let robust = try robustDistances(varied.columns)
    let first = averageRanks(neighbours)
    let second = robust.map(averageRanks) ?? first
    return Scores(
      values: zip(first, second).map { ($0 + $1) / (2 * Double(n)) }, neighbourDistances: neighbours,
      robustDistances: robust)
  }

  private func robustDistances(_ rows: Matrix) throws(StatisticsError) -> [Double]? {
    if rows.rows < max(2 * rows.columns, rows.columns + 2) { return nil }
    guard case .regular(let estimate) = try MinimumCovarianceDeterminant(seed: seed).fit(rows) else {
      return nil
    }
    return estimate.squaredDistances
  }
}

/// The columns that hold more than one value, as they are and with mean 0 and variance 1.
private struct VariedColumns {
  var columns: Matrix
  var standardized: Matrix

  init(_ observations: Matrix) throws(StatisticsError) {
    let n = observations.rows
    var (plain, scaled): ([Double], [Double]) = ([], [])
    for column in 0..<observations.columns {
      let values = try solving("A column") { () throws(LinearAlgebraError) in
        Array(try observations.column(column))
      }
      try requireFinite(values)
      guard let first = values.first, values.contains(where: { $0 != first }) else { continue }
      let center = try mean(values)
      let deviation = try standardDeviation(values)
      guard center.isFinite, deviation.isFinite, deviation > 0 else {
        throw .unsolvable(
          method: "A standard deviation",
          reason: "column \(column) (counted from 0) spans more than doubles can hold")
      }
      plain += values
      scaled += values.map { ($0 - center) / deviation }
    }
    if plain.isEmpty { throw .allEqual(method: "A score of strangeness") }
    (columns, standardized) = try solving("Columns") { () throws(LinearAlgebraError) in
      let count = plain.count / n
      return (
        try Matrix(rows: n, columns: count, columnMajor: plain),
        try Matrix(rows: n, columns: count, columnMajor: scaled)
      )
    }
  }
}
