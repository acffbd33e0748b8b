/// One step of a transform: joins `radix` transforms of length `span` to one of length radix · span.
///
/// With y[k][j] = Σₜ x[k + t n/l] e^(−2πi jt/l) stored at kl + j for span l, the next array is
/// y'[k][j + ls] = Σ_q e^(−2πi qs/r) · e^(−2πi qj/(lr)) · y[k + qm][j], m = n/(lr).
struct FourierStage: Sendable {
  let radix: Int
  let span: Int
  /// e^(−2πi qj/(lr)) for q from 1 to r − 1, each for j from 0 to l − 1.
  let twiddles: ComplexValues

  /// The steps of a length that is the product of the radices.
  static func all(radices: [Int]) -> [FourierStage] {
    var span = 1
    var stages: [FourierStage] = []
    for radix in radices {
      stages.append(FourierStage(radix: radix, span: span))
      span *= radix
    }
    return stages
  }

  private init(radix: Int, span: Int) {
    self.radix = radix
    self.span = span
    var twiddles = ComplexValues(zeros: (radix - 1) * span)
    for q in 1..<radix {
      for j in 0..<span {
        let root = unitRoot(q * j, of: span * radix)
        twiddles.real[(q - 1) * span + j] = root.real
        twiddles.imaginary[(q - 1) * span + j] = root.imaginary
      }
    }
    self.twiddles = twiddles
  }

  func apply(_ source: ComplexValues, into target: inout ComplexValues, count: Int) {
    source.real.withUnsafeBufferPointer { real in
      source.imaginary.withUnsafeBufferPointer { imaginary in
        twiddles.real.withUnsafeBufferPointer { turnReal in
          twiddles.imaginary.withUnsafeBufferPointer { turnImaginary in
            target.real.withUnsafeMutableBufferPointer { outReal in
              target.imaginary.withUnsafeMutableBufferPointer { outImaginary in
                let step = Butterflies(
                  real: real, imaginary: imaginary, turnReal: turnReal, turnImaginary: turnImaginary,
                  outReal: outReal, outImaginary: outImaginary, span: span, radix: radix, count: count)
                step.run()
              }
            }
          }
        }
      }
    }
  }
}

/// The inner loops of a step on plain memory.
private struct Butterflies {
  let real: UnsafeBufferPointer<Double>
  let imaginary: UnsafeBufferPointer<Double>
  let turnReal: UnsafeBufferPointer<Double>
  let turnImaginary: UnsafeBufferPointer<Double>
  let outReal: UnsafeMutableBufferPointer<Double>
  let outImaginary: UnsafeMutableBufferPointer<Double>
  let span: Int
  let radix: Int
  let count: Int

  typealias Point = (real: Double, imaginary: Double)

  func run() {
    let groups = count / (span * radix)
    for k in 0..<groups {
      for j in 0..<span {
        switch radix {
        case 2: two(k, j, groups)
        case 3: three(k, j, groups)
        case 4: four(k, j, groups)
        default: five(k, j, groups)
        }
      }
    }
  }

  /// Input q of a butterfly, turned.
  @inline(__always)
  private func input(_ q: Int, _ k: Int, _ j: Int, _ groups: Int) -> Point {
    let place = (k + q * groups) * span + j
    let (a, b) = (real[place], imaginary[place])
    if q == 0 { return (a, b) }
    let (c, d) = (turnReal[(q - 1) * span + j], turnImaginary[(q - 1) * span + j])
    return (a * c - b * d, a * d + b * c)
  }

  @inline(__always)
  private func put(_ s: Int, _ k: Int, _ j: Int, _ x: Double, _ y: Double) {
    let place = (k * radix + s) * span + j
    outReal[place] = x
    outImaginary[place] = y
  }

  @inline(__always)
  private func two(_ k: Int, _ j: Int, _ groups: Int) {
    let (a, b) = (input(0, k, j, groups), input(1, k, j, groups))
    put(0, k, j, a.real + b.real, a.imaginary + b.imaginary)
    put(1, k, j, a.real - b.real, a.imaginary - b.imaginary)
  }

  @inline(__always)
  private func three(_ k: Int, _ j: Int, _ groups: Int) {
    let half3 = 0.866_025_403_784_438_646_76
    let (a, b, c) = (input(0, k, j, groups), input(1, k, j, groups), input(2, k, j, groups))
    let sum: Point = (b.real + c.real, b.imaginary + c.imaginary)
    let turn: Point = (half3 * (b.imaginary - c.imaginary), -half3 * (b.real - c.real))
    let middle: Point = (a.real - 0.5 * sum.real, a.imaginary - 0.5 * sum.imaginary)
    put(0, k, j, a.real + sum.real, a.imaginary + sum.imaginary)
    put(1, k, j, middle.real + turn.real, middle.imaginary + turn.imaginary)
    put(2, k, j, middle.real - turn.real, middle.imaginary - turn.imaginary)
  }

  @inline(__always)
  private func four(_ k: Int, _ j: Int, _ groups: Int) {
    let (a, b) = (input(0, k, j, groups), input(1, k, j, groups))
    let (c, d) = (input(2, k, j, groups), input(3, k, j, groups))
    let even: Point = (a.real + c.real, a.imaginary + c.imaginary)
    let evenDifference: Point = (a.real - c.real, a.imaginary - c.imaginary)
    let odd: Point = (b.real + d.real, b.imaginary + d.imaginary)
    // (b − d) times −i.
    let oddTurned: Point = (b.imaginary - d.imaginary, d.real - b.real)
    put(0, k, j, even.real + odd.real, even.imaginary + odd.imaginary)
    put(1, k, j, evenDifference.real + oddTurned.real, evenDifference.imaginary + oddTurned.imaginary)
    put(2, k, j, even.real - odd.real, even.imaginary - odd.imaginary)
    put(3, k, j, evenDifference.real - oddTurned.real, evenDifference.imaginary - oddTurned.imaginary)
  }

  @inline(__always)
  private func five(_ k: Int, _ j: Int, _ groups: Int) {
    let (c1, s1) = (0.309_016_994_374_947_424_10, 0.951_056_516_295_153_572_12)
    let (c2, s2) = (-0.809_016_994_374_947_424_10, 0.587_785_252_292_473_129_17)
    let a = input(0, k, j, groups)
    let (b, c) = (input(1, k, j, groups), input(2, k, j, groups))
    let (d, e) = (input(3, k, j, groups), input(4, k, j, groups))
    let outer: Point = (b.real + e.real, b.imaginary + e.imaginary)
    let inner: Point = (c.real + d.real, c.imaginary + d.imaginary)
    let outerDifference: Point = (b.real - e.real, b.imaginary - e.imaginary)
    let innerDifference: Point = (c.real - d.real, c.imaginary - d.imaginary)
    let first: Point = (
      a.real + c1 * outer.real + c2 * inner.real, a.imaginary + c1 * outer.imaginary + c2 * inner.imaginary
    )
    let second: Point = (
      a.real + c2 * outer.real + c1 * inner.real, a.imaginary + c2 * outer.imaginary + c1 * inner.imaginary
    )
    // Differences times −i, weighted.
    let firstTurned: Point = (
      s1 * outerDifference.imaginary + s2 * innerDifference.imaginary,
      -(s1 * outerDifference.real + s2 * innerDifference.real)
    )
    let secondTurned: Point = (
      s2 * outerDifference.imaginary - s1 * innerDifference.imaginary,
      -(s2 * outerDifference.real - s1 * innerDifference.real)
    )
    put(0, k, j, a.real + outer.real + inner.real, a.imaginary + outer.imaginary + inner.imaginary)
    put(1, k, j, first.real + firstTurned.real, first.imaginary + firstTurned.imaginary)
    put(2, k, j, second.real + secondTurned.real, second.imaginary + secondTurned.imaginary)
    put(3, k, j, second.real - secondTurned.real, second.imaginary - secondTurned.imaginary)
    put(4, k, j, first.real - firstTurned.real, first.imaginary - firstTurned.imaginary)
  }
}
