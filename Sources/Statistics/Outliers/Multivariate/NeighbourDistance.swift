internal import LinearAlgebra

/// The distance of each row to its k-th nearest among rows drawn at random, itself not counted.
struct NeighbourDistance {
  var referenceRows: Int
  /// k over the number of reference rows.
  var share: Double
  var seed: UInt64

  /// Rows of one product: a few hundred kilobytes of distances.
  private static let blockRows = 128

  func distances(_ rows: Matrix) throws(StatisticsError) -> [Double] {
    let n = rows.rows
    var generator = Xoshiro256PlusPlus(seed: seed)
    let drawn =
      n <= referenceRows ? Array(0..<n) : try generator.positions(referenceRows, below: n).sorted()
    let isDrawn = drawn.reduce(into: [Bool](repeating: false, count: n)) { $0[$1] = true }
    let rank = min(max(1, Int((share * Double(drawn.count)).rounded(.up))), drawn.count - 1)
    let reference = try select(rows, drawn)
    let lengths = Self.squaredLengths(reference)
    var distances: [Double] = []
    distances.reserveCapacity(n)
    for start in stride(from: 0, to: n, by: Self.blockRows) {
      let block = try select(rows, Array(start..<min(n, start + Self.blockRows)))
      let blockLengths = Self.squaredLengths(block)
      // Column j holds the products of the reference rows with row j of the block.
      var products = try solving("Distances") { () throws(LinearAlgebraError) in
        try reference.multiplied(by: block, transposing: .right)
      }
      let m = drawn.count
      products.withUnsafeMutableElements { products in
        for row in 0..<block.rows {
          let column = UnsafeMutableBufferPointer(rebasing: products[row * m..<(row + 1) * m])
          for place in 0..<m { column[place] = lengths[place] - 2 * column[place] }
          // A drawn row is at distance 0 of itself.
          let place = isDrawn[start + row] ? rank : rank - 1
          Selection.place(column, rank: place)
          distances.append(max(0, blockLengths[row] + column[place]).squareRoot())
        }
      }
    }
    return distances
  }

  private func select(_ rows: Matrix, _ indices: [Int]) throws(StatisticsError) -> Matrix {
    try solving("Reference rows") { () throws(LinearAlgebraError) in try rows.selecting(rows: indices) }
  }

  private static func squaredLengths(_ rows: Matrix) -> [Double] {
    var lengths = [Double](repeating: 0, count: rows.rows)
    for column in 0..<rows.columns {
      for row in 0..<rows.rows { lengths[row] += rows[row, column] * rows[row, column] }
    }
    return lengths
  }
}
