extension SortedSample {
  /// The mean of what is left when a share of the values is cut off at each end.
  ///
  /// The number cut at each end is the whole part of `share` · n, as in R; from ½ on it is the median.
  /// - Parameter share: In [0, ½].
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(n).
  public func trimmedMean(share: Double) throws(StatisticsError) -> Double {
    let cut = try cutCount(share)
    if 2 * cut >= count { return median }
    return try mean(Array(values[cut..<(count - cut)]))
  }

  /// The variance, n − 1 in the denominator, when a share of the values at each end is replaced by the
  /// nearest value that stays.
  ///
  /// Source: Wilcox, Introduction to Robust Estimation and Hypothesis Testing (2017) 3.3.2; the standard
  /// error of the trimmed mean is its root over (1 − 2 share) √n.
  /// - Parameter share: In [0, ½).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``, or
  ///   ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two values.
  /// - Complexity: O(n).
  public func winsorizedVariance(share: Double) throws(StatisticsError) -> Double {
    let cut = min(try cutCount(share), (count - 1) / 2)
    let (low, high) = (values[cut], values[count - 1 - cut])
    return try variance(values.map { min(max($0, low), high) })
  }

  private func cutCount(_ share: Double) throws(StatisticsError) -> Int {
    if !(share >= 0 && share <= 0.5) {
      throw .outOfRange(parameter: "share", value: share, range: "[0, 0.5]")
    }
    return Int(share * Double(count))
  }
}
