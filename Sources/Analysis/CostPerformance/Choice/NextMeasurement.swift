import Statistics

/// What measuring one size further would be worth.
public struct NextMeasurement: Codable, Hashable, Sendable {
  /// Memory size in MB.
  public var memoryMB: Int
  /// Whether calls of this size were measured already.
  public var isMeasured: Bool
  /// Calls to make.
  public var calls: Int
  /// Batches to make them in.
  public var batches: Int
  /// What they cost in US dollars.
  public var dollars: Double
  /// By how much the probability of a wrong choice is expected to fall.
  public var expectedGain: Double
}

/// A size that could be measured next.
struct MeasurementOffer {
  var memoryMB: Int
  /// The score in each draw.
  var scores: [Double]
  /// Variance of the score that the new calls would give by themselves.
  var variance: Double
  var isMeasured: Bool
  var calls: Int
  var batches: Int
  var dollars: Double
}

/// One step of looking ahead: how a new measurement would change the odds.
///
/// An outcome is drawn around a draw of the size; every draw is then weighted by how well it agrees with the
/// outcome, and the winner of most weight is chosen. The gain is the mean fall of the probability that the choice is wrong.
/// Source: Frazier, Powell and Dayanik, "The knowledge-gradient policy for correlated normal beliefs", INFORMS J.
/// Comput. 21 (2009), with draws in place of the normal law.
struct LookAhead {
  /// The best size of each draw, by any numbers; `nil` where there is none.
  let winners: [Int?]

  /// Probability that the choice made now is wrong.
  var wrongNow: Double { 1 - (weights(of: nil).max() ?? 0) }

  private static let outcomes = 100

  /// - Complexity: O(100 · draws).
  func gain(_ offer: MeasurementOffer, using generator: inout Xoshiro256PlusPlus) -> Double {
    let sorted = offer.scores.sorted()
    if winners.isEmpty || !(offer.variance > 0) || sorted.first == sorted.last { return 0 }
    var wrong = 0.0
    let deviation = offer.variance.squareRoot()
    for outcome in 0..<Self.outcomes {
      // Outcomes start from evenly spaced ranks of the draws: less chance than free draws.
      let rank = (Double(outcome) + 0.5) / Double(Self.outcomes) * Double(sorted.count)
      let seen = sorted[Int(rank)] + deviation * generator.normal()
      let likelihoods = offer.scores.map { score in
        let distance = (score - seen) / deviation
        return exponential(-0.5 * distance * distance)
      }
      wrong += 1 - (weights(of: likelihoods).max() ?? 0)
    }
    return max(0, wrongNow - wrong / Double(Self.outcomes))
  }

  /// Share of each winner when draws count by likelihood.
  private func weights(of likelihoods: [Double]?) -> [Double] {
    var shares = [Double](repeating: 0, count: (winners.compactMap { $0 }.max() ?? -1) + 1)
    var total = 0.0
    for (index, winner) in winners.enumerated() {
      let weight = likelihoods?[index] ?? 1
      total += weight
      if let winner { shares[winner] += weight }
    }
    return total > 0 ? shares.map { $0 / total } : shares
  }
}
