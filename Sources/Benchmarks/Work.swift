/// One thing to measure; its name is that of the peer's function in `scripts/peers.py`.
struct Work: Sendable {
  let name: String
  /// Reads the inputs and returns what is to be timed; the number returned lets a reader compare answers.
  let prepare: @Sendable (Inputs) throws -> () throws -> Double

  init(_ name: String, _ prepare: @escaping @Sendable (Inputs) throws -> () throws -> Double) {
    self.name = name
    self.prepare = prepare
  }

  static let all: [Work] =
    descriptive + resampling + tests + regression + quantileRegression
    + changePoints + outliers + tails + figures
}
