package import Experiments
import Foundation
import Measurements
package import Platforms
import Synchronization

/// How a simulated platform behaves.
package struct SimulatedBehaviour: Sendable {
  /// Median time of a warm call in ms.
  package var warmMilliseconds = 20.0
  /// What a cold start adds, in ms.
  package var coldStartMilliseconds = 200.0
  /// Standard deviation of the logarithm of a call's time.
  package var spread = 0.1
  /// Standard deviation of the logarithm of a factor that calls sent at the same moment share.
  package var batchSpread = 0.0
  /// Share of calls that end in an error of the function.
  package var failingShare = 0.0
  /// Share of calls whose reply is wrong.
  package var wrongReplyShare = 0.0
  /// Share of calls that are never answered.
  package var hangingShare = 0.0
  /// Calls in flight above which calls are throttled.
  package var throttledAbove: Int?
  /// Whether sandboxes are there from the beginning and survive `forceColdStart`.
  package var isNeverCold = false
  /// Whether no sandbox serves twice.
  package var isNeverWarm = false
  /// Whether records show if a call was a cold start.
  package var showsStart = true
  /// Whether cold starts can be forced at all.
  package var forcesColdStarts = true
  /// Whether memory can be chosen.
  package var choosesMemory = true
  /// Forced cold starts that fail before the first one works.
  package var failingColdStarts = 0
  /// Whether deployment fails.
  package var failsToDeploy = false
  /// Factor of all times at a moment in ns since 1970, for changes, patterns and drift.
  package var level: @Sendable (Int) -> Double = { _ in 1 }
  /// Whether the platform is out of order at a moment in ns since 1970: it neither deploys nor answers in time.
  package var isOut: @Sendable (Int) -> Bool = { _ in false }

  /// Creates the behaviour of a platform without faults.
  package init() {}
}

/// A platform that exists in simulated time only.
///
/// Each function has sandboxes that serve one call at a time. A call that finds none idle starts a new one.
package final class SimulatedPlatform: Platform {
  /// How it behaves.
  package let behaviour: SimulatedBehaviour
  private let clock: any ExperimentClock
  private let seed: UInt64
  private let reply: @Sendable ([UInt8]) -> [UInt8]
  private let onInvocation: @Sendable (Int) -> Void
  private let state = Mutex(State())

  /// What happened so far.
  package struct State: Sendable {
    /// Calls that were begun.
    package var invocations = 0
    /// Order in which functions were called: the function of each call.
    package var calledFunctions: [String] = []
    /// Times a cold start was asked for.
    package var forcedColdStarts = 0
    /// Functions that are deployed.
    package var functions: Set<String> = []
    var idle: [String: [Int]] = [:]
    var generation: [String: Int] = [:]
    var sandboxes = 0
    var inFlight = 0
  }

  /// Creates a platform.
  ///
  /// - Parameters:
  ///   - reply: The right reply to an event.
  ///   - onInvocation: Called at the beginning of every call with its number, from 1.
  package init(
    _ behaviour: SimulatedBehaviour = SimulatedBehaviour(), clock: any ExperimentClock, seed: UInt64 = 1,
    reply: @escaping @Sendable ([UInt8]) -> [UInt8] = EchoWorkload.reply(to:),
    onInvocation: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.behaviour = behaviour
    self.clock = clock
    self.seed = seed
    self.reply = reply
    self.onInvocation = onInvocation
  }

  package let name = "simulated"
  package let notices = ["Times are simulated."]
  package let environment = ["simulation": "yes"]
  package var capabilities: PlatformCapabilities {
    PlatformCapabilities(
      forcesColdStarts: behaviour.forcesColdStarts, showsStart: behaviour.showsStart,
      choosesMemory: behaviour.choosesMemory, deploys: true, isolation: "simulation")
  }

  /// What happened so far.
  package var history: State { state.withLock { $0 } }

  package func deploy(
    _ package: FunctionPackage, settings: FunctionSettings
  ) async throws -> DeployedFunction {
    if behaviour.failsToDeploy || behaviour.isOut(clock.unixNanoseconds) {
      throw PlatformError("no space left", request: "deploy \(package.name)", remedy: "Make room.")
    }
    var configuration = Configuration()
    configuration.platform = name
    configuration.memoryMB = settings.memoryMB
    let id = "\(package.name)-\(settings.memoryMB ?? 0)"
    configuration.function = id
    state.withLock { state in _ = state.functions.insert(id) }
    return DeployedFunction(id: id, configuration: configuration)
  }

  package func forceColdStart(_ function: DeployedFunction) async throws {
    let attempt = state.withLock { state in
      state.forcedColdStarts += 1
      return state.forcedColdStarts
    }
    if attempt <= behaviour.failingColdStarts {
      throw PlatformError("too many requests", request: "update \(function.id)", remedy: "Wait.")
    }
    try await clock.sleep(nanoseconds: 50_000_000)
    guard !behaviour.isNeverCold else { return }
    state.withLock { state in
      state.idle[function.id] = []
      state.generation[function.id, default: 0] += 1
    }
  }

  package func remove(_ function: DeployedFunction) async throws {
    state.withLock { state in _ = state.functions.remove(function.id) }
  }

  package func shutDown() async {}

  package func invoke(_ function: DeployedFunction, payload: [UInt8]) async -> InvocationOutcome {
    let sent = clock.unixNanoseconds
    let call = state.withLock { state in begin(function.id, &state) }
    onInvocation(call.number)
    var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(call.number))
    var record = Invocation(runID: "")
    record.requestID = "request-\(call.number)"
    record.sentUnixNanoseconds = sent

    let fate = generator.uniform()
    var milliseconds = exp(behaviour.spread * generator.normal()) * sharedFactor(sent: sent)
    milliseconds *= behaviour.warmMilliseconds
    if call.isCold { milliseconds += behaviour.coldStartMilliseconds }
    milliseconds *= behaviour.level(sent)
    if call.isThrottled { milliseconds = 1 }
    // A day is longer than any experiment waits.
    if !call.isThrottled && (fate < behaviour.hangingShare || behaviour.isOut(sent)) {
      milliseconds = 86_400_000
    }
    let wasCancelled = (try? await clock.sleep(nanoseconds: Int(milliseconds * 1e6))) == nil
    state.withLock { state in end(call, function.id, &state) }

    record.doneUnixNanoseconds = clock.unixNanoseconds
    record.clientMicroseconds = (clock.unixNanoseconds - sent) / 1000
    if wasCancelled {
      record.status = .transportError
      record.errorClass = "cancelled"
      return InvocationOutcome(record: record, body: nil)
    }
    if call.isThrottled {
      record.status = .throttled
      record.errorClass = "too_many_requests"
      return InvocationOutcome(record: record, body: nil)
    }
    record.containerID = "sandbox-\(call.sandbox)"
    record.start = behaviour.showsStart ? (call.isCold ? .cold : .warm) : .unknown
    if fate < behaviour.hangingShare + behaviour.failingShare {
      record.status = .functionError
      record.errorClass = "planted"
      record.message = String(repeating: "long ", count: 1000)
      return InvocationOutcome(record: record, body: nil)
    }
    let isWrong = fate > 1 - behaviour.wrongReplyShare
    return InvocationOutcome(record: record, body: isWrong ? Array("[]".utf8) : reply(payload))
  }

  private struct Call {
    var number: Int
    var sandbox: Int
    var isCold: Bool
    var generation: Int
    var isThrottled: Bool
  }

  private func begin(_ function: String, _ state: inout State) -> Call {
    state.invocations += 1
    state.inFlight += 1
    state.calledFunctions.append(function)
    var call = Call(
      number: state.invocations, sandbox: 0, isCold: false,
      generation: state.generation[function, default: 0],
      isThrottled: behaviour.throttledAbove.map { state.inFlight > $0 } ?? false)
    if call.isThrottled { return call }
    if !behaviour.isNeverWarm, let idle = state.idle[function, default: []].popLast() {
      call.sandbox = idle
    } else {
      state.sandboxes += 1
      call.sandbox = state.sandboxes
      call.isCold = !behaviour.isNeverCold
    }
    return call
  }

  private func end(_ call: Call, _ function: String, _ state: inout State) {
    state.inFlight -= 1
    if !call.isThrottled && call.generation == state.generation[function, default: 0] {
      state.idle[function, default: []].append(call.sandbox)
    }
  }

  private func sharedFactor(sent: Int) -> Double {
    var generator = SeededGenerator(seed: seed ^ UInt64(sent))
    return exp(behaviour.batchSpread * generator.normal())
  }
}
