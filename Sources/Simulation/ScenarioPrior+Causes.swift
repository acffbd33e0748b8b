import Measurements

extension ScenarioPrior {
  /// Adds a cause, with the load and the columns that let it be told.
  func plant(
    _ cause: PlantedCause, in scenario: inout LatencyScenario, _ draws: inout Draws
  ) throws(SimulationError) {
    fit(cause, &scenario, &draws)
    var planting = Planting(cause, share: 0.01, sizeMicroseconds: 1)
    place(&planting, scenario, &draws)
    let reach = try Self.reach(scenario)
    switch cause {
    case .clientConnection:
      let segment = draws.pick(Segment.dns, .connect, .connect, .tls)
      planting.segment = segment
      let seconds: Double =
        switch segment {
        case .dns: draws.pick(5, 5, 5, 15)
        case .tls: draws.pick(1, 3, 5)
        default: draws.pick(1, 3, 7, 15)
        }
      planting.sizeMicroseconds = 1e6 * seconds
      planting.spread = draws.uniform(0.002, 0.02)
    case .throttling:
      planting.sizeMicroseconds = draws.pick(100_000, 200_000, 500_000, 1_000_000)
      planting.spread = draws.uniform(0.02, 0.25)
      planting.refusedShare = draws.chance(0.5) ? draws.uniform(0.1, 0.5) : 0
    case .processorQuota:
      planting.sizeMicroseconds =
        draws.chance(0.8) ? draws.pick(100_000, 100_000, 20_000) : draws.uniform(30_000, 200_000)
      planting.spread = draws.uniform(0.002, 0.02)
    case .firstBatch:
      planting.segment = draws.pick(Segment.network, .compute)
      planting.decay = draws.uniform(0.3, 0.7)
      planting.sizeMicroseconds = reach * draws.uniform(2, 6)
    case .storage:
      planting.segment = draws.pick(Segment.download, .upload)
      planting.spread = draws.uniform(0.2, 0.6)
      planting.sizeMicroseconds = reach * draws.uniform(2, 6)
    case .coldStart:
      planting.creationShare = draws.uniform(0.3, 0.7)
      planting.sizeMicroseconds = reach * draws.uniform(1.5, 6)
    case .sandboxCreation, .runtimeInit:
      let main = draws.uniform(0.85, 0.97)
      planting.creationShare = cause == .sandboxCreation ? main : 1 - main
      planting.sizeMicroseconds = reach * draws.uniform(1.5, 6)
    case .noisyHost:
      planting.spread = draws.uniform(0.1, 0.4)
      planting.sizeMicroseconds = reach * draws.uniform(1.5, 5)
    case .clockError, .loadGenerator:
      planting.sizeMicroseconds = reach * draws.uniform(3, 8)
    }
    if cause.hasFixedSize {
      shorten(&scenario, by: planting.sizeMicroseconds / (draws.uniform(2, 5) * reach))
    }
    if cause == .processorQuota { steady(&scenario, period: planting.sizeMicroseconds) }
    if cause == .loadGenerator { spaceOut(&scenario, planting) }
    scenario.planting = planting
    scenario.columns = Columns.telling(planting, among: Set(scenario.columns), &draws)
    if scenario.planting?.refusedShare == 0, cause == .throttling,
      !scenario.columns.contains(LatencyScenario.attemptsColumn)
    {
      scenario.planting?.refusedShare = draws.uniform(0.2, 0.6)
    }
  }

  /// Gives the scenario what the cause needs.
  private func fit(_ cause: PlantedCause, _ scenario: inout LatencyScenario, _ draws: inout Draws) {
    let calls = scenario.load.calls
    switch cause {
    case .firstBatch:
      let share = self.share ?? draws.logUniform(0.005, 0.1)
      scenario.load.batchSize = min(max(5, Int(share * Double(calls))), 200, max(1, calls / 8))
      scenario.sandboxes.warm = max(scenario.sandboxes.warm, scenario.load.batchSize)
    case .noisyHost:
      // Some sandboxes on each machine.
      scenario.sandboxes.warm = max(scenario.sandboxes.warm, Int(draws.uniform(20, 120)))
    case .processorQuota:
      scenario.secondMode = nil
      scenario.effects.batch = min(scenario.effects.batch, 0.05)
      scenario.effects.sandbox = min(scenario.effects.sandbox, 0.05)
      scenario.effects.host = 0
      scenario.effects.drift *= 0.2
    default: break
    }
    if scenario.sandboxes.coldShare > 0, cause.isColdStart { scenario.sandboxes.coldShare = 0 }
  }

  private func place(_ planting: inout Planting, _ scenario: LatencyScenario, _ draws: inout Draws) {
    let load = scenario.load
    let calls = Double(load.calls)
    planting.share = min(0.3, max(share ?? draws.logUniform(0.005, 0.08), share == nil ? 8 / calls : 0))
    planting.placement = Planting.placements(of: planting.cause)[0]
    switch planting.cause {
    case .noisyHost:
      if share == nil { planting.share = max(planting.share, draws.uniform(0.02, 0.08)) }
    case .firstBatch:
      let most = max(1, Int(0.12 * calls / Double(load.batchSize)))
      let batches = draws.chance(0.7) ? 1 : min(most, draws.pick(2, 3, 4))
      if share == nil { planting.share = min(0.5, Double(batches * load.batchSize) / calls) }
    case .loadGenerator, .processorQuota: break
    case .clockError where load.arrival == .closed && load.batchSize > 1:
      planting.placement = .episodes
      planting.movesInstants = draws.chance(0.4)
      wholeBatches(&planting, load, &draws)
    default:
      if draws.chance(0.5) {
        planting.placement = .episodes
        wholeBatches(&planting, load, &draws)
      }
    }
  }

  /// Makes episodes of one batch each, or of several calls when calls are sent one by one.
  private func wholeBatches(
    _ planting: inout Planting, _ load: LatencyScenario.Load, _ draws: inout Draws
  ) {
    let size = Double(load.batchSize)
    let calls = Double(load.calls)
    if load.batchSize < 5 {
      planting.episodes = draws.pick(1, 2, 3, 5)
      return
    }
    let batches = max(1, Int((planting.share * calls / size).rounded()))
    planting.episodes = batches
    if share == nil { planting.share = min(0.5, Double(batches) * size / calls) }
  }

  /// Makes all times shorter, so that a size that nature fixes stands out.
  private func shorten(_ scenario: inout LatencyScenario, by factor: Double) {
    if factor >= 1 { return }
    for segment in Segment.allCases { scenario.segments[segment]?.medianMicroseconds *= factor }
    scenario.load.gapMicroseconds *= factor
    scenario.sandboxes.coldMicroseconds *= factor
    if scenario.segments.totalMedian < 300_000 {
      scenario.resolutionMicroseconds = min(1000, scenario.resolutionMicroseconds)
    }
  }

  /// Sends so seldom that one stall delays no more calls than are to be hit.
  private func spaceOut(_ scenario: inout LatencyScenario, _ planting: Planting) {
    let wanted = planting.share * Double(scenario.load.calls)
    let least = planting.sizeMicroseconds * Double(scenario.load.batchSize) / max(1, wanted)
    scenario.load.gapMicroseconds = max(scenario.load.gapMicroseconds, least)
  }

  /// Keeps the handler so steady that whole periods can be seen.
  private func steady(_ scenario: inout LatencyScenario, period: Double) {
    for segment in [Segment.compute, .download, .upload] {
      guard let law = scenario.segments[segment] else { continue }
      let varies = law.medianMicroseconds * (1 - law.fixedShare)
      scenario.segments[segment]?.spread = min(law.spread, period / (12 * max(1, varies)))
    }
    scenario.resolutionMicroseconds = min(scenario.resolutionMicroseconds, 1000)
  }
}

extension PlantedCause {
  fileprivate var isColdStart: Bool { [.coldStart, .sandboxCreation, .runtimeInit].contains(self) }

  fileprivate var hasFixedSize: Bool {
    [.clientConnection, .throttling, .processorQuota].contains(self)
  }
}
