/// Columns of double-double numbers whose length is padded with zeros to a multiple of four.
struct DoubleDoubleColumns {
  let rows: Int
  let stride: Int
  private(set) var high: [Double]
  private(set) var low: [Double]

  init(rows: Int, columns: Int) {
    self.rows = rows
    stride = (rows + 3) & ~3
    high = [Double](repeating: 0, count: stride * columns)
    low = high
  }

  subscript(row: Int, column: Int) -> DoubleDouble {
    get {
      DoubleDouble(normalizedHigh: high[row + stride * column], low: low[row + stride * column])
    }
    set {
      high[row + stride * column] = newValue.high
      low[row + stride * column] = newValue.low
    }
  }

  /// Sets a column to values times 2 to minus `exponent`, which must be within ±1000.
  mutating func set(
    column: Int, high values: ArraySlice<Double>, low rests: ArraySlice<Double>?, exponent: Int
  ) {
    for (row, value) in values.enumerated() { high[row + stride * column] = value }
    for (row, rest) in (rests ?? []).enumerated() { low[row + stride * column] = rest }
    scale(column: column, exponent: exponent)
  }

  /// Divides a column by 2 to `exponent`, which must be within ±1000.
  mutating func scale(column: Int, exponent: Int) {
    let scale = scaled(1, by: -exponent)
    for place in stride * column..<stride * (column + 1) {
      high[place] *= scale
      low[place] *= scale
    }
  }

  /// The sum of squares of the high parts of a column from a row on.
  func sumOfSquares(column: Int, from first: Int) -> Double {
    high[(first + stride * column)..<(rows + stride * column)].reduce(0) { $0.addingProduct($1, $1) }
  }

  mutating func exchange(_ first: Int, _ second: Int) {
    guard first != second else { return }
    for row in 0..<rows {
      high.swapAt(row + stride * first, row + stride * second)
      low.swapAt(row + stride * first, row + stride * second)
    }
  }

  /// A copy of one column with zeros above row `first`.
  func reflector(column: Int, from first: Int) -> DoubleDoubleColumns {
    var copy = DoubleDoubleColumns(rows: rows, columns: 1)
    for row in first..<rows { copy[row, 0] = self[row, column] }
    return copy
  }

  /// The inner product of a single column with one of these, over rows from `first` on, where the single one is 0
  /// above.
  func dot(_ single: DoubleDoubleColumns, column: Int, from first: Int) -> DoubleDouble {
    var sum = DoubleDoubleLanes.zero
    withLanes { own in
      single.withLanes { other in
        for group in first / 4..<stride / 4 {
          sum = sum + other(group) * own(group + stride / 4 * column)
        }
      }
    }
    return sum.total
  }

  /// Adds a multiple of a single column to one of these, over rows from `first` on.
  mutating func add(_ factor: DoubleDouble, _ single: DoubleDoubleColumns, to column: Int, from first: Int) {
    let factor = DoubleDoubleLanes(repeating: factor)
    let stride = stride
    single.withLanes { other in
      high.withUnsafeMutableBytes { high in
        low.withUnsafeMutableBytes { low in
          for group in first / 4..<stride / 4 {
            let offset = 8 * (4 * group + stride * column)
            let own = DoubleDoubleLanes(
              high: high.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self),
              low: low.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self))
            let sum = own + factor * other(group)
            high.storeBytes(of: sum.high, toByteOffset: offset, as: SIMD4<Double>.self)
            low.storeBytes(of: sum.low, toByteOffset: offset, as: SIMD4<Double>.self)
          }
        }
      }
    }
  }

  /// Lends access to the numbers in groups of four.
  @inline(__always)
  private func withLanes(_ body: ((Int) -> DoubleDoubleLanes) -> Void) {
    high.withUnsafeBytes { high in
      low.withUnsafeBytes { low in
        body { group in
          DoubleDoubleLanes(
            high: high.loadUnaligned(fromByteOffset: 32 * group, as: SIMD4<Double>.self),
            low: low.loadUnaligned(fromByteOffset: 32 * group, as: SIMD4<Double>.self))
        }
      }
    }
  }
}
