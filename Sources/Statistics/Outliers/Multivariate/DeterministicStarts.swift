internal import LinearAlgebra

/// Six robust guesses of a covariance that need no chance.
///
/// Source: Hubert, Rousseeuw and Verdonck, "A deterministic algorithm for robust location and scatter", J. Comput.
/// Graph. Stat. 21 (2012), section 2.
struct DeterministicStarts {
  let rows: Matrix

  /// The starts that exist for these rows.
  func maps(_ search: SubsetSearch) throws(StatisticsError) -> [WhiteningMap] {
    let ranks = try columns { (values) throws(StatisticsError) in averageRanks(values) }
    let n = Double(rows.rows)
    let scores = try columns(of: ranks) { (values) throws(StatisticsError) in
      values.map { Normal.quantile(($0 - 1 / 3) / (n + 1 / 3)) }
    }
    let shrunk = try columns { (values) throws(StatisticsError) in
      // tanh
      values.map { 1 - 2 / (exponential(2 * $0) + 1) }
    }
    var guesses: [Matrix] = []
    for transformed in [shrunk, ranks, scores] { guesses.append(try correlation(transformed)) }
    guesses.append(try signCovariance())
    guesses.append(try search.moments(innermost()).covariance)
    guesses.append(try pairwiseScales())
    var maps: [WhiteningMap] = []
    for guess in guesses {
      if let map = try map(guess) { maps.append(map) }
    }
    return maps
  }

  /// Keeps the directions of a guess and estimates the spread along them, and the location, robustly.
  private func map(_ guess: Matrix) throws(StatisticsError) -> WhiteningMap? {
    let directions = try solving("A start") { () throws(LinearAlgebraError) in
      try SymmetricEigendecomposition(guess).vectors
    }
    let projected = try product(rows, directions)
    var spreads: [Double] = []
    for column in 0..<rows.columns { spreads.append(try sample(projected, column).robustScale()) }
    guard spreads.allSatisfy({ $0 > 0 }) else { return nil }
    func scaled(_ powers: [Double]) throws(StatisticsError) -> Matrix {
      try solving("A start") { () throws(LinearAlgebraError) in
        let diagonal = try Matrix.diagonal(powers)
        return try directions.multiplied(by: diagonal).multiplied(by: directions, transposing: .right)
      }
    }
    let spheres = try product(rows, scaled(spreads.map { 1 / $0 }))
    var medians: [Double] = []
    for column in 0..<rows.columns { medians.append(try sample(spheres, column).median) }
    let root = try scaled(spreads)
    return try solving("A start") { () throws(LinearAlgebraError) in
      WhiteningMap(
        location: try root.multiplied(by: medians),
        whitening: try directions.multiplied(by: Matrix.diagonal(spreads.map { 1 / $0 })))
    }
  }

  /// The covariance of the directions of the rows from the centre.
  private func signCovariance() throws(StatisticsError) -> Matrix {
    let lengths = squaredLengths().map { $0.squareRoot() }
    return try gram(
      columns { (values) throws(StatisticsError) in
        zip(values, lengths).map { $1 > 0 ? $0 / $1 : 0 }
      })
  }

  /// The half of the rows nearest to the centre.
  private func innermost() -> [Int] {
    let lengths = squaredLengths()
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    return order.prefix((rows.rows + 1) / 2).sorted()
  }

  /// Gnanadesikan and Kettenring's covariances, from robust scales of sums and differences.
  private func pairwiseScales() throws(StatisticsError) -> Matrix {
    let d = rows.columns
    var elements = [Double](repeating: 0, count: d * d)
    for first in 0..<d {
      elements[first * (d + 1)] = 1
      for second in 0..<first {
        let (x, y) = (try column(rows, first), try column(rows, second))
        let sum = try SortedSample(zip(x, y).map { $0 + $1 }).robustScale()
        let difference = try SortedSample(zip(x, y).map { $0 - $1 }).robustScale()
        let covariance = 0.25 * (sum * sum - difference * difference)
        elements[first + d * second] = covariance
        elements[second + d * first] = covariance
      }
    }
    return try matrix(elements, rows: d)
  }

  // MARK: - Columns

  private func squaredLengths() -> [Double] {
    var lengths = [Double](repeating: 0, count: rows.rows)
    rows.withUnsafeElements { elements in
      for (place, value) in elements.enumerated() { lengths[place % rows.rows] += value * value }
    }
    return lengths
  }

  private func columns(
    of source: Matrix? = nil, _ transform: ([Double]) throws(StatisticsError) -> [Double]
  ) throws(StatisticsError) -> Matrix {
    var elements: [Double] = []
    for index in 0..<rows.columns { elements += try transform(column(source ?? rows, index)) }
    return try matrix(elements, rows: rows.rows)
  }

  /// The correlations of columns.
  private func correlation(_ columns: Matrix) throws(StatisticsError) -> Matrix {
    let standardized = try self.columns(of: columns) { (values) throws(StatisticsError) in
      let center = try mean(values)
      let length = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }.squareRoot()
      return values.map { length > 0 ? ($0 - center) / length : 0 }
    }
    return try gram(standardized)
  }

  private func column(_ matrix: Matrix, _ index: Int) throws(StatisticsError) -> [Double] {
    try solving("A column") { () throws(LinearAlgebraError) in Array(try matrix.column(index)) }
  }

  private func sample(_ matrix: Matrix, _ index: Int) throws(StatisticsError) -> SortedSample {
    try SortedSample(column(matrix, index))
  }

  private func matrix(_ elements: [Double], rows: Int) throws(StatisticsError) -> Matrix {
    try solving("A start") { () throws(LinearAlgebraError) in
      try Matrix(rows: rows, columns: self.rows.columns, columnMajor: elements)
    }
  }

  private func product(_ left: Matrix, _ right: Matrix) throws(StatisticsError) -> Matrix {
    try solving("A start") { () throws(LinearAlgebraError) in try left.multiplied(by: right) }
  }

  private func gram(_ matrix: Matrix) throws(StatisticsError) -> Matrix {
    try solving("A start") { () throws(LinearAlgebraError) in try matrix.gram() }
  }
}

/// Ranks from 1 in the order of the values, ties sharing the mean of their ranks.
func averageRanks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  let ranks = midRanks(ascending: order.map { values[$0] })
  var result = ranks
  for (place, index) in order.enumerated() { result[index] = ranks[place] }
  return result
}
