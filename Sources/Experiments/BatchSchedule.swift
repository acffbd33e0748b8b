import Statistics

/// The order in which batches of several runs take turns: randomised blocks.
///
/// Each round visits every run once, in an order of its own, so that drift of the platform falls on all runs
/// alike. The order of a round depends on seed and round alone, which lets a resumed campaign continue it.
struct BatchSchedule: Hashable, Sendable {
  var runCount: Int
  var seed: UInt64

  /// The runs in the order of round `round`.
  ///
  /// The shuffle (Fisher and Yates) is spelled out since that of the standard library may change.
  func order(ofRound round: Int) -> [Int] {
    var seeds = SplitMix64(state: seed ^ UInt64(truncatingIfNeeded: round) &* 0xd134_2543_de82_ef95)
    var order = Array(0..<runCount)
    for last in stride(from: runCount - 1, to: 0, by: -1) {
      let chosen = Int(seeds.next().multipliedFullWidth(by: UInt64(last + 1)).high)
      order.swapAt(last, chosen)
    }
    return order
  }
}
