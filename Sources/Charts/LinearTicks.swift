/// Ticks of a linear axis by the extended Wilkinson algorithm (Talbot, Lin and Hanrahan, 2010), restricted to ticks inside
/// the domain and to labels that do not touch.
enum LinearTicks {
  private static let steps = [1.0, 5, 2, 2.5, 4, 3]
  private static let weights = (simplicity: 0.25, coverage: 0.2, density: 0.5, legibility: 0.05)

  static func of(_ scale: Scale, room: Ticks.Room) -> Ticks {
    let length = (scale.end - scale.start).magnitude
    var search = Search(domain: scale.domain, target: room.target(length: length))
    let found = search.best { labelled($0).fit(scale, room: room) }
    return labelled(found ?? fallback(scale.domain))
  }

  /// Ticks at whole multiples of a step, so that no error accumulates.
  struct Candidate: Sendable {
    var first: Int
    var stride: Int
    var count: Int
    var base: Double

    var values: [Double] { (0..<count).map { Double(first + $0 * stride) * base } }
    var step: Double { Double(stride) * base }
  }

  /// Labels with one number of decimals; very large and very small values get a common power of ten.
  static func labelled(_ candidate: Candidate) -> Ticks {
    let values = candidate.values
    let largest = values.map(\.magnitude).max() ?? 0
    var decimals = FixedDecimal.decimals(for: values, step: candidate.step)
    var multiplier = 0
    if largest >= 1e7 || decimals > 5 {
      multiplier = 3 * Int((Mathematics.log10(largest) / 3).rounded(.down))
      let divisor = Mathematics.powerOfTen(multiplier)
      decimals = FixedDecimal.decimals(for: values.map { $0 / divisor }, step: candidate.step / divisor)
      return Ticks(
        values: values,
        labels: values.map { Ticks.Label(text: FixedDecimal.label($0 / divisor, decimals: decimals)) },
        multiplier: multiplier)
    }
    return Ticks(
      values: values, labels: values.map { Ticks.Label(text: FixedDecimal.label($0, decimals: decimals)) },
      multiplier: multiplier)
  }

  /// The two outermost multiples of the largest power of ten that fits twice into the domain.
  private static func fallback(_ domain: ClosedRange<Double>) -> Candidate {
    let span = domain.upperBound - domain.lowerBound
    let base = Mathematics.powerOfTen(Int(Mathematics.log10(span / 2).rounded(.down)))
    let first = Int((domain.lowerBound / base).rounded(.up))
    let last = Int((domain.upperBound / base).rounded(.down))
    return Candidate(first: first, stride: max(1, last - first), count: 2, base: base)
  }

  private struct Search {
    let domain: ClosedRange<Double>
    let target: Double
    private var bestScore = -2.0

    init(domain: ClosedRange<Double>, target: Double) {
      self.domain = domain
      self.target = target
    }

    private var span: Double { domain.upperBound - domain.lowerBound }

    mutating func best(where isLegible: (Candidate) -> Bool) -> Candidate? {
      var best: Candidate?
      for skip in 1...5 {
        for (rank, step) in steps.enumerated() {
          for count in 2...14 {
            if score(simplicity(rank, skip, hasZero: true), 1, density(bound: count)) < bestScore { break }
            let delta = span / Double(count + 1) / (Double(skip) * step)
            let power = Int(Mathematics.log10(delta).rounded(.up))
            for exponent in (power - 1)...(power + 1) {
              let base = step * Mathematics.powerOfTen(exponent)
              consider(rank: rank, skip: skip, count: count, base: base, best: &best, isLegible)
            }
          }
        }
      }
      return best
    }

    /// Looks at all runs of `count` ticks inside the domain. Ticks are whole multiples of their step, so that readers can
    /// count on.
    private mutating func consider(
      rank: Int, skip: Int, count: Int, base: Double, best: inout Candidate?, _ isLegible: (Candidate) -> Bool
    ) {
      let step = base * Double(skip)
      let lowest = (domain.lowerBound / step - 1e-10).rounded(.up)
      let highest = (domain.upperBound / step + 1e-10).rounded(.down) - Double(count - 1)
      guard lowest.magnitude < 1e14, highest.magnitude < 1e14, lowest <= highest, highest - lowest < 64 else {
        return
      }
      for multiple in Int(lowest)...Int(highest) {
        let candidate = Candidate(first: multiple * skip, stride: skip, count: count, base: base)
        let lower = Double(candidate.first) * base
        let upper = Double(candidate.first + skip * (count - 1)) * base
        let hasZero = lower <= 0 && upper >= 0
        let value = score(
          simplicity(rank, skip, hasZero: hasZero), coverage(lower, upper), density(lower, upper, count))
        guard value > bestScore, lower >= domain.lowerBound, upper <= domain.upperBound, isLegible(candidate)
        else {
          continue
        }
        bestScore = value
        best = candidate
      }
    }

    private func score(_ simplicity: Double, _ coverage: Double, _ density: Double) -> Double {
      weights.simplicity * simplicity + weights.coverage * coverage + weights.density * density
        + weights.legibility
    }

    private func simplicity(_ rank: Int, _ skip: Int, hasZero: Bool) -> Double {
      1 - Double(rank) / Double(steps.count - 1) - Double(skip) + (hasZero ? 1 : 0)
    }

    private func coverage(_ lower: Double, _ upper: Double) -> Double {
      let above = (domain.upperBound - upper) / (0.1 * span)
      let below = (domain.lowerBound - lower) / (0.1 * span)
      return 1 - 0.5 * (above * above + below * below)
    }

    private func density(_ lower: Double, _ upper: Double, _ count: Int) -> Double {
      let density = Double(count - 1) / (upper - lower)
      let wanted = (target - 1) / span
      return 2 - max(density / wanted, wanted / density)
    }

    private func density(bound count: Int) -> Double {
      Double(count) >= target ? 2 - Double(count - 1) / (target - 1) : 1
    }
  }
}
