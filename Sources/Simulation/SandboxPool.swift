import Statistics

/// Sandboxes that serve calls, of which each serves one call at a time.
struct SandboxPool {
  /// A sandbox on its machine.
  struct Sandbox {
    var id: Int
    var host: Int
    /// Logarithm of the factor on the handler's time.
    var effect: Double
    /// When it can take the next call, in µs after the start.
    var freeAt = 0.0
  }

  private var generator: Xoshiro256PlusPlus
  private let spread: Double
  private let hostEffects: [Double]
  private(set) var sandboxes: [Sandbox] = []
  private var created = 0

  init(_ scenario: LatencyScenario, generator: Xoshiro256PlusPlus) {
    var generator = generator
    spread = scenario.effects.sandbox
    var hosts = scenario.sandboxes.hosts
    if let planting = scenario.planting, planting.placement == .host {
      hosts = max(2, Int((1 / planting.share).rounded()))
    }
    hostEffects = (0..<hosts).map { _ in scenario.effects.host * generator.normal() }
    self.generator = generator
    // The same number of sandboxes on every machine, so that a machine's share of calls is known.
    let each = (max(scenario.sandboxes.warm, scenario.load.batchSize) + hosts - 1) / hosts
    for sandbox in 0..<(each * hosts) { add(on: sandbox % hosts) }
  }

  /// Number of machines.
  var hostCount: Int { hostEffects.count }

  /// A sandbox that is free at an instant: one of the pool, another warm one when all are busy, or a new one.
  mutating func take(at instant: Double, new: Bool) -> Int {
    let free = sandboxes.indices.filter { sandboxes[$0].freeAt <= instant }
    let choice = generator.index(below: max(1, free.count))
    guard let chosen = free.isEmpty ? nil : free[choice] else {
      add(on: generator.index(below: hostEffects.count))
      return sandboxes.count - 1
    }
    if new {
      add(on: generator.index(below: hostEffects.count))
      sandboxes.swapAt(chosen, sandboxes.count - 1)
      sandboxes.removeLast()
    }
    return chosen
  }

  /// Keeps a sandbox busy until an instant.
  mutating func occupy(_ index: Int, until instant: Double) { sandboxes[index].freeAt = instant }

  private mutating func add(on host: Int) {
    sandboxes.append(
      Sandbox(id: created, host: host, effect: hostEffects[host] + spread * generator.normal()))
    created += 1
  }
}
