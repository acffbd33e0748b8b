import Statistics

/// How often each size wins among the draws of what the sizes could truly be.
struct SizeOdds: Sendable {
  /// Best by the goal; what is missing to 1 is that no size meets the demands.
  var best: [Double]
  var cheapest: [Double]
  var fastest: [Double]
  /// Neither another size is as cheap and faster nor one is as fast and cheaper.
  var onFront: [Double]
  /// Every demand is met.
  var meetsDemands: [Double]
  /// Every demand is met and the score is within the margin of the best.
  var withinMargin: [Double]
  /// Mean of how much the score exceeds the best, as a relative loss.
  var expectedLoss: [Double]
  /// The best size of each draw; `nil` where none meets the demands.
  var winners: [Int?]
}

extension SizeContest {
  /// - Parameter margin: Relative loss that does not matter.
  /// - Complexity: O(replicates · sizes²).
  func odds(margin: Double) -> SizeOdds {
    let zeros = [Double](repeating: 0, count: sizes.count)
    var odds = SizeOdds(
      best: zeros, cheapest: zeros, fastest: zeros, onFront: zeros, meetsDemands: zeros, withinMargin: zeros,
      expectedLoss: zeros, winners: [])
    let share = 1 / Double(replicates)
    let tolerance = logarithm(1 + margin)
    var (costs, times, scores, meets) = (zeros, zeros, zeros, sizes.map { _ in true })
    for replicate in 0..<replicates {
      for size in sizes.indices {
        costs[size] = sizes[size].logCost[replicate]
        times[size] = sizes[size].logTime[replicate]
        scores[size] = self.scores[size][replicate]
        meets[size] = self.meets(size, replicate)
        if meets[size] { odds.meetsDemands[size] += share }
      }
      Self.award(share, to: &odds.cheapest, least: costs)
      Self.award(share, to: &odds.fastest, least: times)
      let allowed = sizes.indices.filter { meets[$0] }
      odds.winners.append(Self.award(share, to: &odds.best, least: scores, among: allowed))
      let least = allowed.map { scores[$0] }.min() ?? scores.min() ?? 0
      for size in sizes.indices {
        if meets[size], scores[size] <= least + tolerance { odds.withinMargin[size] += share }
        odds.expectedLoss[size] += share * (exponential(min(700, max(0, scores[size] - least))) - 1)
        let isDominated = sizes.indices.contains { other in
          costs[other] <= costs[size] && times[other] <= times[size]
            && (costs[other] < costs[size] || times[other] < times[size])
        }
        if !isDominated { odds.onFront[size] += share }
      }
    }
    return odds
  }

  /// Gives the share to the size with the least value; equal sizes divide it. Returns the first of them.
  @discardableResult
  private static func award(
    _ share: Double, to odds: inout [Double], least values: [Double], among allowed: [Int]? = nil
  ) -> Int? {
    let allowed = allowed ?? Array(values.indices)
    guard let least = allowed.map({ values[$0] }).min() else { return nil }
    let winners = allowed.filter { values[$0] == least }
    for winner in winners { odds[winner] += share / Double(winners.count) }
    return winners.first
  }
}
