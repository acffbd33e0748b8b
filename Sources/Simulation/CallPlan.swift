import Measurements
import Statistics

/// When calls are due, and which of them a cause hits by how much: everything about a scenario that does not
/// depend on how long calls take.
struct CallPlan {
  /// Due instants in µs after the start, by batch; empty for closed arrivals.
  let scheduled: [Double]
  /// What the cause adds to each call in µs, 0 for those it spares; for a noisy host, what it adds there.
  private(set) var extras: [Double]
  /// How often each call is sent.
  private(set) var attempts: [Int]
  /// Calls that are refused for good.
  private(set) var refused: [Bool]

  init(_ scenario: LatencyScenario, streams: RandomStreams) {
    let load = scenario.load
    var arrivals = streams[1]
    var generator = streams[2]
    var scheduled: [Double] = []
    if load.arrival == .open {
      var due = 0.0
      for _ in 0..<scenario.batchCount {
        scheduled.append(due)
        due += load.gapMicroseconds * arrivals.exponential()
      }
    }
    self.scheduled = scheduled
    extras = [Double](repeating: 0, count: load.calls)
    attempts = [Int](repeating: 1, count: load.calls)
    refused = [Bool](repeating: false, count: load.calls)
    guard let planting = scenario.planting else { return }
    if planting.placement == .stalls {
      stall(planting, load, &generator)
      return
    }
    let hits = Self.hits(planting, load, &generator)
    for call in hits.indices where hits[call] {
      extras[call] = extra(planting, call, load, &generator)
    }
    if planting.cause == .throttling { refuse(planting, hits, load, &generator) }
  }

  /// Which calls are hit.
  private static func hits(
    _ planting: Planting, _ load: LatencyScenario.Load, _ generator: inout Xoshiro256PlusPlus
  ) -> [Bool] {
    var hits = [Bool](repeating: planting.placement == .host, count: load.calls)
    let wanted = min(load.calls, max(1, Int((planting.share * Double(load.calls)).rounded())))
    switch planting.placement {
    case .host, .stalls: break
    case .scattered:
      var order = Array(0..<load.calls)
      generator.shuffle(&order)
      for call in order.prefix(wanted) { hits[call] = true }
    case .first:
      let batches = max(1, Int((Double(wanted) / Double(load.batchSize)).rounded()))
      for call in 0..<min(load.calls, batches * load.batchSize) { hits[call] = true }
    case .episodes:
      let length = max(1, wanted / planting.episodes)
      var left = wanted
      // Episodes that meet leave fewer calls than wanted, so there may be more of them than asked for.
      for _ in 0..<(20 * planting.episodes) where left > 0 {
        // Not the first batch, whose calls may be slow for reasons of their own.
        let first =
          (1 + generator.index(below: max(1, (load.calls - length) / load.batchSize))) * load.batchSize
        for call in min(load.calls, first)..<min(load.calls, first + length) where !hits[call] && left > 0 {
          hits[call] = true
          left -= 1
        }
      }
    }
    return hits
  }

  /// What a hit adds to a call, by the law of its cause.
  private mutating func extra(
    _ planting: Planting, _ call: Int, _ load: LatencyScenario.Load,
    _ generator: inout Xoshiro256PlusPlus
  ) -> Double {
    let size = planting.sizeMicroseconds
    let varied = exponential(planting.spread * generator.normal())
    switch planting.cause {
    case .clientConnection where planting.placement == .scattered && size < 2e6:
      // A second handshake after 1 s, a third after 3 s: a packet that is lost once may be lost again.
      return size * [1, 1, 1, 1, 1, 1, 1, 3, 3, 7][generator.index(below: 10)] + size * abs(varied - 1)
    case .clientConnection:
      return size + size * abs(varied - 1)
    case .processorQuota:
      let periods = Double([1, 1, 1, 1, 1, 1, 2, 2, 2, 3][generator.index(below: 10)])
      return size * periods * varied
    case .throttling:
      let repeats = [1, 1, 1, 1, 1, 2, 2, 2, 3, 3][generator.index(below: 10)]
      attempts[call] = 1 + repeats
      return size * Double((1 << repeats) - 1) * varied
    case .firstBatch:
      var factor = varied
      for _ in 0..<(call / load.batchSize) { factor *= planting.decay }
      return size * factor
    default: return size * varied
    }
  }

  /// Refuses some of the calls that are sent together with hits, or hits themselves when all others are hit.
  private mutating func refuse(
    _ planting: Planting, _ hits: [Bool], _ load: LatencyScenario.Load,
    _ generator: inout Xoshiro256PlusPlus
  ) {
    for call in hits.indices where hits[call] && generator.uniform() < planting.refusedShare {
      let batch = call / load.batchSize * load.batchSize
      let near =
        load.batchSize > 1 ? batch..<min(load.calls, batch + load.batchSize) : max(0, call - 3)..<call
      let spared = near.filter { !hits[$0] }
      refused[spared.isEmpty ? call : spared[generator.index(below: spared.count)]] = true
    }
  }

  /// Delays what is due while the load generator stands still, until enough calls are late.
  private mutating func stall(
    _ planting: Planting, _ load: LatencyScenario.Load, _ generator: inout Xoshiro256PlusPlus
  ) {
    let wanted = max(1, Int((planting.share * Double(load.calls)).rounded()))
    var late = 0
    for _ in 0..<(20 * wanted) where late < wanted {
      let length = planting.sizeMicroseconds * exponential(planting.spread * generator.normal())
      // The stall begins somewhere before the first batch that it delays.
      var batch = generator.index(below: scheduled.count)
      let end = scheduled[batch] + length * (0.3 + 0.7 * generator.uniform())
      while batch < scheduled.count, scheduled[batch] < end {
        let calls = batch * load.batchSize..<min(load.calls, (batch + 1) * load.batchSize)
        for call in calls {
          if extras[call] == 0 { late += 1 }
          extras[call] = max(extras[call], end - scheduled[batch])
        }
        batch += 1
      }
    }
  }
}
