import Glibc
import NIOCore
import NIOHTTP1
import Synchronization

/// One process that serves one call at a time through the Runtime API.
///
/// Everything that can happen (requests of the runtime, the end of the process, time limits, the caller giving
/// up) is an event on whatever thread; the mutex puts them in order, and whichever event ends a call first is
/// what the call's record tells.
final class Sandbox: Sendable {
  /// Name for `Invocation.containerID`.
  let id: String
  /// Which forced cold start of its function it came after.
  let generation: Int

  private let loop: any EventLoop
  private let initTimeout: Duration
  private let onGone: @Sendable (Sandbox) -> Void
  private let state = Mutex(State())

  /// Connections that a runtime may keep open.
  private static let connectionLimit = 16

  /// Characters of the log that go into messages about crashes.
  private static let logTailLimit = 350

  private struct State {
    var process: SandboxProcess?
    var server: RuntimeServer?
    var started: ContinuousClock.Instant?
    /// When it first asked for a call.
    var ready: ContinuousClock.Instant?
    /// A request for the next call that is waiting for one.
    var parked: RuntimeExchange?
    var call: PendingCall?
    var callsServed = 0
    /// Why it takes no more calls.
    var ending: Ending?
    var connections = 0
    var isGone = false
    var waitingForGone: [CheckedContinuation<Void, Never>] = []
    var watch: RepeatedTask?
  }

  private struct PendingCall {
    var call: SandboxCall
    var continuation: CheckedContinuation<SandboxCallEnd, Never>
    var handedOut: ContinuousClock.Instant?
    var usageBefore = ResourceUsage()
    var timer: Scheduled<Void>?
  }

  private enum Ending {
    case killed
    case exited(ProcessExit, ResourceUsage, ContinuousClock.Instant)
    case launchFailed(String)
  }

  init(
    id: String, generation: Int, loop: any EventLoop, initTimeout: Duration,
    onGone: @escaping @Sendable (Sandbox) -> Void
  ) {
    self.id = id
    self.generation = generation
    self.loop = loop
    self.initTimeout = initTimeout
    self.onGone = onGone
  }

  // MARK: Life

  /// Starts the process with the address of a server that passes its requests on to this sandbox.
  func start(_ plan: SandboxPlan, server: RuntimeServer) {
    let process = SandboxProcess(plan: plan) { self.happened($0) }
    let isWanted = state.withLock { state in
      state.server = server
      if state.ending != nil { return false }
      state.process = process
      return true
    }
    if isWanted { process.start() } else { happened(.gone) }
  }

  /// The sandbox cannot be started.
  func failToStart(_ reason: String) {
    happened(.launchFailed(reason))
    happened(.gone)
  }

  /// Whether it may serve another call.
  var isAlive: Bool { state.withLock { $0.ending == nil } }

  /// Ends the process at once; ``gone()`` tells when nothing is left.
  func kill() {
    let process = state.withLock { state in
      if state.ending == nil { state.ending = .killed }
      return state.process
    }
    process?.kill()
  }

  /// Returns when no process, cgroup or file of the sandbox is left.
  func gone() async {
    await withCheckedContinuation { continuation in
      let isGone = state.withLock { state in
        if !state.isGone { state.waitingForGone.append(continuation) }
        return state.isGone
      }
      if isGone { continuation.resume() }
    }
  }

  private func happened(_ event: SandboxProcessEvent) {
    switch event {
    case .starting(let instant):
      state.withLock { $0.started = instant }
    case .launchFailed(let reason):
      state.withLock { $0.ending = .launchFailed(reason) }
      endCall(.launchFailed(reason))
    case .ended(let exit, let usage, let instant):
      state.withLock { $0.ending = .exited(exit, usage, instant) }
      waitForLastRequests()
      endCallByExit()
    case .gone:
      let (server, waiting) = state.withLock { state in
        state.isGone = true
        defer { state.waitingForGone = [] }
        return (state.server, state.waitingForGone)
      }
      endCall(.cancelled)
      server?.stop()
      onGone(self)
      for continuation in waiting { continuation.resume() }
    }
  }

  /// Waits until what the process sent before its end has been read from its connections, which then close.
  ///
  /// Blocks the thread of the process, which has nothing else to do. Only a connection that another program
  /// holds open makes it wait for the whole quarter of a second.
  private func waitForLastRequests() {
    for _ in 0..<250 where state.withLock({ $0.connections > 0 }) { usleep(1000) }
  }

  private func endCallByExit() {
    guard case .exited(let exit, let usage, let instant) = state.withLock({ $0.ending }) else { return }
    let (isReady, isNotTaken) = state.withLock { state in
      (state.ready != nil, state.callsServed > 0 && state.call != nil && state.call?.handedOut == nil)
    }
    if isNotTaken {
      endCall(.notTaken)
    } else if (usage.outOfMemoryKills ?? 0) > 0 {
      endCall(.outOfMemory, at: instant, usage: usage)
    } else {
      endCall(.exited(exit, duringInit: !isReady, log: logTail()), at: instant, usage: usage)
    }
  }

  private func logTail() -> String {
    state.withLock { $0.process }?.logTail(limit: Self.logTailLimit) ?? ""
  }

  // MARK: Calls

  /// Has the sandbox serve one call; there must be no other call in it.
  func serve(_ call: SandboxCall) async -> SandboxCallEnd {
    await withTaskCancellationHandler {
      await withCheckedContinuation { take(call, $0) }
    } onCancel: {
      kill()
      endCall(.cancelled)
    }
  }

  private func take(_ call: SandboxCall, _ continuation: CheckedContinuation<SandboxCallEnd, Never>) {
    let isCancelled = Task.isCancelled
    let (isTaken, parked, isReady) = state.withLock { state in
      guard state.ending == nil, !isCancelled else { return (false, nil as RuntimeExchange?, false) }
      state.call = PendingCall(call: call, continuation: continuation)
      defer { state.parked = nil }
      return (true, state.parked, state.ready != nil)
    }
    guard isTaken else { return refuse(continuation, isCancelled: isCancelled) }
    watchMemory(true)
    if let parked, parked.isOpen {
      handOut(to: parked)
    } else {
      // The runtime is still on its way to ask, for the first time or after its last answer.
      let timeout = isReady ? call.timeout : initTimeout
      setTimer(timeout, requestID: call.requestID, isInit: !isReady)
    }
  }

  private func refuse(_ continuation: CheckedContinuation<SandboxCallEnd, Never>, isCancelled: Bool) {
    let (ending, isWarm) = state.withLock { ($0.ending, $0.callsServed > 0) }
    let outcome: SandboxCallEnd.Outcome
    if isCancelled {
      outcome = .cancelled
      kill()
    } else if case .launchFailed(let reason) = ending {
      outcome = .launchFailed(reason)
    } else {
      outcome = .notTaken
    }
    continuation.resume(returning: SandboxCallEnd(outcome: outcome, ended: .now, isWarm: isWarm))
  }

  /// Gives the pending call to the runtime that asks for it.
  private func handOut(to exchange: RuntimeExchange) {
    let process = state.withLock { $0.process }
    let usage = process?.usage() ?? ResourceUsage()
    let call = state.withLock { state -> SandboxCall? in
      guard state.call != nil else { return nil }
      state.call?.timer?.cancel()
      state.call?.usageBefore = usage
      state.call?.handedOut = .now
      return state.call?.call
    }
    guard let call else { return park(exchange) }
    setTimer(call.timeout, requestID: call.requestID, isInit: false)
    let deadline = WallClock.unixNanoseconds() + Int(call.timeout.nanoseconds)
    exchange.send(RuntimeReply(call, deadlineUnixNanoseconds: deadline))
  }

  private func park(_ exchange: RuntimeExchange) {
    state.withLock { $0.parked = exchange }
  }

  private func setTimer(_ timeout: Duration, requestID: String, isInit: Bool) {
    let timer = loop.scheduleTask(in: TimeAmount(timeout)) {
      guard self.state.withLock({ $0.call?.call.requestID == requestID }) else { return }
      let now = ContinuousClock.now
      self.kill()
      let outcome: SandboxCallEnd.Outcome = isInit ? .initTimedOut(log: self.logTail()) : .timedOut
      self.endCall(outcome, at: now, requestID: requestID)
    }
    let isPending = state.withLock { state in
      guard state.call?.call.requestID == requestID else { return false }
      state.call?.timer?.cancel()
      state.call?.timer = timer
      return true
    }
    if !isPending { timer.cancel() }
  }

  /// Ends the pending call, unless something else has ended it before.
  private func endCall(
    _ outcome: SandboxCallEnd.Outcome, at instant: ContinuousClock.Instant = .now,
    usage: ResourceUsage? = nil, functionMicroseconds: Int? = nil, requestID: String? = nil
  ) {
    let process = state.withLock { $0.call == nil ? nil : $0.process }
    let usage = usage ?? process?.usage() ?? ResourceUsage()
    let ended = state.withLock { state -> (PendingCall, SandboxCallEnd)? in
      guard let pending = state.call, requestID == nil || pending.call.requestID == requestID else {
        return nil
      }
      let isWarm = state.callsServed > 0
      var end = SandboxCallEnd(outcome: outcome, ended: instant, handedOut: pending.handedOut, isWarm: isWarm)
      if !isWarm, let started = state.started, let ready = state.ready { end.initDuration = ready - started }
      end.functionMicroseconds = functionMicroseconds
      end.usageBefore = pending.usageBefore
      end.usageAfter = usage
      state.call = nil
      state.callsServed += 1
      return (pending, end)
    }
    guard let (pending, end) = ended else { return }
    pending.timer?.cancel()
    watchMemory(false)
    pending.continuation.resume(returning: end)
  }

  /// Looks at memory every 10 ms while a call is there, where no cgroup does so.
  private func watchMemory(_ isOn: Bool) {
    state.withLock { state in
      state.watch?.cancel()
      state.watch = nil
      guard isOn, let process = state.process, process.needsWatching else { return }
      state.watch = loop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(10)) { _ in
        process.watchMemory()
      }
    }
  }
}

// MARK: - The runtime's requests

extension Sandbox: RuntimeReceiver {
  func connectionOpened() -> Bool {
    state.withLock { state in
      state.connections += 1
      return state.connections <= Self.connectionLimit
    }
  }

  func connectionClosed() {
    state.withLock { $0.connections -= 1 }
  }

  func receive(_ request: RuntimeRequest, from exchange: RuntimeExchange) {
    switch request.call {
    case .next: runtimeAsks(exchange)
    case .response(let id), .error(let id): runtimeAnswers(request, requestID: id, exchange)
    case .initError: runtimeReportsInitError(request, exchange)
    case .unknownPath:
      exchange.send(.refusal(.notFound, "UnknownPath", "The Runtime API has no such path."))
    case .wrongMethod:
      exchange.send(.refusal(.methodNotAllowed, "WrongMethod", "The path wants another method."))
    }
  }

  private func runtimeAsks(_ exchange: RuntimeExchange) {
    enum Step { case handOut, wait, refuse }
    let step = state.withLock { state -> Step in
      if state.ending != nil || state.call?.handedOut != nil || state.parked?.isOpen == true {
        return .refuse
      }
      if state.ready == nil { state.ready = .now }
      if state.call != nil { return .handOut }
      state.parked = exchange
      return .wait
    }
    switch step {
    case .handOut: handOut(to: exchange)
    case .wait: break
    case .refuse:
      exchange.send(.refusal(.forbidden, "InvalidStateTransition", "A call is already being served."))
    }
  }

  private func runtimeAnswers(_ request: RuntimeRequest, requestID: String, _ exchange: RuntimeExchange) {
    let now = ContinuousClock.now
    let (pendingID, process) = state.withLock { state in
      (state.call?.handedOut == nil ? nil : state.call?.call.requestID, state.process)
    }
    guard let pendingID else {
      return exchange.send(.refusal(.forbidden, "InvalidStateTransition", "No call is being served."))
    }
    guard pendingID == requestID else {
      return exchange.send(.refusal(.badRequest, "InvalidRequestID", "Another call is being served."))
    }
    let usage = process?.usage() ?? ResourceUsage()
    let outcome: SandboxCallEnd.Outcome
    if (usage.outOfMemoryKills ?? 0) > 0 {
      // Not the runtime itself was killed but something it had started; the cloud ends all of it.
      outcome = .outOfMemory
      kill()
    } else if request.isBodyTooLarge {
      outcome = .responseTooLarge(bytes: request.bodyLength)
    } else if case .error = request.call {
      outcome = .reported(FunctionErrorReport(request))
    } else if let report = FunctionErrorReport(trailers: request.trailers, body: request.body) {
      outcome = .reported(report)
    } else {
      outcome = .response(request.body)
    }
    let functionTime = request.headers.first(name: RuntimeRequest.functionTimeHeader).flatMap { Int($0) }
    if case .responseTooLarge = outcome {
      exchange.send(
        .refusal(.payloadTooLarge, "Function.ResponseSizeTooLarge", "The response exceeds the limit."))
    } else {
      exchange.send(.accepted)
    }
    endCall(
      outcome, at: now, usage: usage, functionMicroseconds: functionTime.flatMap { $0 >= 0 ? $0 : nil },
      requestID: requestID)
  }

  private func runtimeReportsInitError(_ request: RuntimeRequest, _ exchange: RuntimeExchange) {
    guard state.withLock({ $0.ready == nil && $0.ending == nil }) else {
      return exchange.send(.refusal(.forbidden, "InvalidStateTransition", "Initialisation has ended."))
    }
    exchange.send(.accepted)
    endCall(.reported(FunctionErrorReport(request)))
    kill()
  }
}
