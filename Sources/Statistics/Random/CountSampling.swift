/// Cumulative probabilities of a count with a small mean, searched from 0.
struct InversionTable: Hashable, Sendable {
  private var cumulative: [Double]

  /// - Parameters:
  ///   - first: Probability of 0.
  ///   - ratio: Probability of k over that of k − 1.
  init(first: Double, ratio: (Int) -> Double) {
    var mass = first
    var sum = first
    cumulative = [first]
    var k = 1
    // Stops where a double no longer sees the rest, on the falling side of the law.
    while mass > 1e-18 || ratio(k) > 1 {
      mass *= ratio(k)
      if mass == 0 { break }
      sum += mass
      cumulative.append(sum)
      k += 1
    }
    cumulative[cumulative.count - 1] = 1
  }

  func draw(using generator: inout Xoshiro256PlusPlus) -> Int {
    let u = generator.uniform()
    var k = 0
    while cumulative[k] <= u { k += 1 }
    return k
  }
}

/// Draws from one Poisson law.
///
/// Inversion by table for means below 10, transformed rejection above (Hörmann, "The transformed rejection
/// method for generating Poisson random variables", 1993, algorithm PTRS).
public struct PoissonSampler: Hashable, Sendable {
  private let law: Poisson
  private let table: InversionTable?
  private let a: Double
  private let b: Double
  private let logInverseAlpha: Double
  private let acceptance: Double
  private let logMean: Double

  /// Prepares the draws.
  public init(_ law: Poisson) {
    self.law = law
    let mean = law.mean
    table = mean < 10 ? InversionTable(first: exponential(-mean)) { mean / Double($0) } : nil
    b = 0.931 + 2.53 * mean.squareRoot()
    a = -0.059 + 0.02483 * b
    logInverseAlpha = logarithm(1.1239 + 1.1328 / (b - 3.4))
    acceptance = 0.9277 - 3.6224 / (b - 2)
    logMean = logarithm(mean)
  }

  /// The next count.
  public func draw(using generator: inout Xoshiro256PlusPlus) -> Int {
    if let table { return table.draw(using: &generator) }
    while true {
      let u = generator.uniform() - 0.5
      let v = generator.openUniform()
      let us = 0.5 - abs(u)
      let x = ((2 * a / us + b) * u + law.mean + 0.43).rounded(.down)
      if us >= 0.07, v <= acceptance { return Int(x) }
      if x < 0 || (us < 0.013 && v > us) || x > 1e18 { continue }
      let bound = logarithm(v) + logInverseAlpha - logarithm(a / (us * us) + b)
      if bound <= law.logMass(Int(x)) { return Int(x) }
    }
  }
}

/// Draws from one binomial law.
///
/// Inversion by table where n min(p, 1 − p) < 10, transformed rejection otherwise (Hörmann, "The
/// generation of binomial random variates", J. Stat. Comput. Simul. 46, 1993, algorithm BTRS).
public struct BinomialSampler: Hashable, Sendable {
  private let law: Binomial
  private let folded: Binomial
  private let table: InversionTable?
  private let a: Double
  private let b: Double
  private let center: Double
  private let acceptance: Double
  private let alpha: Double
  private let logModeMass: Double

  /// Prepares the draws.
  public init(_ law: Binomial) {
    self.law = law
    folded = law.probability <= 0.5 ? law : law.mirrored
    let n = Double(folded.trials)
    let p = folded.probability
    let odds = p / (1 - p)
    let trials = folded.trials
    table =
      n * p < 10
      ? InversionTable(first: exponential(n * logarithm(onePlus: -p))) {
        $0 > trials ? 0 : Double(trials - $0 + 1) / Double($0) * odds
      } : nil
    let spread = folded.standardDeviation
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    center = n * p + 0.5
    acceptance = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spread
    logModeMass = folded.logMass(Int((n + 1) * p))
  }

  /// The next count.
  public func draw(using generator: inout Xoshiro256PlusPlus) -> Int {
    let count = table.map { $0.draw(using: &generator) } ?? rejected(using: &generator)
    return law.probability <= 0.5 ? count : law.trials - count
  }

  private func rejected(using generator: inout Xoshiro256PlusPlus) -> Int {
    while true {
      let v = generator.openUniform()
      let u = generator.uniform() - 0.5
      let us = 0.5 - abs(u)
      let x = ((2 * a / us + b) * u + center).rounded(.down)
      if us >= 0.07, v <= acceptance { return Int(x) }
      if x < 0 || x > Double(folded.trials) { continue }
      let bound = logarithm(v * alpha / (a / (us * us) + b))
      if bound <= folded.logMass(Int(x)) - logModeMass { return Int(x) }
    }
  }
}

extension Poisson {
  /// Prepares draws from this law.
  public func sampler() -> PoissonSampler { PoissonSampler(self) }
}

extension Binomial {
  /// Prepares draws from this law.
  public func sampler() -> BinomialSampler { BinomialSampler(self) }

  /// The law of the failures.
  var mirrored: Binomial { Binomial(uncheckedTrials: trials, probability: 1 - probability) }
}
