/// Responses measured at several sizes of a resource.
public struct ScalingSample: Sendable {
  /// What stands for the responses at one size.
  public enum Center: String, Codable, CaseIterable, Hashable, Sendable {
    /// The weighted mean: every observation counts by itself.
    case mean
    /// The median: one point a size, which no outlier moves.
    case median
  }

  /// The sizes, ascending.
  public let sizes: [Double]
  /// What stands for a size.
  public let center: Center
  /// Number of observations.
  public let count: Int
  /// Number of clusters, when given.
  public let clusterCount: Int?

  /// Observations of one cluster at one size, or one observation when no clusters are given.
  struct Cell: Sendable {
    let size: Int
    let cluster: Int
    let weight: Double
    /// Weighted mean.
    let value: Double
  }

  /// Ordered by size, then by value, so that the order of the input does not matter.
  let cells: [Cell]
  /// Number of clusters, or of observations that stand for themselves.
  let unitCount: Int
  /// A value near those of each size, taken off before squares are added up.
  let origins: [Double]

  /// Groups observations.
  ///
  /// - Parameters:
  ///   - sizes: Positive; one an observation.
  ///   - values: Finite; one an observation.
  ///   - weights: Positive, inversely proportional to the variances; all 1 by default. Times vary in proportion
  ///     to themselves more often than not: see ``relativeWeights(sizes:values:)``.
  ///   - clusters: Batch, container or day of each observation, any numbers. The mean of a cluster at a size is
  ///     then one unit of the fit, and clusters are what is resampled and left out.
  ///   - center: What stands for a size.
  /// - Throws: ``StatisticsError``: empty or unequal lists, values that are not finite, sizes or weights that are not
  ///   positive.
  /// - Complexity: O(n log n).
  public init(
    sizes: [Double], values: [Double], weights: [Double]? = nil, clusters: [Int]? = nil,
    center: Center = .mean
  ) throws(StatisticsError) {
    try requireFinite(values)
    for count in [sizes.count, weights?.count ?? values.count, clusters?.count ?? values.count]
    where count != values.count { throw .lengthMismatch(expected: values.count, found: count) }
    for size in sizes { try requirePositive(size, "size") }
    for weight in weights ?? [] { try requirePositive(weight, "weight") }
    let distinct = Set(sizes).sorted()
    let indexOfSize = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
    let labels = clusters.map { Set($0).sorted() } ?? []
    let indexOfLabel = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    var entries = values.indices.map { index in
      Cell(
        size: indexOfSize[sizes[index]] ?? 0, cluster: clusters.map { indexOfLabel[$0[index]] ?? 0 } ?? index,
        weight: weights?[index] ?? 1, value: values[index])
    }
    if clusters != nil, center == .mean { entries = Self.merged(entries) }
    entries.sort { ($0.size, $0.value, $0.cluster) < ($1.size, $1.value, $1.cluster) }
    if clusters == nil {
      // Without clusters a unit is known by its place in this order, not by that in the input.
      entries = entries.enumerated().map { place, cell in
        Cell(size: cell.size, cluster: place, weight: cell.weight, value: cell.value)
      }
    }
    self.sizes = distinct
    self.center = center
    count = values.count
    clusterCount = clusters == nil ? nil : labels.count
    unitCount = clusters == nil ? values.count : labels.count
    cells = entries
    origins = Self.medians(entries, sizes: distinct.count)
  }

  /// Weights for responses whose spread is in proportion to their size: one over the squared median of each size.
  ///
  /// - Throws: ``StatisticsError``: unequal lists, or a median that is not positive.
  public static func relativeWeights(sizes: [Double], values: [Double]) throws(StatisticsError) -> [Double] {
    let sample = try ScalingSample(sizes: sizes, values: values)
    for median in sample.origins { try requirePositive(median, "median at a size") }
    let medians = Dictionary(uniqueKeysWithValues: zip(sample.sizes, sample.origins))
    return sizes.map { size in
      let median = medians[size] ?? 1
      return 1 / (median * median)
    }
  }

  private static func merged(_ entries: [Cell]) -> [Cell] {
    var sums: [Int: [Int: (weight: Double, total: Double)]] = [:]
    for cell in entries {
      let old = sums[cell.cluster]?[cell.size] ?? (0, 0)
      sums[cell.cluster, default: [:]][cell.size] = (
        old.weight + cell.weight, old.total + cell.weight * cell.value
      )
    }
    return sums.keys.sorted().flatMap { cluster in
      (sums[cluster] ?? [:]).sorted { $0.key < $1.key }.map { size, sum in
        Cell(size: size, cluster: cluster, weight: sum.weight, value: sum.total / sum.weight)
      }
    }
  }

  private static func medians(_ cells: [Cell], sizes: Int) -> [Double] {
    var groups = [[Double]](repeating: [], count: sizes)
    for cell in cells { groups[cell.size].append(cell.value) }
    return groups.map { SortedSample(ascending: $0).median }
  }
}

/// All that a curve is fitted to: a centre and a weight for each size.
struct SizeTable {
  /// Centres of the sizes; of no meaning where the weight is 0.
  var centers: [Double]
  /// Weights of the sizes; 0 where nothing was measured.
  var weights: [Double]
  /// Weighted squares within sizes, which no curve explains.
  var withinSquares: Double
  /// Number of units behind it.
  var count: Double

  /// Squares that are rounding alone: below them one curve is as good as another.
  var resolution: Double {
    var sum = 0.0
    for index in centers.indices { sum += weights[index] * centers[index] * centers[index] }
    return 1e-28 * sum
  }

  /// Sizes with data.
  var sizeCount: Int { weights.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }
}

extension ScalingSample {
  /// The table of the sample with each unit taken a number of times.
  ///
  /// - Complexity: O(number of cells).
  func table(_ multiplicities: [Double]) -> SizeTable {
    switch center {
    case .mean: meanTable(multiplicities)
    case .median: medianTable(multiplicities)
    }
  }

  /// The table of the sample itself.
  var table: SizeTable { table([Double](repeating: 1, count: unitCount)) }

  private func meanTable(_ multiplicities: [Double]) -> SizeTable {
    var weights = [Double](repeating: 0, count: sizes.count)
    var sums = weights
    var squares = weights
    var count = 0.0
    for cell in cells {
      let times = multiplicities[cell.cluster]
      let weight = times * cell.weight
      let value = cell.value - origins[cell.size]
      weights[cell.size] += weight
      sums[cell.size] += weight * value
      squares[cell.size] += weight * value * value
      count += times
    }
    var within = 0.0
    for index in sizes.indices where weights[index] > 0 {
      let mean = sums[index] / weights[index]
      within += max(0, squares[index] - mean * sums[index])
      sums[index] = origins[index] + mean
    }
    return SizeTable(centers: sums, weights: weights, withinSquares: within, count: count)
  }

  /// Weighted medians: where half of the weight is reached, or midway when it is reached exactly.
  private func medianTable(_ multiplicities: [Double]) -> SizeTable {
    var weights = [Double](repeating: 0, count: sizes.count)
    for cell in cells { weights[cell.size] += multiplicities[cell.cluster] * cell.weight }
    var centers = [Double](repeating: 0, count: sizes.count)
    var place = 0
    for size in sizes.indices {
      let half = 0.5 * weights[size]
      var reached = 0.0
      var (lower, upper) = (Double?.none, Double?.none)
      while place < cells.count, cells[place].size == size {
        reached += multiplicities[cells[place].cluster] * cells[place].weight
        if lower == nil, reached > 0, reached >= half * (1 - 1e-12) { lower = cells[place].value }
        if upper == nil, reached > half * (1 + 1e-12) { upper = cells[place].value }
        place += 1
      }
      if let lower, let upper { centers[size] = 0.5 * (lower + upper) }
    }
    return SizeTable(
      centers: centers, weights: weights, withinSquares: 0,
      count: Double(weights.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }))
  }
}
