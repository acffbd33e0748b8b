/// Changes that several series share, each with the series that take part.
///
/// A date pays a price once and a further price for each series that takes part; series that gain less than
/// theirs stay out. So many small shifts on one day are seen that no series shows by itself, while one series
/// alone needs a shift of its own.
/// Source: the penalised subset cost of Tickle, Eckley and Fearnhead, Biometrika 108 (2021), searched by division
/// of the longest part first and a second look at each date between its neighbours.
public struct GroupChanges: Codable, Hashable, Sendable {
  /// A date and who takes part.
  public struct Change: Codable, Hashable, Sendable {
    /// First index of the new level.
    public var index: Int
    /// Series that change, ascending.
    public var members: [Int]
    /// Shift of each member, in its unit.
    public var shifts: [Double]
    /// What the date gains over its price, in units of the noise.
    public var gain: Double
  }

  /// In order of time.
  public var changes: [Change]
  /// Price of a date.
  public var pricePerDate: Double
  /// Price of a member.
  public var pricePerMember: Double

  /// Searches series of one length.
  ///
  /// - Parameters:
  ///   - series: Finite values, one list each.
  ///   - longRunVariances: Of the noise of each series, above 0; `nil` finds them by ``detectChanges(in:options:)``
  ///     for each.
  ///   - minimumLength: Least number of values between changes.
  /// - Throws: ``StatisticsError``: empty, unequal lengths, not finite or a parameter out of range.
  /// - Complexity: O(series · n) for each change found; O(series · n) memory.
  public init(
    _ series: [[Double]], longRunVariances: [Double]? = nil, minimumLength: Int = 3
  ) throws(StatisticsError) {
    guard let first = series.first else { throw .tooFew(what: "series", found: 0, needed: 1) }
    for list in series where list.count != first.count {
      throw .lengthMismatch(expected: first.count, found: list.count)
    }
    if minimumLength < 1 {
      throw .outOfRange(parameter: "minimum length", value: Double(minimumLength), range: "[1, ∞)")
    }
    if let longRunVariances, longRunVariances.count != series.count {
      throw .lengthMismatch(expected: series.count, found: longRunVariances.count)
    }
    var sums: [RunningSums] = []
    var units: [Double] = []
    for (index, values) in series.enumerated() {
      let (centred, spread) = try CentredSeries.make(values)
      let variance: Double
      if let longRunVariances {
        variance = longRunVariances[index]
        try require(variance, "long-run variance", above: 0, below: .infinity)
      } else if spread == 0 {
        variance = 1
      } else {
        let report = try detectChanges(in: SampleSeries(values: values))
        variance = max(report.noise[0].longRunVariance, .leastNormalMagnitude)
      }
      let unit = variance.squareRoot()
      sums.append(RunningSums(centred.map { $0 / unit }))
      units.append(unit)
    }
    let n = first.count
    pricePerDate = 2 * logarithm(Double(max(n, 2)))
    // As Tickle, Eckley and Fearnhead: a member costs 2 ln p, so that noise of p series does not join.
    pricePerMember = 2 * logarithm(Double(max(series.count, 2)))
    let search = SharedSplit(
      sums: sums, perDate: pricePerDate, perMember: pricePerMember, minimumLength: minimumLength)
    var dates = search.divide(0..<n)
    for _ in 0..<5 {
      let polished = search.polished(dates, count: n)
      if polished == dates { break }
      dates = polished
    }
    let bounds = [0] + dates + [n]
    changes = dates.indices.map { index in
      let (low, date, high) = (bounds[index], bounds[index + 1], bounds[index + 2])
      let members = sums.indices.filter { search.gain($0, low, date, high) > search.perMember }
      let shifts = members.map { member in
        let sum = sums[member]
        return units[member]
          * (sum(date, high) / Double(high - date) - sum(low, date) / Double(date - low))
      }
      return Change(
        index: date, members: members, shifts: shifts,
        gain: search.gain(low, date, high) - search.perDate)
    }
  }
}

private struct SharedSplit {
  let sums: [RunningSums]
  let perDate: Double
  let perMember: Double
  let minimumLength: Int

  /// What a date gains in one series, in units of its noise.
  func gain(_ member: Int, _ low: Int, _ date: Int, _ high: Int) -> Double {
    let (before, after) = (Double(date - low), Double(high - date))
    let sum = sums[member]
    let shift = sum(date, high) / after - sum(low, date) / before
    return shift * shift * before * after / (before + after)
  }

  /// What a date gains in all series, members' prices paid.
  func gain(_ low: Int, _ date: Int, _ high: Int) -> Double {
    var total = 0.0
    for member in sums.indices { total += max(0, gain(member, low, date, high) - perMember) }
    return total
  }

  func best(_ low: Int, _ high: Int) -> (date: Int, gain: Double)? {
    var best: (date: Int, gain: Double)?
    for date in stride(from: low + minimumLength, through: high - minimumLength, by: 1) {
      let value = gain(low, date, high)
      if value > best?.gain ?? 0 { best = (date, value) }
    }
    return best
  }

  func divide(_ whole: Range<Int>) -> [Int] {
    var parts = [whole]
    var dates: [Int] = []
    while let part = parts.popLast() {
      guard let split = best(part.lowerBound, part.upperBound), split.gain > perDate else { continue }
      dates.append(split.date)
      parts += [part.lowerBound..<split.date, split.date..<part.upperBound]
    }
    return dates.sorted()
  }

  /// Each date anew between its neighbours; dates that no longer pay are dropped.
  func polished(_ dates: [Int], count: Int) -> [Int] {
    var result: [Int] = []
    for (index, _) in dates.enumerated() {
      let high = index + 1 < dates.count ? dates[index + 1] : count
      guard let split = best(result.last ?? 0, high), split.gain > perDate else { continue }
      result.append(split.date)
    }
    return result
  }
}
