internal import COpenBLAS

/// Which operands of a product are taken transposed; nothing is copied for it.
public enum Transposing: Sendable {
  /// A B
  case neither
  /// Aᵀ B
  case left
  /// A Bᵀ
  case right
  /// Aᵀ Bᵀ
  case both

  var isLeft: Bool { self == .left || self == .both }
  var isRight: Bool { self == .right || self == .both }
}

/// Whose inner products a Gram matrix holds.
public enum GramSide: Sendable {
  /// AᵀA, columns x columns.
  case columns
  /// AAᵀ, rows x rows.
  case rows
}

extension Matrix {
  /// The matrix product (dgemm); O(rows · columns · inner) time, memory for the result only.
  ///
  /// - Throws: `dimensionMismatch` when the inner sides differ, `invalidSize` when the result is too large.
  public func multiplied(
    by other: Matrix, transposing: Transposing = .neither
  ) throws(LinearAlgebraError) -> Matrix {
    var product = try Matrix(
      rows: transposing.isLeft ? columns : rows, columns: transposing.isRight ? other.rows : other.columns)
    try product.accumulate(1, self, other, transposing: transposing, keeping: 0)
    return product
  }

  /// Adds a multiple of a product in place: C ← `keeping` C + `scale` op(A) op(B) (dgemm).
  ///
  /// With `keeping` 0 the old elements are not read, with `scale` 0 the operands are not.
  ///
  /// - Throws: `dimensionMismatch` when the three shapes do not fit.
  public mutating func accumulate(
    _ scale: Double, _ left: Matrix, _ right: Matrix, transposing: Transposing = .neither, keeping: Double = 1
  ) throws(LinearAlgebraError) {
    let inner = transposing.isLeft ? left.rows : left.columns
    guard inner == (transposing.isRight ? right.columns : right.rows) else {
      throw .dimensionMismatch(operation: "product", left: left.shape, right: right.shape)
    }
    let product = MatrixShape(
      rows: transposing.isLeft ? left.columns : left.rows,
      columns: transposing.isRight ? right.rows : right.columns)
    guard shape == product else {
      throw .dimensionMismatch(operation: "accumulation of a product", left: shape, right: product)
    }
    guard !isEmpty else { return }
    BLAS.prepare()
    let (rows, columns) = (rows, columns)
    storage.withUnsafeMutableBufferPointer { result in
      left.storage.withUnsafeBufferPointer { first in
        right.storage.withUnsafeBufferPointer { second in
          cblas_dgemm(
            CblasColMajor, transposing.isLeft ? CblasTrans : CblasNoTrans,
            transposing.isRight ? CblasTrans : CblasNoTrans, rows.blas, columns.blas, inner.blas, scale,
            first.baseAddress, max(1, left.rows).blas, second.baseAddress, max(1, right.rows).blas, keeping,
            result.baseAddress, rows.blas)
        }
      }
    }
  }

  /// The product with a vector, A x or Aᵀ x (dgemv); O(rows · columns).
  ///
  /// - Throws: `dimensionMismatch` when the vector's length is not the inner side.
  public func multiplied(by vector: [Double], transposed: Bool = false) throws(LinearAlgebraError) -> [Double]
  {
    guard vector.count == (transposed ? rows : columns) else {
      let right = MatrixShape(rows: vector.count, columns: 1)
      throw .dimensionMismatch(operation: "product with a vector", left: shape, right: right)
    }
    var product = [Double](repeating: 0, count: transposed ? columns : rows)
    guard !isEmpty else { return product }
    BLAS.prepare()
    product.withUnsafeMutableBufferPointer { result in
      storage.withUnsafeBufferPointer { matrix in
        vector.withUnsafeBufferPointer { vector in
          cblas_dgemv(
            CblasColMajor, transposed ? CblasTrans : CblasNoTrans, rows.blas, columns.blas, 1,
            matrix.baseAddress, rows.blas, vector.baseAddress, 1, 0, result.baseAddress, 1)
        }
      }
    }
    return product
  }

  /// The symmetric matrix AᵀA or AAᵀ, both triangles filled (dsyrk); half the work of the product.
  ///
  /// - Throws: `invalidSize` when the result is too large.
  public func gram(of side: GramSide = .columns) throws(LinearAlgebraError) -> Matrix {
    let order = side == .columns ? columns : rows
    let inner = side == .columns ? rows : columns
    var gram = try Matrix(rows: order, columns: order)
    guard !isEmpty else { return gram }
    BLAS.prepare()
    gram.storage.withUnsafeMutableBufferPointer { result in
      storage.withUnsafeBufferPointer { matrix in
        cblas_dsyrk(
          CblasColMajor, CblasUpper, side == .columns ? CblasTrans : CblasNoTrans, order.blas, inner.blas, 1,
          matrix.baseAddress, rows.blas, 0, result.baseAddress, order.blas)
      }
    }
    gram.mirror(.upper)
    return gram
  }
}
