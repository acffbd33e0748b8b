import Statistics

/// Random choices of a prior.
struct Draws {
  var generator: Xoshiro256PlusPlus

  mutating func chance(_ probability: Double) -> Bool { generator.uniform() < probability }

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * generator.uniform()
  }

  /// Uniform in the logarithm.
  mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    exponential(uniform(logarithm(low), logarithm(high)))
  }

  /// One of some choices, each with equal probability; write a choice twice to double its weight.
  mutating func pick<Choice>(_ first: Choice, _ others: Choice...) -> Choice {
    let index = generator.index(below: 1 + others.count)
    return index == 0 ? first : others[index - 1]
  }
}
