import Statistics

/// Sizes that compete for being the best, with what each could truly be.
struct SizeContest: Sendable {
  let samples: [SizeSample]
  let sizes: [SizeReplicates]
  let goal: TuningGoal
  let replicates: Int
  /// What is to be small: w · ln cost + (1 − w) · ln time, of each size.
  let scores: [SizeReplicates.Draws]
  /// What must not be positive: ln time less ln limit, ln cost less ln budget; by size.
  let demands: [[SizeReplicates.Draws]]

  /// Checks what was asked for and draws.
  ///
  /// - Throws: ``StatisticsError`` as ``SizeChoice/init(_:goal:margin:level:replicates:seed:)``.
  init(
    _ samples: [SizeSample], goal: TuningGoal, margin: Double, level: Double, replicates: Int, seed: UInt64
  ) throws(StatisticsError) {
    let samples = samples.sorted { $0.memoryMB < $1.memoryMB }
    let distinct = Set(samples.map(\.memoryMB)).count
    if distinct < max(2, samples.count) {
      throw .tooFew(what: "different memory sizes", found: distinct, needed: max(2, samples.count))
    }
    for (name, value) in [("margin", margin), ("level", level)] where !(value > 0 && value < 1) {
      throw .outOfRange(parameter: name, value: value, range: "(0, 1)")
    }
    if replicates < 100 { throw .tooFew(what: "replicates", found: replicates, needed: 100) }
    if let limit = goal.limit, let least = samples.min(by: { $0.callCount < $1.callCount }),
      least.callCount < limit.leastCalls
    {
      throw .tooFew(
        what:
          "calls at \(least.memoryMB) MB to judge a limit on \(NumberText.quantileName(limit.probability))",
        found: least.callCount, needed: limit.leastCalls)
    }
    self.samples = samples
    self.goal = goal
    self.replicates = replicates
    sizes = try SizeReplicates.all(samples, goal: goal, replicates: replicates, seed: seed)
    scores = sizes.map { Self.score($0, goal) }
    demands = sizes.map { size in
      let pairs = [
        (size.logLimitedTime, goal.limit?.microseconds), (size.logCost, goal.budgetPerMillion),
      ]
      return pairs.compactMap { draws, bound in
        bound.map { bound in
          var demand = draws
          demand.estimate -= logarithm(bound)
          return demand
        }
      }
    }
  }

  private static func score(_ size: SizeReplicates, _ goal: TuningGoal) -> SizeReplicates.Draws {
    let weight = goal.costWeight
    if weight == 1 { return size.logCost }
    if weight == 0 { return size.logTime }
    let (cost, time) = (size.logCost, size.logTime)
    let deviations = zip(cost.deviations, time.deviations).map { weight * $0 + (1 - weight) * $1 }
    // Stretched draws carry Student's factor; the spreads of both parts tell how large it is on the average.
    let parts = [(cost, weight), (time, 1 - weight)]
    let plain = parts.reduce(0) { $0 + $1.1 * $1.1 * $1.0.spread * $1.0.spread }
    let stretched = parts.reduce(0) { sum, part in
      let root = rootMeanSquare(part.0.deviations)
      return sum + part.1 * part.1 * root * root
    }
    let factor = stretched > 0 ? (plain / stretched).squareRoot() : 0
    return SizeReplicates.Draws(
      estimate: weight * cost.estimate + (1 - weight) * time.estimate, deviations: deviations,
      spread: rootMeanSquare(deviations) * factor)
  }

  /// Whether a size meets every demand in a draw.
  func meets(_ size: Int, _ replicate: Int) -> Bool {
    demands[size].allSatisfy { $0[replicate] <= 0 }
  }

  /// Whether a size meets every demand by the estimates.
  func meets(_ size: Int) -> Bool { demands[size].allSatisfy { $0.estimate <= 0 } }

  /// The size with the least score among those that meet every demand, by the estimates.
  var apparentBest: Int? {
    scores.indices.filter { meets($0) }.min { scores[$0].estimate < scores[$1].estimate }
  }
}

// MARK: The sizes that could be best

extension SizeContest {
  /// Whether each size could be the best: a set that holds the truly best size with the probability `level`.
  ///
  /// Size i is struck off when the evidence that it breaks a demand, or that some size meets all demands and has the
  /// lower score, exceeds what the draws around the estimates reach in `level` of the cases if i were best:
  /// multiple comparisons with the best, on differences divided by their standard errors.
  /// Source: Hsu, Multiple Comparisons (1996) 4.1; Romano, Shaikh and Wolf, Econometrica 82 (2014).
  /// - Complexity: O(replicates · sizes²).
  func couldBeBest(level: Double) -> [Bool] {
    scores.indices.map { size in evidenceAgainst(size) <= criticalEvidence(size, level: level) }
  }

  /// Standard error of the difference of two scores.
  func spread(_ a: Int, _ b: Int) -> Double {
    (scores[a].spread * scores[a].spread + scores[b].spread * scores[b].spread).squareRoot()
  }

  /// What speaks against a size: it is not the best when in any of these all holds.
  ///
  /// The first are its own demands, broken; then of each other size that it has the lower score and meets its demands.
  private func charges(against size: Int) -> [[Charge]] {
    let own = demands[size].map { demand in
      [Charge(estimate: demand.estimate, spread: demand.spread) { demand.deviations[$0] }]
    }
    return own
      + scores.indices.filter { $0 != size }.map { other in
        let (mine, its) = (scores[size], scores[other])
        let better = Charge(estimate: mine.estimate - its.estimate, spread: spread(size, other)) {
          mine.deviations[$0] - its.deviations[$0]
        }
        return [better]
          + demands[other].map { demand in
            Charge(estimate: -demand.estimate, spread: demand.spread) { -demand.deviations[$0] }
          }
      }
  }

  /// The strongest evidence that a size is not the best, in standard errors.
  func evidenceAgainst(_ size: Int) -> Double {
    charges(against: size).map { $0.map(\.evidence).min() ?? -.infinity }.max() ?? -.infinity
  }

  /// Share of the risk that is spent on finding out which charges are out of question.
  private static let firstStep = 0.1

  /// What that evidence reaches by chance in `level` of the cases if the size is the best.
  ///
  /// Of each group of charges at least one is then false. How false they can be is bounded in a first step, at a tenth
  /// of the risk: sizes that are far worse, and demands that are far from broken, can add nothing by chance. The second
  /// step takes the deviations around the worst case within these bounds.
  func criticalEvidence(_ size: Int, level: Double) -> Double {
    let risk = Self.firstStep * (1 - level)
    let groups = charges(against: size)
    let varying = groups.joined().filter { $0.spread > 0 }
    if varying.isEmpty { return 0 }
    let pivots = varying.map { charge in (0..<replicates).map { charge.deviation($0) / charge.spread } }
    let lowest = (0..<replicates).map { replicate in pivots.map { -$0[replicate] }.max() ?? 0 }
    let reach = upper(lowest, 1 - risk)
    var worst = [Double](repeating: -.infinity, count: replicates)
    var next = 0
    for group in groups {
      let places = group.map { charge -> Int? in
        if charge.spread > 0 { next += 1 }
        return charge.spread > 0 ? next - 1 : nil
      }
      for wrong in group.indices {
        guard let pivot = places[wrong].map({ pivots[$0] }) else { continue }
        let bound = min(0, group[wrong].evidence + reach)
        for replicate in worst.indices {
          var least = pivot[replicate] + bound
          for other in group.indices where other != wrong {
            guard let place = places[other] else { continue }
            least = min(least, pivots[place][replicate] + group[other].evidence + reach)
          }
          worst[replicate] = max(worst[replicate], least)
        }
      }
    }
    return max(0, upper(worst, level + risk))
  }

  /// The order statistic that exceeds a share of the draws.
  private func upper(_ draws: [Double], _ probability: Double) -> Double {
    let rank = (probability * Double(replicates + 1)).rounded(.up)
    return draws.sorted()[min(replicates, max(1, Int(rank))) - 1]
  }
}

/// A statement against a size: that a quantity is positive.
private struct Charge {
  let estimate: Double
  let spread: Double
  /// Of a draw from the estimate.
  let deviation: (Int) -> Double

  /// In standard errors; certain where nothing varies.
  var evidence: Double {
    if spread > 0 { return estimate / spread }
    return estimate > 1e-12 ? .infinity : -.infinity
  }
}
