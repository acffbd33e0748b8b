/// Maximum likelihood of a number of components from several starts that depend on the data alone.
enum MixtureSearch {
  /// The best fit with one component more than `smaller`, or of one component.
  static func fit(_ data: MixturePoints, after smaller: NormalComponents?) -> NormalComponents {
    guard let smaller else {
      var one = moments(data, 0..<data.points.count)
      one.improve(on: data, steps: 2, tolerance: 0)
      return one
    }
    let count = smaller.count + 1
    var starts = smaller.means.indices.map { split(smaller, $0) }
    starts.append(joined(equalParts(data, count).map { moments(data, $0) }))
    starts.append(joined(variancePartition(data, count).map { moments(data, $0) }))
    let tried = starts.map { start in
      var fit = start
      fit.improve(on: data, steps: 40, tolerance: 1e-3)
      return fit
    }
    var best = tried[0]
    for fit in tried where fit.logLikelihood > best.logLikelihood { best = fit }
    return refined(best, data)
  }

  /// Raises the likelihood to its local maximum.
  static func refined(_ start: NormalComponents, _ data: MixturePoints) -> NormalComponents {
    var fit = start
    fit.improve(on: data, steps: 2000, tolerance: 1e-7 * max(1, data.total / 100))
    fit.logLikelihood = fit.logLikelihood(on: data)
    return fit.ordered
  }

  private static func split(_ smaller: NormalComponents, _ index: Int) -> NormalComponents {
    var start = smaller
    let (mean, deviation) = (smaller.means[index], smaller.deviations[index])
    start.shares[index] /= 2
    start.means[index] = mean - 0.7 * deviation
    start.deviations[index] = 0.7 * deviation
    start.shares.append(start.shares[index])
    start.means.append(mean + 0.7 * deviation)
    start.deviations.append(0.7 * deviation)
    start.logLikelihood = -.infinity
    return start
  }

  private static func joined(_ parts: [NormalComponents]) -> NormalComponents {
    NormalComponents(
      shares: parts.flatMap(\.shares), means: parts.flatMap(\.means), deviations: parts.flatMap(\.deviations))
  }

  /// One component with the moments of a range of points and its share of all.
  private static func moments(_ data: MixturePoints, _ range: Range<Int>) -> NormalComponents {
    var (mass, mean) = (0.0, 0.0)
    for index in range {
      mass += data.weights[index]
      mean += data.weights[index] * data.points[index]
    }
    mean /= mass
    var square = 0.0
    for index in range {
      square += data.weights[index] * (data.points[index] - mean) * (data.points[index] - mean)
    }
    return NormalComponents(
      shares: [mass / data.total], means: [mean], deviations: [max(data.floor, (square / mass).squareRoot())])
  }

  /// Ranges of about equal weight.
  private static func equalParts(_ data: MixturePoints, _ count: Int) -> [Range<Int>] {
    var (ranges, start, sum): ([Range<Int>], Int, Double) = ([], 0, 0)
    for index in data.points.indices {
      sum += data.weights[index]
      let isFull = sum >= data.total * Double(ranges.count + 1) / Double(count)
      if isFull, ranges.count < count - 1, index + 1 < data.points.count {
        ranges.append(start..<(index + 1))
        start = index + 1
      }
    }
    ranges.append(start..<data.points.count)
    return padded(ranges, to: count)
  }

  /// Ranges from cutting again and again where the sum of squares falls most.
  private static func variancePartition(_ data: MixturePoints, _ count: Int) -> [Range<Int>] {
    var ranges = [0..<data.points.count]
    while ranges.count < count {
      let cuts = ranges.map { bestCut(data, $0) }
      guard let chosen = cuts.indices.max(by: { cuts[$0].gain < cuts[$1].gain }), cuts[chosen].gain > 0
      else { break }
      let range = ranges[chosen]
      ranges[chosen] = range.lowerBound..<cuts[chosen].position
      ranges.insert(cuts[chosen].position..<range.upperBound, at: chosen + 1)
    }
    return padded(ranges, to: count)
  }

  /// Fewer points than components: the last range is used again.
  private static func padded(_ ranges: [Range<Int>], to count: Int) -> [Range<Int>] {
    ranges + Array(repeating: ranges[ranges.count - 1], count: count - ranges.count)
  }

  private static func bestCut(_ data: MixturePoints, _ range: Range<Int>) -> (position: Int, gain: Double) {
    var (mass, sum) = (0.0, 0.0)
    for index in range {
      mass += data.weights[index]
      sum += data.weights[index] * data.points[index]
    }
    var (leftMass, leftSum) = (0.0, 0.0)
    var best = (position: range.lowerBound, gain: 0.0)
    for index in range.dropLast() {
      leftMass += data.weights[index]
      leftSum += data.weights[index] * data.points[index]
      let difference = leftSum / leftMass - (sum - leftSum) / (mass - leftMass)
      let gain = leftMass * (mass - leftMass) / mass * difference * difference
      if gain > best.gain { best = (index + 1, gain) }
    }
    return best
  }
}
