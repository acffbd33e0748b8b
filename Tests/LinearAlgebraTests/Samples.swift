import Glibc
import LinearAlgebra

/// Reproducible numbers (SplitMix64).
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func word() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// Uniform between -1 and 1.
  mutating func number() -> Double { Double(word() >> 11) * 0x1p-52 - 1 }

  mutating func vector(_ count: Int) -> [Double] { (0..<count).map { _ in number() } }

  mutating func matrix(_ rows: Int, _ columns: Int) throws -> Matrix {
    try Matrix(rows: rows, columns: columns, columnMajor: vector(rows * columns))
  }
}

/// Matrices on which the laws are tested.
enum Structure: CaseIterable {
  case random, zeros, ones, repeatedColumns, hilbert, graded, huge, tiny

  func matrix(_ rows: Int, _ columns: Int) throws -> Matrix {
    var numbers = SeededNumbers(seed: UInt64(1000 * rows + columns))
    var matrix = try numbers.matrix(rows, columns)
    for column in 0..<columns {
      for row in 0..<rows {
        switch self {
        case .random: break
        case .zeros: matrix[row, column] = 0
        case .ones: matrix[row, column] = 1
        case .repeatedColumns: matrix[row, column] = matrix[row, column / 2]
        case .hilbert: matrix[row, column] = 1 / Double(row + column + 1)
        case .graded: matrix[row, column] *= pow(10, -Double(row % 30))
        case .huge: matrix[row, column] *= 1e200
        case .tiny: matrix[row, column] *= 1e-200
        }
      }
    }
    return matrix
  }
}

let shapes: [(Int, Int)] = [
  (0, 0), (0, 3), (3, 0), (1, 1), (1, 6), (6, 1), (5, 5), (7, 3), (3, 7), (40, 13), (13, 40), (130, 70),
]
let orders = [0, 1, 2, 5, 12, 60]

/// The product by its definition, over pointers because tests are built without optimisation.
func naiveProduct(_ left: Matrix, _ right: Matrix) throws -> Matrix {
  var product = try Matrix(rows: left.rows, columns: right.columns)
  let (rows, inner, columns) = (left.rows, left.columns, right.columns)
  guard !product.isEmpty, inner > 0 else { return product }
  product.withUnsafeMutableElements { product in
    left.withUnsafeElements { left in
      right.withUnsafeElements { right in
        guard let product = product.baseAddress, let left = left.baseAddress, let right = right.baseAddress
        else { return }
        for column in 0..<columns {
          for index in 0..<inner {
            let factor = right[index + inner * column]
            for row in 0..<rows { product[row + rows * column] += left[row + rows * index] * factor }
          }
        }
      }
    }
  }
  return product
}

func largest(_ values: [Double]) -> Double { values.map(\.magnitude).max() ?? 0 }

/// The largest difference of two matrices relative to `scale`; infinite when the shapes differ or a value is NaN.
func distance(_ left: Matrix, _ right: Matrix, relativeTo scale: Double = 1) -> Double {
  guard left.shape == right.shape else { return .infinity }
  let differences = zip(left.elements, right.elements).map { ($0 - $1).magnitude }
  guard differences.allSatisfy(\.isFinite) else { return .infinity }
  let difference = differences.max() ?? 0
  return difference == 0 ? 0 : difference / scale
}

/// How far the columns are from being orthonormal.
func orthogonalityDefect(_ matrix: Matrix) throws -> Double {
  try distance(naiveProduct(matrix.transposed(), matrix), .identity(matrix.columns))
}

/// The roundoff that a law on such a matrix may show.
func roundoff(_ matrix: Matrix) -> Double { 8 * Double(max(matrix.rows, matrix.columns, 1)) * .ulpOfOne }
