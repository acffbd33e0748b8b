/// The best segmentations for all penalties of a range.
///
/// Source: Haynes, Eckley and Fearnhead, "Computationally efficient changepoint detection for a range of
/// penalties" (CROPS), J. Comput. Graph. Stat. 26 (2017).
public struct PenaltyPath: Codable, Hashable, Sendable {
  /// A segmentation and the penalties for which it is best.
  public struct Entry: Codable, Hashable, Sendable {
    /// Least penalty; the range starts here for the first entry.
    public var leastPenalty: Double
    /// Largest penalty, where the next entry takes over.
    public var largestPenalty: Double
    /// The segmentation.
    public var segmentation: Segmentation
  }

  /// From many changes to few.
  public var entries: [Entry]

  /// Finds all best segmentations between two penalties.
  ///
  /// - Parameters:
  ///   - penalties: Range of the penalty for each change.
  ///   - search: The best segmentation for a penalty, such as ``functionalPruning(_:penalty:)``.
  /// - Complexity: About two searches for each segmentation found.
  public init(
    _ penalties: ClosedRange<Double>, search: (Double) throws(StatisticsError) -> Segmentation
  ) throws(StatisticsError) {
    try requirePenalty(penalties.lowerBound)
    try requirePenalty(penalties.upperBound)
    let most = try search(penalties.lowerBound)
    let fewest = try search(penalties.upperBound)
    var found = [most.changes.count: most]
    found[fewest.changes.count] = fewest
    var gaps = [(most, fewest)]
    while let (many, few) = gaps.popLast() {
      let steps = many.changes.count - few.changes.count
      if steps <= 1 { continue }
      let penalty = (few.cost - many.cost) / Double(steps)
      let between = try search(min(max(penalty, penalties.lowerBound), penalties.upperBound))
      if found[between.changes.count] == nil {
        found[between.changes.count] = between
        gaps += [(many, between), (between, few)]
      }
    }
    entries = Self.hull(found, penalties)
  }

  /// Segmentations that are best somewhere, with the penalties where they hand over.
  private static func hull(_ found: [Int: Segmentation], _ penalties: ClosedRange<Double>) -> [Entry] {
    var entries: [Entry] = []
    for count in found.keys.sorted(by: >) {
      guard let next = found[count] else { continue }
      while let last = entries.last {
        let steps = Double(last.segmentation.changes.count - count)
        let penalty = (next.cost - last.segmentation.cost) / steps
        if penalty > last.leastPenalty || entries.count == 1 {
          entries[entries.count - 1].largestPenalty = max(penalty, last.leastPenalty)
          break
        }
        entries.removeLast()
      }
      let start = entries.last?.largestPenalty ?? penalties.lowerBound
      entries.append(
        Entry(leastPenalty: start, largestPenalty: penalties.upperBound, segmentation: next))
    }
    return entries
  }

  /// The segmentation after which further changes bring little: the point of the curve of cost against
  /// number of changes that lies farthest below the line between its ends (Lavielle 2005, in the form of
  /// Haynes, Eckley and Fearnhead 2017).
  public var elbow: Entry? {
    guard let first = entries.first, let last = entries.last, entries.count > 2 else { return entries.last }
    let width = Double(first.segmentation.changes.count - last.segmentation.changes.count)
    let height = last.segmentation.cost - first.segmentation.cost
    func depth(_ entry: Entry) -> Double {
      let x = Double(entry.segmentation.changes.count - last.segmentation.changes.count) / width
      return 1 - x - (entry.segmentation.cost - first.segmentation.cost) / height
    }
    // The last of equals: fewer changes.
    return entries.max { depth($0) <= depth($1) ? true : false }
  }
}
