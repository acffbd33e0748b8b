extension Xoshiro256PlusPlus {
  /// A gamma number of scale 1.
  ///
  /// Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).
  /// - Parameter shape: Positive and finite, which ``Gamma`` guarantees.
  mutating func gamma(shape: Double) -> Double {
    if shape >= 1 { return gammaOfLargeShape(shape) }
    if shape == 0.5 {
      let z = normal()
      return 0.5 * z * z
    }
    return Statistics.exponential(logGammaVariate(shape: shape))
  }

  /// Logarithm of a gamma number; finite also where the number itself is below the least double.
  mutating func logGammaVariate(shape: Double) -> Double {
    if shape >= 1 { return logarithm(gammaOfLargeShape(shape)) }
    // Γ(a) is distributed as Γ(a + 1) U^(1/a).
    return logarithm(gammaOfLargeShape(shape + 1)) - exponential() / shape
  }

  private mutating func gammaOfLargeShape(_ shape: Double) -> Double {
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = normal()
      let root = 1 + c * z
      if root <= 0 { continue }
      let v = root * root * root
      let u = openUniform()
      let square = z * z
      if u < 1 - 0.0331 * square * square { return d * v }
      if logarithm(u) < 0.5 * square + d * (1 - v + logarithm(v)) { return d * v }
    }
  }

  /// A beta number, from two gamma numbers; on their logarithms where a shape is below 1.
  ///
  /// - Parameters:
  ///   - a: First shape, positive and finite.
  ///   - b: Second shape, positive and finite.
  mutating func beta(_ a: Double, _ b: Double) -> Double {
    if a >= 1, b >= 1 {
      let first = gammaOfLargeShape(a)
      return first / (first + gammaOfLargeShape(b))
    }
    let first = logGammaVariate(shape: a)
    return 1 / (1 + Statistics.exponential(logGammaVariate(shape: b) - first))
  }
}
