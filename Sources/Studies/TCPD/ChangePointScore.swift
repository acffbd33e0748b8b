/// How well change points agree with those of several annotators.
///
/// Source: van den Burg and Williams, "An evaluation of change point detection algorithms" (2020), section 3.
public struct ChangePointScore: Codable, Hashable, Sendable {
  /// Mean over the annotators of how well the segments cover theirs (Jaccard index, weighted by length).
  public var cover: Double
  /// Harmonic mean of precision against all annotators and mean recall of each, index 0 counted as found.
  public var f1: Double

  /// Scores change points.
  ///
  /// - Parameters:
  ///   - changes: First index of each segment but the first.
  ///   - annotations: The same of each annotator.
  ///   - count: Number of values.
  ///   - margin: Distance that still counts as found.
  public init(changes: [Int], annotations: [[Int]], count: Int, margin: Int = 5) {
    let found = Set(changes + [0])
    let truths = annotations.map { Set($0 + [0]) }
    let all = truths.reduce(into: Set<Int>()) { $0.formUnion($1) }
    let precision = Double(Self.matches(all, found, margin)) / Double(found.count)
    let recalls = truths.map { Double(Self.matches($0, found, margin)) / Double($0.count) }
    let recall = recalls.reduce(0, +) / Double(max(1, recalls.count))
    f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    let segments = Self.segments(changes, count)
    let covers = annotations.map { Self.cover(Self.segments($0, count), by: segments, count) }
    cover = covers.reduce(0, +) / Double(max(1, covers.count))
  }

  /// True points that have a found one within the margin, each found one used once.
  private static func matches(_ truth: Set<Int>, _ found: Set<Int>, _ margin: Int) -> Int {
    var left = found
    var count = 0
    for point in truth.sorted() {
      let near = left.filter { abs($0 - point) <= margin }
      if let best = near.min(by: { (abs($0 - point), $0) < (abs($1 - point), $1) }) {
        left.remove(best)
        count += 1
      }
    }
    return count
  }

  private static func segments(_ changes: [Int], _ count: Int) -> [Range<Int>] {
    let inner = Set(changes).filter { $0 > 0 && $0 < count }.sorted()
    return zip([0] + inner, inner + [count]).map { $0..<$1 }
  }

  private static func cover(_ truth: [Range<Int>], by segments: [Range<Int>], _ count: Int) -> Double {
    var sum = 0.0
    for range in truth {
      let best = segments.map { segment in
        let shared = max(
          0, min(range.upperBound, segment.upperBound) - max(range.lowerBound, segment.lowerBound))
        let joint = max(range.upperBound, segment.upperBound) - min(range.lowerBound, segment.lowerBound)
        return Double(shared) / Double(joint)
      }.max()
      sum += Double(range.count) * (best ?? 0)
    }
    return sum / Double(count)
  }
}
