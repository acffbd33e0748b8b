/// Tukey's biweight, scaled to a largest value of 1: ρ(u) = 1 − (1 − (u/c)²)³ within ±c, 1 beyond.
///
/// Source: Maronna, Martin, Yohai and Salibián-Barrera, Robust Statistics, 2nd edition (2019), section 2.3.
struct Biweight: Sendable {
  /// From where on a residual, in units of the scale, counts no more.
  let cutoff: Double

  /// Breakdown point one half, with expected loss one half under the normal law.
  static let highBreakdown = Biweight(cutoff: 1.547_64)
  /// Efficiency of 95 % under the normal law.
  static let efficient = Biweight(cutoff: 4.685_061)

  /// ρ(u).
  func loss(_ u: Double) -> Double {
    let room = room(u)
    return 1 - room * room * room
  }

  /// ψ(u)/u where ψ = ρ' · c²/6, so that the weight of 0 is 1.
  func weight(_ u: Double) -> Double {
    let room = room(u)
    return room * room
  }

  /// ψ'(u).
  func slope(_ u: Double) -> Double {
    let room = room(u)
    return room * (5 * room - 4)
  }

  /// ρ'(u) u: how the loss changes with the logarithm of u.
  func elasticity(_ u: Double) -> Double {
    let share = u / cutoff
    return 6 * share * share * weight(u)
  }

  /// 1 − (u/c)², at least 0.
  private func room(_ u: Double) -> Double {
    let share = u / cutoff
    return max(0, 1 - share * share)
  }
}

/// The scale s at which the mean loss of residuals/s is one half of what it can be, with n − p in the mean.
struct ScaleEquation: Sendable {
  let loss = Biweight.highBreakdown
  /// Observations less terms, halved: the sum of losses to be reached.
  let target: Double

  init(count: Int, order: Int) { target = 0.5 * Double(count - order) }

  /// Solves the equation, from a positive start; 0 when so many residuals are 0 that no scale reaches it.
  func solve(_ residuals: [Double], from start: Double) -> Double {
    let smallest = Double.leastNormalMagnitude
    // At a scale of nearly 0 every residual but 0 has loss 1.
    if Double(residuals.count { $0 != 0 }) <= target { return 0 }
    var scale = max(start, smallest)
    for _ in 0..<200 {
      let (sum, elasticity) = sums(residuals, scale)
      // Newton's step for the logarithm of the scale, where it can be trusted; otherwise the fixed point's.
      let newton = elasticity > 0 ? (sum - target) / elasticity : .infinity
      let next = abs(newton) < 0.5 ? scale * exponential(newton) : scale * (sum / target).squareRoot()
      let bounded = min(max(next, scale / 8), scale * 8)
      let change = abs(bounded - scale)
      scale = bounded
      if change <= 1e-14 * scale || scale < smallest { break }
    }
    return scale < smallest ? 0 : scale
  }

  /// One step towards the solution.
  func step(_ residuals: [Double], from scale: Double) -> Double {
    scale * (sums(residuals, scale).loss / target).squareRoot()
  }

  /// Whether the solution is below a scale, without solving.
  func isBelow(_ scale: Double, _ residuals: [Double]) -> Bool { sums(residuals, scale).loss < target }

  private func sums(_ residuals: [Double], _ scale: Double) -> (loss: Double, elasticity: Double) {
    residuals.withUnsafeBufferPointer { residuals in
      let factor = 1 / scale
      var loss = 0.0
      var elasticity = 0.0
      for residual in residuals {
        let u = residual * factor
        loss += self.loss.loss(u)
        elasticity += self.loss.elasticity(u)
      }
      return (loss, elasticity)
    }
  }
}
