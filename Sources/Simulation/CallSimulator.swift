import Measurements
import Statistics

/// Makes the calls of a scenario one after the other, in the order of sending.
struct CallSimulator {
  /// What happened in a call.
  struct Call {
    var parts = CallParts()
    var batch = 0
    /// Instants in µs after the start.
    var scheduled: Double?
    var sent = 0.0
    var done = 0.0
    var isNew = false
    var status = Status.ok
    var attempts = 1
    var sandbox = SandboxPool.Sandbox(id: 0, host: 0, effect: 0)
    /// What the cause added, in µs.
    var planted = 0.0
    /// Jump of the clock that the client time was read from, in µs.
    var clockJump = 0.0
  }

  private let scenario: LatencyScenario
  private let plan: CallPlan
  private var pool: SandboxPool
  private var generator: Xoshiro256PlusPlus
  private var surroundings: Xoshiro256PlusPlus
  private let noisyHost: Int
  private var batchEffect = 0.0

  init(_ scenario: LatencyScenario) {
    let streams = RandomStreams(seed: scenario.seed)
    self.scenario = scenario
    plan = CallPlan(scenario, streams: streams)
    generator = streams[0]
    surroundings = streams[3]
    pool = SandboxPool(scenario, generator: streams[4])
    var choice = streams[5]
    noisyHost = choice.index(below: pool.hostCount)
  }

  /// All calls, in the order of sending.
  mutating func calls() -> [Call] {
    let load = scenario.load
    var calls: [Call] = []
    calls.reserveCapacity(load.calls)
    var clock = 0.0
    for batch in 0..<scenario.batchCount {
      nextBatchEffect(isFirst: batch == 0)
      let due = plan.scheduled.isEmpty ? clock : plan.scheduled[batch]
      var end = due
      for index in batch * load.batchSize..<min(load.calls, (batch + 1) * load.batchSize) {
        let call = self.call(index, batch, due: due)
        end = max(end, call.done)
        calls.append(call)
      }
      clock = end + load.gapMicroseconds * (0.9 + 0.2 * surroundings.uniform())
    }
    return calls.enumerated().sorted { ($0.element.sent, $0.offset) < ($1.element.sent, $1.offset) }
      .map(\.element)
  }

  /// Effects of batches follow a stationary autoregression.
  private mutating func nextBatchEffect(isFirst: Bool) {
    let correlation = isFirst ? 0 : scenario.effects.batchCorrelation
    let fresh = scenario.effects.batch * (1 - correlation * correlation).squareRoot()
    batchEffect = correlation * batchEffect + fresh * surroundings.normal()
  }

  private mutating func call(_ index: Int, _ batch: Int, due: Double) -> Call {
    var call = Call()
    call.batch = batch
    call.attempts = plan.attempts[index]
    // Calls of a batch leave within a fraction of a millisecond of each other.
    let delay = 20 + 60 * exponential(0.5 * generator.normal())
    if scenario.load.arrival == .open {
      call.scheduled = due
      call.parts.lateness = delay
    }
    let isLoadLate = scenario.planting?.cause == .loadGenerator
    if isLoadLate { call.parts.lateness += plan.extras[index] }
    call.sent = due + (isLoadLate ? plan.extras[index] : 0) + delay
    let startsCold = surroundings.uniform() < scenario.sandboxes.coldShare
    call.isNew = startsCold || (plan.extras[index] > 0 && (scenario.planting?.cause.makesSandboxes ?? false))
    let place = pool.take(at: call.sent, new: call.isNew)
    call.sandbox = pool.sandboxes[place]
    drawParts(&call, progress: Double(index) / Double(scenario.load.calls))
    if startsCold {
      let cold = scenario.sandboxes.coldMicroseconds * exponential(0.3 * surroundings.normal())
      call.parts[.initialisation] += 0.8 * cold
      call.parts[.queue] += 0.2 * cold
    }
    plant(&call, extra: plan.extras[index])
    fail(&call, refused: plan.refused[index])
    call.done = call.sent + call.parts.client
    pool.occupy(place, until: call.done)
    return call
  }

  /// The parts of a call before any cause: shifted lognormal, with what calls share as factors.
  private mutating func drawParts(_ call: inout Call, progress: Double) {
    let time = batchEffect + scenario.effects.drift * (progress - 0.5)
    let everywhere = exponential(time)
    let inside = exponential(time + call.sandbox.effect)
    for segment in Segment.allCases {
      let normal = generator.normal()
      guard let law = scenario.segments[segment] else { continue }
      if segment == .initialisation && !call.isNew { continue }
      let factor: Double =
        switch segment {
        case .compute, .download, .upload, .runtime, .initialisation: inside
        case .network, .queue, .reply: everywhere
        case .dns, .connect, .tls: 1
        }
      call.parts[segment] = law.value(normal: normal, factor: factor)
    }
    let mode = generator.uniform()
    if let second = scenario.secondMode, mode < second.share { call.parts[.compute] *= second.factor }
  }

  /// Adds what the cause adds.
  private func plant(_ call: inout Call, extra: Double) {
    guard let planting = scenario.planting, extra > 0 else { return }
    switch planting.cause {
    case .coldStart, .sandboxCreation, .runtimeInit:
      let creation = planting.creationShare * extra
      call.parts[.queue] += creation
      call.parts[.initialisation] += extra - creation
      call.planted =
        switch planting.cause {
        case .sandboxCreation: creation
        case .runtimeInit: extra - creation
        default: extra
        }
    case .noisyHost:
      guard call.sandbox.host == noisyHost else { return }
      call.parts[.compute] += extra
      call.planted = extra
    case .clockError:
      call.clockJump = extra
      call.planted = extra
    case .loadGenerator: call.planted = extra
    case .clientConnection, .storage, .firstBatch, .throttling, .processorQuota:
      call.parts[planting.segment ?? planting.cause.defaultSegment] += extra
      call.planted = extra
    }
  }

  /// Ends a call early when the platform refuses it or the function fails.
  private mutating func fail(_ call: inout Call, refused: Bool) {
    let fails = surroundings.uniform() < scenario.failureShare
    if refused {
      call.status = .throttled
      for segment in [Segment.queue, .initialisation, .runtime, .download, .compute, .upload] {
        call.parts[segment] = 0
      }
    } else if fails {
      call.status = .functionError
      call.parts[.upload] = 0
    }
  }
}

extension PlantedCause {
  /// Whether every call that is hit comes to a new sandbox.
  fileprivate var makesSandboxes: Bool {
    [.coldStart, .sandboxCreation, .runtimeInit].contains(self)
  }

  /// Part that is lengthened unless the scenario says another.
  fileprivate var defaultSegment: Segment {
    switch self {
    case .clientConnection: .connect
    case .storage: .download
    case .processorQuota, .noisyHost: .compute
    default: .network
    }
  }
}
