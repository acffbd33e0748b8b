/// The coefficients whose residuals have the smallest robust scale: the S-estimate, breakdown point one half.
///
/// Candidates are exact fits through few rows, improved by a few reweighted steps; the best of them are iterated
/// to the end. Beyond 2,000 rows candidates come from a random 2,000 of them. All subsets are tried when there are
/// no more of them than candidates asked for; otherwise random ones with the seed.
/// Source: Salibián-Barrera and Yohai, J. Computational and Graphical Statistics 15 (2006).
struct FastS: Sendable {
  struct Candidate: Sendable {
    var coefficients: [Double]
    var scale: Double
  }

  let subsets: Int
  let seed: UInt64

  private static let largestSearch = 2000
  private static let kept = 20
  private static let keptBeyondSearch = 3
  private static let earlySteps = 2
  private static let mostSteps = 500

  /// - Throws: ``StatisticsError/unsolvable(method:reason:)`` when half of the rows or more lie exactly on a plane.
  func fit(_ basis: WeightedBasis) throws(StatisticsError) -> Candidate {
    var generator = Xoshiro256PlusPlus(seed: seed)
    let isLarge = basis.count > Self.largestSearch
    var search = basis
    if isLarge {
      let rows = try generator.positions(Self.largestSearch, below: basis.count).sorted()
      search = try basis.selecting(rows)
    }
    var best = try candidates(search, using: &generator)
    for index in best.indices { best[index] = try Self.iterated(best[index], on: &search) }
    Self.sort(&best)
    if isLarge {
      var whole = basis
      let equation = ScaleEquation(count: whole.count, order: whole.order)
      best = Array(best.prefix(Self.keptBeyondSearch))
      for index in best.indices {
        let residuals = try whole.residuals(best[index].coefficients)
        best[index].scale = equation.solve(residuals, from: best[index].scale)
        best[index] = try Self.iterated(best[index], on: &whole)
      }
      Self.sort(&best)
    }
    guard let winner = best.first else {
      throw .unsolvable(method: "The robust fit", reason: "no rows were found that determine all terms")
    }
    let size = basis.response.reduce(0) { max($0, abs($1)) }
    guard winner.scale > 1e-12 * size else {
      throw .unsolvable(
        method: "The robust fit",
        reason:
          "half of the observations or more lie exactly on the model, so that the scale of the others is 0; "
          + "use least squares, or leave these out")
    }
    return winner
  }

  private static func sort(_ candidates: inout [Candidate]) {
    candidates.sort { $0.scale < $1.scale }
  }

  /// The best exact fits after a few steps, best first.
  private func candidates(
    _ basis: WeightedBasis, using generator: inout Xoshiro256PlusPlus
  ) throws(StatisticsError) -> [Candidate] {
    var basis = basis
    let equation = ScaleEquation(count: basis.count, order: basis.order)
    var best: [Candidate] = []
    var order = Array(0..<basis.count)
    var plan = SubsetPlan(count: basis.count, order: basis.order, most: subsets)
    while plan.next(&order, using: &generator) {
      let taken = plan.isExhaustive ? order[0..<basis.order] : order[...]
      guard var coefficients = basis.exactFit(through: taken) else { continue }
      var residuals = try basis.residuals(coefficients)
      var scale = Self.roughScale(residuals)
      for _ in 0..<Self.earlySteps where scale > 0 {
        scale = equation.step(residuals, from: scale)
        let current = scale
        guard let step = basis.step(residuals, weight: { equation.loss.weight($0 / current) }) else { break }
        for index in step.indices { coefficients[index] += step[index] }
        residuals = try basis.residuals(coefficients)
      }
      // A candidate that cannot be among the best need not be solved for its scale.
      if best.count == Self.kept, !equation.isBelow(best[best.count - 1].scale, residuals) { continue }
      best.append(
        Candidate(coefficients: coefficients, scale: equation.solve(residuals, from: max(scale, 1e-300))))
      Self.sort(&best)
      if best.count > Self.kept { best.removeLast() }
    }
    return best
  }

  /// The upper median of the magnitudes, as a scale of normal residuals.
  private static func roughScale(_ residuals: [Double]) -> Double {
    let magnitudes = residuals.map(abs).sorted()
    return magnitudes[magnitudes.count / 2] / 0.6745
  }

  /// Reweighted steps until the scale no longer falls.
  private static func iterated(
    _ start: Candidate, on basis: inout WeightedBasis
  ) throws(StatisticsError) -> Candidate {
    let equation = ScaleEquation(count: basis.count, order: basis.order)
    var candidate = start
    var residuals = try basis.residuals(candidate.coefficients)
    for _ in 0..<mostSteps where candidate.scale > 0 {
      let scale = candidate.scale
      guard let step = basis.step(residuals, weight: { equation.loss.weight($0 / scale) }) else { break }
      let coefficients = zip(candidate.coefficients, step).map { $0 + $1 }
      residuals = try basis.residuals(coefficients)
      let next = equation.solve(residuals, from: scale)
      candidate = Candidate(coefficients: coefficients, scale: next)
      let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length <= 1e-12 * next * Double(basis.count).squareRoot() { break }
    }
    return candidate
  }
}

/// Which rows make the next exact fit.
private struct SubsetPlan {
  let isExhaustive: Bool
  private let count: Int
  private var current: [Int]
  private var left: Int

  init(count: Int, order: Int, most: Int) {
    self.count = count
    var subsets = 1.0
    for index in 0..<order { subsets *= Double(count - index) / Double(index + 1) }
    isExhaustive = subsets <= Double(most) + 0.5
    left = isExhaustive ? Int(subsets.rounded()) : most
    current = Array(0..<order)
  }

  /// Puts the rows to try first at the front of `order`.
  mutating func next(_ order: inout [Int], using generator: inout Xoshiro256PlusPlus) -> Bool {
    guard left > 0 else { return false }
    left -= 1
    if isExhaustive {
      for (place, row) in current.enumerated() { order[place] = row }
      advance()
    } else {
      // Rows beyond the first few serve only where these depend on each other.
      let front = min(count, 4 * current.count)
      for place in 0..<front { order.swapAt(place, place + generator.index(below: count - place)) }
    }
    return true
  }

  /// The next combination in lexicographic order.
  private mutating func advance() {
    let size = current.count
    guard let place = current.indices.last(where: { current[$0] < count - size + $0 }) else { return }
    current[place] += 1
    for index in place + 1..<max(place + 1, size) { current[index] = current[index - 1] + 1 }
  }
}
