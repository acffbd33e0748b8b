extension Xoshiro256PlusPlus {
  /// Puts elements in random order, every order with equal probability (Fisher-Yates).
  ///
  /// The order for a seed is fixed here and not by the standard library, so it cannot change under us.
  /// - Complexity: O(n).
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    var last = elements.count - 1
    while last > 0 {
      elements.swapAt(last, index(below: last + 1))
      last -= 1
    }
  }

  /// Different positions below `bound` in random order, every choice and order with equal probability.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless 0 ≤ `count` ≤ `bound`.
  /// - Complexity: O(count) expected when few are wanted (Floyd's method, in Bentley, Communications of the
  ///   ACM 30, 1987), otherwise O(bound).
  public mutating func positions(_ count: Int, below bound: Int) throws(StatisticsError) -> [Int] {
    if bound < 0 {
      throw .outOfRange(parameter: "number of positions", value: Double(bound), range: "[0, ∞)")
    }
    if count < 0 || count > bound {
      throw .outOfRange(parameter: "positions wanted", value: Double(count), range: "[0, \(bound)]")
    }
    if count > bound / 8 {
      var all = Array(0..<bound)
      for first in 0..<count { all.swapAt(first, first + index(below: bound - first)) }
      return Array(all[0..<count])
    }
    var chosen = Set<Int>(minimumCapacity: count)
    var result: [Int] = []
    result.reserveCapacity(count)
    for last in (bound - count)..<bound {
      let candidate = index(below: last + 1)
      let position = chosen.contains(candidate) ? last : candidate
      chosen.insert(position)
      result.append(position)
    }
    shuffle(&result)
    return result
  }

  /// Counts of `trials` draws over categories.
  ///
  /// One conditional binomial law a category (Davis, Comput. Stat. Data Anal. 16, 1993).
  /// - Parameter weights: Proportional to the probabilities; finite, not negative, not all 0.
  /// - Throws: ``StatisticsError`` for an empty list, a weight that is not finite or below 0, a sum that is 0
  ///   or not finite, or a number of trials out of range.
  /// - Complexity: O(categories).
  public mutating func multinomial(trials: Int, weights: [Double]) throws(StatisticsError) -> [Int] {
    try requireCount(trials, "trials")
    try requireFinite(weights)
    for weight in weights where weight < 0 {
      throw .outOfRange(parameter: "weight", value: weight, range: "[0, ∞)")
    }
    // What is left after each category, summed from the end, so that the last share is exactly 1.
    var rest = [Double](repeating: 0, count: weights.count)
    var sum = 0.0
    for index in weights.indices.reversed() {
      sum += weights[index]
      rest[index] = sum
    }
    try requirePositive(sum, "sum of the weights")
    var left = trials
    var counts = [Int](repeating: 0, count: weights.count)
    for index in weights.indices where left > 0 && weights[index] > 0 {
      let law = try Binomial(trials: left, probability: min(1, weights[index] / rest[index]))
      counts[index] = law.sampler().draw(using: &self)
      left -= counts[index]
    }
    return counts
  }
}
