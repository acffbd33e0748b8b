/// What one pass over values tells: whether all are finite, and their largest magnitude.
struct Magnitude {
  var isFinite: Bool
  /// Of no meaning when a value is not finite.
  var largest: Double

  /// Looks at every value once.
  init(of values: UnsafeBufferPointer<Double>) {
    // x · 0 is 0 for finite x and NaN otherwise, so one sum answers for all values, without a branch.
    var zeros = SIMD8<Double>.zero
    var maxima = SIMD8<Double>.zero
    let whole = values.count & ~7
    if let base = UnsafeRawPointer(values.baseAddress) {
      for index in stride(from: 0, to: whole, by: 8) {
        let lanes = base.loadUnaligned(fromByteOffset: 8 * index, as: SIMD8<Double>.self)
        zeros += lanes * 0
        let magnitudes = SIMD8<Double>(bitPattern: lanes.bitPattern & 0x7FFF_FFFF_FFFF_FFFF)
        maxima.replace(with: magnitudes, where: magnitudes .> maxima)
      }
    }
    var zero = zeros.sum()
    var largest = maxima.max()
    for index in whole..<values.count {
      zero += values[index] * 0
      largest = max(largest, values[index].magnitude)
    }
    isFinite = zero == 0
    self.largest = largest
  }
}

extension SIMD8<Double> {
  fileprivate var bitPattern: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }
  fileprivate init(bitPattern: SIMD8<UInt64>) { self = unsafeBitCast(bitPattern, to: SIMD8<Double>.self) }
}

extension Matrix {
  /// Refuses NaN and infinities; O(elements).
  func requireFinite(_ argument: String) throws(LinearAlgebraError) {
    guard !storage.withUnsafeBufferPointer({ Magnitude(of: $0).isFinite }) else { return }
    let place = storage.firstIndex { !$0.isFinite } ?? 0
    throw .notFinite(argument: argument, row: place % max(1, rows), column: place / max(1, rows))
  }

  /// The matrix, unless arithmetic left the range of doubles on the way to it.
  @discardableResult
  func requireFiniteResult(of operation: String) throws(LinearAlgebraError) -> Matrix {
    guard storage.withUnsafeBufferPointer({ Magnitude(of: $0).isFinite }) else {
      throw .resultNotFinite(operation: operation)
    }
    return self
  }

  func requireSquare(_ operation: String) throws(LinearAlgebraError) {
    guard rows == columns else { throw .notSquare(operation: operation, shape: shape) }
  }
}

/// The given relative tolerance, or the usual one: largest side times the spacing of the numbers at 1.
func relativeTolerance(
  _ given: Double?, shape: MatrixShape, spacing: Double = .ulpOfOne
) throws(LinearAlgebraError) -> Double {
  guard let given else { return Double(max(shape.rows, shape.columns, 1)) * spacing }
  guard given.isFinite, given >= 0 else { throw .invalidTolerance(given) }
  return given
}
