/// Householder QR with column pivoting in 106-bit arithmetic, applied to a right-hand side on the way.
///
/// O(m p²) as in double, at some twenty times its cost. Columns are expected to be scaled to norms near 1.
struct DoubleDoubleQR {
  /// Column k of R belongs to column `permutation[k]` of the design.
  private(set) var permutation: [Int]
  /// R in the first p columns, Qᵀ y in the last; what stands below the diagonal of R is of no meaning.
  private var work: DoubleDoubleColumns
  private let order: Int

  /// Factorises the first `order` columns of `work`; its last column is the right-hand side.
  init(_ work: DoubleDoubleColumns, order: Int) {
    permutation = Array(0..<order)
    self.work = work
    self.order = order
    for step in 0..<min(order, work.rows) where !eliminate(step) { break }
  }

  /// R, with rows of zeros when there were fewer rows than columns.
  var factor: DoubleDoubleTriangle {
    DoubleDoubleTriangle(order: order) { row, column in row < work.rows ? work[row, column] : .zero }
  }

  /// The first elements of Qᵀ y, as many as R has rows. There must be as many.
  var projected: [DoubleDouble] { (0..<order).map { work[$0, order] } }

  /// One step: brings the largest remaining column to the front and reflects it onto the diagonal.
  ///
  /// - Returns: whether anything but zeros was left.
  private mutating func eliminate(_ step: Int) -> Bool {
    let squares = (step..<order).map { work.sumOfSquares(column: $0, from: step) }
    let largest = squares.indices.max { squares[$0] < squares[$1] } ?? 0
    work.exchange(step, step + largest)
    permutation.swapAt(step, step + largest)
    var reflector = work.reflector(column: step, from: step)
    let norm = reflector.dot(reflector, column: 0, from: step).squareRoot
    guard norm > .zero else { return false }
    // The sign avoids cancellation; with it, half the squared length of the reflector is norm (norm + |head|).
    let head = reflector[step, 0]
    let target = head < .zero ? norm : -norm
    reflector[step, 0] = head - target
    let halfSquare = norm * (norm + head.magnitude)
    for column in step + 1...order {
      let factor = work.dot(reflector, column: column, from: step) / halfSquare
      work.add(-factor, reflector, to: column, from: step)
    }
    work[step, step] = target
    return true
  }
}

/// An upper triangular matrix of double-double numbers.
struct DoubleDoubleTriangle: Sendable {
  let order: Int
  private var elements: [DoubleDouble]

  /// Takes the elements on and above the diagonal.
  init(order: Int, element: (_ row: Int, _ column: Int) -> DoubleDouble) {
    self.order = order
    elements = []
    elements.reserveCapacity(order * order)
    for column in 0..<order {
      for row in 0..<order { elements.append(row <= column ? element(row, column) : .zero) }
    }
  }

  /// The matrix rounded to doubles.
  var rounded: Matrix { Matrix(uncheckedRows: order, columns: order, elements: elements.map(Double.init)) }

  /// The solution z of R z = b. The diagonal must not hold a 0.
  func solve(_ rightHandSide: [DoubleDouble]) -> [DoubleDouble] {
    var solution = rightHandSide
    for column in (0..<order).reversed() where solution[column] != .zero {
      solution[column] /= elements[column + order * column]
      for row in 0..<column { solution[row] -= elements[row + order * column] * solution[column] }
    }
    return solution
  }

  /// (RᵀR)⁻¹ = R⁻¹ R⁻ᵀ, rounded. The diagonal must not hold a 0.
  func inverseOfGram() -> [[Double]] {
    let inverse = (0..<order).map { column in solve((0..<order).map { $0 == column ? 1 : .zero }) }
    return (0..<order).map { row in
      (0..<order).map { column in
        let common = max(row, column)..<order
        return Double(common.reduce(DoubleDouble.zero) { $0 + inverse[$1][row] * inverse[$1][column] })
      }
    }
  }
}
