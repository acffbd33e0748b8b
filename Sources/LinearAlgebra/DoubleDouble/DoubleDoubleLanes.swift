/// Four double-double numbers side by side, for the inner loops of `DoubleDoubleQR`.
///
/// The operations are those of `DoubleDouble` without its care for infinities: callers scale their data.
struct DoubleDoubleLanes {
  typealias Lanes = SIMD4<Double>

  var high: Lanes
  var low: Lanes

  static let zero = DoubleDoubleLanes(high: .zero, low: .zero)

  init(high: Lanes, low: Lanes) {
    self.high = high
    self.low = low
  }

  init(repeating value: DoubleDouble) {
    self.init(high: Lanes(repeating: value.high), low: Lanes(repeating: value.low))
  }

  /// The sum of terms of which the first is the larger in magnitude.
  @inline(__always)
  init(larger: Lanes, smaller: Lanes) {
    let sum = larger + smaller
    self.init(high: sum, low: smaller - (sum - larger))
  }

  @inline(__always)
  init(sum left: Lanes, _ right: Lanes) {
    let sum = left + right
    let rightPart = sum - left
    self.init(high: sum, low: (left - (sum - rightPart)) + (right - rightPart))
  }

  @inline(__always)
  static func + (left: Self, right: Self) -> Self {
    let high = Self(sum: left.high, right.high)
    let low = Self(sum: left.low, right.low)
    let sum = Self(larger: high.high, smaller: high.low + low.high)
    return Self(larger: sum.high, smaller: low.low + sum.low)
  }

  @inline(__always)
  static func * (left: Self, right: Self) -> Self {
    let product = left.high * right.high
    // A plain product is enough for the cross terms: their rounding is below the 106th bit.
    let error = (-product).addingProduct(left.high, right.high)
    return Self(larger: product, smaller: error + (left.high * right.low + left.low * right.high))
  }

  /// The sum of the four numbers.
  var total: DoubleDouble {
    func lane(_ index: Int) -> DoubleDouble { DoubleDouble(larger: high[index], smaller: low[index]) }
    return (lane(0) + lane(1)) + (lane(2) + lane(3))
  }
}
