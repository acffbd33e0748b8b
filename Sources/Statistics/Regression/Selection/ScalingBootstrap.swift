public import LinearAlgebra

/// The whole choice of a curve, done again on resampled clusters.
///
/// Clusters are drawn with replacement among those that were measured at the same sizes, so that no size is lost
/// and crossed and nested designs both keep their form; without clusters, observations are drawn within sizes.
/// Source: Davison and Hinkley, Bootstrap Methods and their Application (1997) 3.8; Efron, "Estimation and
/// accuracy after model selection", J. Am. Stat. Assoc. 109 (2014).
public struct ScalingBootstrap: Hashable, Sendable {
  /// Number of replicates.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64

  /// Creates a bootstrap; equal seeds give equal results on any number of threads.
  public init(replicates: Int = 2000, seed: UInt64) {
    self.replicates = replicates
    self.seed = seed
  }

  private static let blockSize = 64

  /// Fits and chooses in every replicate.
  ///
  /// - Parameters:
  ///   - sample: The data.
  ///   - candidates: The curves to choose from.
  ///   - places: Sizes to predict at, positive; by default the measured ones.
  /// - Throws: ``StatisticsError``: no candidate can be fitted, a place that is not positive, fewer than two
  ///   replicates, or nothing to resample because every cluster is alone at its sizes.
  /// - Complexity: O(replicates · (n + candidates · sizes · 100)), on all processors.
  public func run(
    _ sample: ScalingSample, candidates: [ScalingCurve] = ScalingCurve.usual, places: [Double]? = nil
  ) throws -> ScalingReplicates {
    if replicates < 2 { throw StatisticsError.tooFew(what: "replicates", found: replicates, needed: 2) }
    let places = places ?? sample.sizes
    for place in places { try requirePositive(place, "place") }
    // Candidates that the data themselves refuse take no part.
    let selection = try sample.select(candidates)
    let kept = selection.candidates.indices.filter { selection.candidates[$0].fit != nil }
    let searches = try kept.map { try ScalingSearch(candidates[$0], sizes: sample.sizes) }
    let strata = sample.strata
    if strata.allSatisfy({ $0.count < 2 }) {
      throw StatisticsError.tooFew(what: "clusters at the same sizes", found: 1, needed: 2)
    }
    let (rows, columns) = (replicates, places.count)
    let streams = RandomStreams(seed: seed)
    let width = columns + sample.sizes.count + 1
    let elements = [Double](unsafeUninitializedCapacity: rows * width) { elements, initialised in
      // Threads share this memory, but the rows of a block belong to one of them.
      nonisolated(unsafe) let memory = elements
      let blocks = (rows + Self.blockSize - 1) / Self.blockSize
      Parallel.run(count: blocks) { lane in
        var multiplicities = [Double](repeating: 0, count: sample.unitCount)
        for block in lane {
          var generator = streams[UInt64(block)]
          for row in block * Self.blockSize..<min(rows, (block + 1) * Self.blockSize) {
            Self.draw(&multiplicities, strata, using: &generator)
            let table = sample.table(multiplicities)
            let (chosen, parameters) = Self.choose(searches, table)
            for (column, place) in places.enumerated() {
              let value = searches[chosen].curve.evaluate(place, parameters).value
              memory.initializeElement(at: row + rows * column, to: value)
            }
            for (index, center) in table.centers.enumerated() {
              memory.initializeElement(at: row + rows * (columns + index), to: center)
            }
            memory.initializeElement(at: row + rows * (width - 1), to: Double(kept[chosen]))
          }
        }
      }
      initialised = rows * width
    }
    return ScalingReplicates(
      candidates: candidates, places: places, sizes: sample.sizes,
      predictions: try Matrix(
        rows: rows, columns: columns, columnMajor: Array(elements[..<(rows * columns)])),
      centers: try Matrix(
        rows: rows, columns: sample.sizes.count,
        columnMajor: Array(elements[(rows * columns)..<(rows * (width - 1))])),
      chosen: elements[(rows * (width - 1))...].map { Int($0) },
      hasSingletons: strata.contains { $0.count < 2 })
  }

  /// How often each unit is drawn.
  private static func draw(
    _ multiplicities: inout [Double], _ strata: [[Int]], using generator: inout Xoshiro256PlusPlus
  ) {
    for index in multiplicities.indices { multiplicities[index] = 0 }
    for stratum in strata {
      for _ in stratum { multiplicities[stratum[generator.index(below: stratum.count)]] += 1 }
    }
  }

  /// The curve with the least criterion, and its parameters.
  private static func choose(
    _ searches: [ScalingSearch], _ table: SizeTable
  ) -> (index: Int, parameters: [Double]) {
    var (best, least, parameters) = (0, Double.infinity, [Double]())
    for (index, search) in searches.enumerated() {
      let solution = search.solve(table)
      let criterion = ScalingFit.correctedCriterion(
        squares: max(solution.squares, table.resolution), count: table.count,
        parameters: search.curve.parameterCount)
      if parameters.isEmpty || criterion < least {
        (best, least, parameters) = (index, criterion, solution.parameters)
      }
    }
    return (best, parameters)
  }
}

extension ScalingSample {
  /// Units that were measured at the same sizes.
  var strata: [[Int]] {
    var sizesOfUnit = [[Int]](repeating: [], count: unitCount)
    for cell in cells where sizesOfUnit[cell.cluster].last != cell.size {
      sizesOfUnit[cell.cluster].append(cell.size)
    }
    var units: [[Int]: [Int]] = [:]
    for (unit, sizes) in sizesOfUnit.enumerated() { units[sizes, default: []].append(unit) }
    return units.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }
}

/// What the replicates of a ``ScalingBootstrap`` chose and predict.
public struct ScalingReplicates: Sendable {
  /// The curves that could be chosen.
  public let candidates: [ScalingCurve]
  /// Sizes of the predictions.
  public let places: [Double]
  /// Measured sizes.
  public let sizes: [Double]
  /// The chosen curve of each replicate (row) at each place (column).
  public let predictions: Matrix
  /// Mean or median of each measured size (column) in each replicate (row).
  public let centers: Matrix
  /// Index into ``candidates`` of each replicate.
  public let chosen: [Int]
  /// Whether some clusters were alone at their sizes and so never changed: intervals are then too narrow.
  public let hasSingletons: Bool

  /// Share of the replicates that chose each candidate.
  public var shares: [Double] {
    candidates.indices.map { index in
      Double(chosen.reduce(0) { $0 + ($1 == index ? 1 : 0) }) / Double(chosen.count)
    }
  }

  /// Percentile intervals of the predictions, the choice of the curve included.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func intervals(level: Double = 0.95) throws -> [ConfidenceInterval] {
    try require(level, "level", above: 0, below: 1)
    return try places.indices.map { column in
      ClusterBootstrap.percentileInterval(Array(try predictions.column(column)), level: level)
    }
  }
}
