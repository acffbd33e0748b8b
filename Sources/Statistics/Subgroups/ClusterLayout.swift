/// Values that lie in clusters one after the other, in order of time where that is known.
///
/// What a method may rearrange follows from it: clusters of a stratum among each other, in blocks of neighbours
/// that depend on each other, and values inside of a cluster by turning it round.
public struct ClusterLayout: Hashable, Sendable {
  /// Cluster c holds the positions from the c-th bound to before the next.
  public let bounds: [Int]
  /// Stratum of each cluster, such as its run; clusters of a stratum follow each other.
  public let strata: [Int]
  /// Neighbouring clusters that depend on each other.
  public var blockLength: Int

  /// Lays out clusters.
  ///
  /// - Parameters:
  ///   - labels: Cluster of each value; values of a cluster lie next to each other.
  ///   - strata: Stratum of each value, constant in clusters; `nil` for one stratum.
  ///   - blockLength: Neighbouring clusters that depend on each other, at least 1.
  /// - Throws: ``StatisticsError``: no value, lists of unequal lengths, a cluster in two places or strata, or a
  ///   stratum in two places.
  public init(labels: [Int], strata: [Int]? = nil, blockLength: Int = 1) throws(StatisticsError) {
    if labels.isEmpty { throw .emptySample }
    if let strata, strata.count != labels.count {
      throw .lengthMismatch(expected: labels.count, found: strata.count)
    }
    if blockLength < 1 {
      throw .outOfRange(parameter: "block length", value: Double(blockLength), range: "[1, ∞)")
    }
    var bounds = [0]
    var clusterStrata = [strata?[0] ?? 0]
    var (clusters, closed): (Set<Int>, Set<Int>) = ([labels[0]], [])
    for index in labels.indices.dropFirst() {
      let stratum = strata?[index] ?? 0
      let last = clusterStrata[clusterStrata.count - 1]
      if labels[index] == labels[index - 1] {
        if stratum != last {
          throw .outOfRange(parameter: "number of strata in cluster \(labels[index])", value: 2, range: "[1, 1]")
        }
        continue
      }
      if !clusters.insert(labels[index]).inserted {
        throw .outOfRange(parameter: "number of places of cluster \(labels[index])", value: 2, range: "[1, 1]")
      }
      if stratum != last {
        closed.insert(last)
        if closed.contains(stratum) {
          throw .outOfRange(parameter: "number of places of stratum \(stratum)", value: 2, range: "[1, 1]")
        }
      }
      bounds.append(index)
      clusterStrata.append(stratum)
    }
    self.bounds = bounds + [labels.count]
    self.strata = clusterStrata
    self.blockLength = blockLength
  }

  init(bounds: [Int], strata: [Int], blockLength: Int) {
    self.bounds = bounds
    self.strata = strata
    self.blockLength = blockLength
  }

  /// Number of values.
  public var count: Int { bounds[bounds.count - 1] }
  /// Number of clusters.
  public var clusterCount: Int { strata.count }

  /// Positions of a cluster.
  public func positions(of cluster: Int) -> Range<Int> { bounds[cluster]..<bounds[cluster + 1] }

  /// Cluster of each position.
  public var clusterOfPosition: [Int] {
    (0..<clusterCount).flatMap { [Int](repeating: $0, count: bounds[$0 + 1] - bounds[$0]) }
  }

  /// The same clusters in one stratum.
  public var unstratified: ClusterLayout {
    ClusterLayout(bounds: bounds, strata: strata.map { _ in 0 }, blockLength: blockLength)
  }

  /// For each cluster the number of its block of dependent neighbours; blocks end with their stratum.
  public var blockOfCluster: [Int] {
    var (block, filled) = (0, 0)
    return strata.indices.map { cluster in
      if cluster > 0, filled == blockLength || strata[cluster] != strata[cluster - 1] {
        block += 1
        filled = 0
      }
      filled += 1
      return block
    }
  }

  /// Clusters of each stratum.
  var stratumRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    var first = 0
    for cluster in 1...clusterCount where cluster == clusterCount || strata[cluster] != strata[first] {
      ranges.append(first..<cluster)
      first = cluster
    }
    return ranges
  }

  /// The layout of some of the positions; clusters that lose all of theirs vanish. `nil` for no position.
  ///
  /// - Parameter kept: Ascending positions.
  public func selecting(_ kept: [Int]) -> ClusterLayout? {
    if kept.isEmpty { return nil }
    var (bounds, strata): ([Int], [Int]) = ([], [])
    var (cluster, previous) = (0, -1)
    for (place, position) in kept.enumerated() {
      while position >= self.bounds[cluster + 1] { cluster += 1 }
      if cluster == previous { continue }
      bounds.append(place)
      strata.append(self.strata[cluster])
      previous = cluster
    }
    return ClusterLayout(bounds: bounds + [kept.count], strata: strata, blockLength: blockLength)
  }
}

/// Random orders of clusters that keep dependent neighbours together.
struct ClusterShuffle {
  private let ranges: [Range<Int>]
  private let blockLength: Int
  /// The cluster that comes to each place.
  private(set) var order: [Int]

  init(_ layout: ClusterLayout) {
    ranges = layout.stratumRanges
    blockLength = layout.blockLength
    order = Array(0..<layout.clusterCount)
  }

  /// Draws an order: each stratum is closed to a circle, cut in blocks from a random place on, and the blocks are
  /// put in random order.
  mutating func draw(using generator: inout Xoshiro256PlusPlus) {
    for range in ranges where range.count > 1 {
      if blockLength == 1 {
        var last = range.upperBound - 1
        while last > range.lowerBound {
          order.swapAt(last, range.lowerBound + generator.index(below: last - range.lowerBound + 1))
          last -= 1
        }
        continue
      }
      let offset = generator.index(below: range.count)
      var blocks = Array(stride(from: 0, to: range.count, by: blockLength))
      generator.shuffle(&blocks)
      // The circle is turned once more, so that no place is special.
      let turn = generator.index(below: range.count)
      var place = 0
      for block in blocks {
        for step in block..<min(block + blockLength, range.count) {
          order[range.lowerBound + (place + turn) % range.count] =
            range.lowerBound + (offset + step) % range.count
          place += 1
        }
      }
    }
  }
}
