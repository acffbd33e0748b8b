import NIOCore
import Synchronization

/// The sandboxes of one function.
final class FunctionPool: Sendable {
  /// What a call gets.
  enum Place {
    /// A sandbox that has served before; the one used last.
    case warm(Sandbox)
    /// A sandbox that is yet to be started.
    case cold(Sandbox)
    /// As many sandboxes as allowed are busy.
    case throttled
    /// The function has been removed.
    case removed
  }

  let function: LocalFunction
  private let options: LocalPlatformOptions
  private let loop: any EventLoop
  private let state = Mutex(State())

  private struct State {
    var all: [String: Sandbox] = [:]
    /// Free sandboxes, the one used last at the end.
    var idle: [(sandbox: Sandbox, eviction: Scheduled<Void>)] = []
    var generation = 0
    var isClosed = false

    /// Takes a sandbox from the free ones; says whether it was there.
    mutating func removeIdle(_ sandbox: Sandbox) -> Bool {
      guard let index = idle.firstIndex(where: { $0.sandbox === sandbox }) else { return false }
      idle.remove(at: index).eviction.cancel()
      return true
    }
  }

  init(function: LocalFunction, options: LocalPlatformOptions, loop: any EventLoop) {
    self.function = function
    self.options = options
    self.loop = loop
  }

  /// Takes a free sandbox or makes room for a new one.
  func take() -> Place {
    let name = String(UInt64.random(in: .min ... .max), radix: 16)
    return state.withLock { state in
      if state.isClosed { return .removed }
      if let (sandbox, eviction) = state.idle.popLast() {
        eviction.cancel()
        return .warm(sandbox)
      }
      guard state.all.count < options.maximumSandboxes else { return .throttled }
      let sandbox = Sandbox(
        id: name, generation: state.generation, loop: loop, initTimeout: options.initTimeout,
        onGone: { [weak self] in self?.forget($0) })
      state.all[name] = sandbox
      return .cold(sandbox)
    }
  }

  /// Gives back a sandbox after a call; it is ended when it cannot serve again or is not wanted any more.
  func giveBack(_ sandbox: Sandbox) {
    let eviction = loop.scheduleTask(in: TimeAmount(options.keepAlive)) { [weak self] in
      guard let self else { return }
      self.evict(sandbox)
    }
    let isKept = state.withLock { state in
      guard !state.isClosed, sandbox.generation == state.generation, state.all[sandbox.id] != nil,
        sandbox.isAlive
      else { return false }
      state.idle.append((sandbox, eviction))
      return true
    }
    guard !isKept else { return }
    eviction.cancel()
    sandbox.kill()
  }

  private func evict(_ sandbox: Sandbox) {
    let isIdle = state.withLock { $0.removeIdle(sandbox) }
    if isIdle { sandbox.kill() }
  }

  private func forget(_ sandbox: Sandbox) {
    state.withLock { state in
      _ = state.removeIdle(sandbox)
      state.all[sandbox.id] = nil
    }
  }

  /// Ends free sandboxes now and busy ones after their call; returns when the free ones are gone.
  func renew() async {
    let idle = state.withLock { state in
      state.generation += 1
      defer { state.idle = [] }
      return state.idle
    }
    for (sandbox, eviction) in idle {
      eviction.cancel()
      sandbox.kill()
    }
    for (sandbox, _) in idle { await sandbox.gone() }
  }

  /// Ends all sandboxes for good and returns when they are gone.
  func close() async {
    let all = state.withLock { state in
      state.isClosed = true
      for (_, eviction) in state.idle { eviction.cancel() }
      state.idle = []
      return state.all.values.map { $0 }
    }
    for sandbox in all { sandbox.kill() }
    for sandbox in all { await sandbox.gone() }
  }

  /// Whether the function has been removed.
  var isClosed: Bool { state.withLock { $0.isClosed } }
}
