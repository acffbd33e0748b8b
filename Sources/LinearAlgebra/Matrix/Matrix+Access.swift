extension Matrix {
  /// A column, from 0, without copying it.
  ///
  /// - Throws: `indexOutOfRange`.
  public func column(_ index: Int) throws(LinearAlgebraError) -> ArraySlice<Double> {
    guard index >= 0, index < columns else { throw .indexOutOfRange(index: index, count: columns) }
    return storage[index * rows..<(index + 1) * rows]
  }

  /// A copy of a row, from 0.
  ///
  /// - Throws: `indexOutOfRange`.
  public func row(_ index: Int) throws(LinearAlgebraError) -> [Double] {
    guard index >= 0, index < rows else { throw .indexOutOfRange(index: index, count: rows) }
    return (0..<columns).map { storage[index + rows * $0] }
  }

  /// The elements with equal row and column number.
  public var diagonal: [Double] { (0..<min(rows, columns)).map { storage[$0 * (rows + 1)] } }

  /// A matrix of the listed columns in that order; a column may be listed more than once.
  ///
  /// - Throws: `indexOutOfRange` or `invalidSize`.
  public func selecting(columns indices: [Int]) throws(LinearAlgebraError) -> Matrix {
    for index in indices where index < 0 || index >= columns {
      throw .indexOutOfRange(index: index, count: columns)
    }
    var selection = try Matrix(rows: rows, columns: indices.count)
    for (position, index) in indices.enumerated() {
      let source = index * rows..<(index + 1) * rows
      selection.storage.replaceSubrange(position * rows..<(position + 1) * rows, with: storage[source])
    }
    return selection
  }

  /// A matrix of the listed rows in that order; a row may be listed more than once.
  ///
  /// - Throws: `indexOutOfRange` or `invalidSize`.
  public func selecting(rows indices: [Int]) throws(LinearAlgebraError) -> Matrix {
    for index in indices where index < 0 || index >= rows {
      throw .indexOutOfRange(index: index, count: rows)
    }
    var selection = try Matrix(rows: indices.count, columns: columns)
    for column in 0..<columns {
      for (position, index) in indices.enumerated() {
        selection.storage[position + indices.count * column] = storage[index + rows * column]
      }
    }
    return selection
  }

  /// A transposed copy; products take `transposing` instead and need no copy.
  public func transposed() -> Matrix {
    var transposed: [Double] = []
    transposed.reserveCapacity(storage.count)
    for row in 0..<rows {
      for column in 0..<columns { transposed.append(storage[row + rows * column]) }
    }
    return Matrix(uncheckedRows: columns, columns: rows, elements: transposed)
  }

  /// Lends the elements, column after column, to `body`; the pointer must not outlive the call.
  @inlinable
  public func withUnsafeElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeBufferPointer(body)
  }

  /// Lends the elements for changing; storage that is shared with another matrix is copied first.
  public mutating func withUnsafeMutableElements<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeMutableBufferPointer { buffer throws(Failure) in try body(buffer) }
  }
}

extension Matrix {
  /// Sets everything below (`.upper`) or above (`.lower`) the diagonal to 0.
  mutating func keepTriangle(_ triangle: Triangle) {
    let (rows, columns) = (rows, columns)
    withUnsafeMutableElements { elements in
      for column in 0..<columns {
        let outside = triangle == .upper ? min(column + 1, rows)..<rows : 0..<min(column, rows)
        for row in outside { elements[row + rows * column] = 0 }
      }
    }
  }

  /// Copies one triangle of a square matrix over the other.
  mutating func mirror(_ triangle: Triangle) {
    let order = rows
    withUnsafeMutableElements { elements in
      for column in 0..<order {
        for row in 0..<column {
          let (upper, lower) = (row + order * column, column + order * row)
          elements[triangle == .upper ? lower : upper] = elements[triangle == .upper ? upper : lower]
        }
      }
    }
  }

  /// The first `count` rows.
  func prefix(rows count: Int) -> Matrix {
    guard count < rows else { return self }
    var kept: [Double] = []
    kept.reserveCapacity(count * columns)
    for column in 0..<columns { kept.append(contentsOf: storage[column * rows..<column * rows + count]) }
    return Matrix(uncheckedRows: count, columns: columns, elements: kept)
  }
}

/// Which half of a square matrix, diagonal included.
public enum Triangle: Sendable {
  /// On and above the diagonal.
  case upper
  /// On and below the diagonal.
  case lower

  var option: CChar { CChar(option: self == .upper ? "U" : "L") }
}
