/// The number of marked items among those drawn without replacement.
///
/// By drawing item by item for few draws, otherwise by ratio of uniforms (Stadlober, "The ratio of
/// uniforms approach for generating discrete random variates", J. Comput. Appl. Math. 31, 1990, algorithm
/// HRUA*).
public struct HypergeometricSampler: Hashable, Sendable {
  /// Items in all.
  public let population: Int
  /// Marked items among them.
  public let marked: Int
  /// Items drawn.
  public let draws: Int

  /// The smaller of marked and unmarked, and of drawn and left: the law is symmetric in both.
  private let few: Int
  private let taken: Int
  private let center: Double
  private let width: Double
  /// Sum of the logarithms of the factorials at the mode; see ``logFactorials(_:)``.
  private let modeFactorials: Double
  private let logModeMass: Double

  /// Prepares the draws.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless 0 ≤ marked, draws ≤
  ///   population ≤ 2⁵³.
  public init(population: Int, marked: Int, draws: Int) throws(StatisticsError) {
    try requireCount(population, "population")
    for (count, name) in [(marked, "marked items"), (draws, "draws")] where count < 0 || count > population {
      throw .outOfRange(parameter: name, value: Double(count), range: "[0, \(population)]")
    }
    self.population = population
    self.marked = marked
    self.draws = draws
    few = min(marked, population - marked)
    taken = min(draws, population - draws)
    let n = Double(population)
    let share = population == 0 ? 0 : Double(few) / n
    let m = Double(taken)
    let variance = population < 2 ? 0 : m * share * (1 - share) * (n - m) / (n - 1)
    center = m * share + 0.5
    // 2 √(2/e) and 3 − 2 √(3/e): the rectangle of the ratio of uniforms.
    width = 1.7155277699214135 * (variance + 0.5).squareRoot() + 0.8989161620588988
    let mode = min(Int((m + 1) * (Double(few) + 1) / (n + 2)), few)
    logModeMass = Self.logMass(mode, population: population, marked: few, draws: taken)
    modeFactorials = Self.logFactorials(mode, few: few, taken: taken, others: population - few - taken)
  }

  /// The next count.
  public func draw(using generator: inout Xoshiro256PlusPlus) -> Int {
    var count = taken <= 10 ? oneByOne(using: &generator) : rejected(using: &generator)
    if marked > few { count = taken - count }
    return draws > taken ? marked - count : count
  }

  private func oneByOne(using generator: inout Xoshiro256PlusPlus) -> Int {
    var left = few
    for position in 0..<taken where generator.index(below: population - position) < left { left -= 1 }
    return few - left
  }

  private func rejected(using generator: inout Xoshiro256PlusPlus) -> Int {
    let end = Double(min(taken, few) + 1)
    while true {
      let x = generator.openUniform()
      let y = generator.uniform()
      let w = center + width * (y - 0.5) / x
      if w < 0 || w >= end { continue }
      let count = Int(w)
      let t = logMassAboveMode(count)
      if x * (4 - x) - 3 <= t { return count }
      if x * (x - t) >= 1 { continue }
      if 2 * logarithm(x) <= t { return count }
    }
  }

  /// ln of the probability of a count over that of the most probable one.
  private func logMassAboveMode(_ count: Int) -> Double {
    if population > Self.largestPlainPopulation {
      return Self.logMass(count, population: population, marked: few, draws: taken) - logModeMass
    }
    let others = population - few - taken
    return modeFactorials - Self.logFactorials(count, few: few, taken: taken, others: others)
  }

  /// What depends on the count in its probability: ln of k! (few − k)! (taken − k)! (others + k)!.
  private static func logFactorials(_ k: Int, few: Int, taken: Int, others: Int) -> Double {
    logFactorial(k) + logFactorial(few - k) + logFactorial(taken - k) + logFactorial(others + k)
  }

  /// Up to here logarithms of factorials lose less than 1e-8 by cancellation, which no count of draws sees.
  private static let largestPlainPopulation = 1_000_000

  /// ln of the probability of `k` marked items, from three binomial masses, which keeps digits for large
  /// populations where factorials would lose them (Loader 2000).
  static func logMass(_ k: Int, population: Int, marked: Int, draws: Int) -> Double {
    if k < 0 || k > marked || k > draws || draws - k > population - marked { return -.infinity }
    if population == 0 { return 0 }
    let p = Double(draws) / Double(population)
    let hits = Binomial(uncheckedTrials: marked, probability: p).logMass(k)
    let misses = Binomial(uncheckedTrials: population - marked, probability: p).logMass(draws - k)
    return hits + misses - Binomial(uncheckedTrials: population, probability: p).logMass(draws)
  }
}
