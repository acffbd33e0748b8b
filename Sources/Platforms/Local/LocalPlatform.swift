import Dispatch
import Measurements
import NIOCore
import NIOPosix
import Synchronization

/// Runs functions on this machine, each call in a process that speaks the AWS Lambda Runtime API.
///
/// A sandbox is one process that serves one call at a time; concurrent calls get sandboxes of their own. Cold
/// starts are new processes, warm calls go to the sandbox used last, and sandboxes end when they have been idle
/// for ``LocalPlatformOptions/keepAlive``. Where this process may write cgroups, memory is limited by the
/// kernel and CPU in proportion to memory as on AWS Lambda (1769 MB are one core), from the first instruction
/// on, initialisation included. Elsewhere ``notices`` say what is not limited.
///
/// What the durations of a record mean here:
/// - `client`: from the submission of the call until its response arrived (or its failure was seen);
/// - `queue`: from submission until a sandbox received the call, without the time in which a sandbox started for
///   the call got ready;
/// - `init`: from the start of the process until its first request for a call; only of cold calls;
/// - `provider`: from handing the call out until the response arrived, like the billed duration of AWS Lambda;
/// - `function`: inside the handler, when the runtime client reports it in the header
///   `Sebs-Function-Microseconds` as ours for Python does.
/// Billed time is `provider` rounded up to 1 ms, without initialisation. `cpu_time` and `throttled` (ms) are
/// what the sandbox used during the call. Memory is the sandbox's peak since its start.
public final class LocalPlatform: Platform {
  /// `local`.
  public let name = "local"
  /// Everything a platform can do, at the level of isolation that is possible here.
  public let capabilities: PlatformCapabilities
  /// Architecture, cores, processor, isolation, kernel and memory of this machine.
  public let environment: [String: String]
  /// Remarks that a reader of the results must see.
  public var notices: [String] { state.withLock { $0.notices } }

  private let options: LocalPlatformOptions
  private let launcher: String
  private let controlGroups: ControlGroupParent?
  private let folder: String
  private let loops: MultiThreadedEventLoopGroup
  /// Answers the runtimes.
  private let serverLoop: any EventLoop
  /// Keeps time limits, so that these do not delay answers.
  private let timerLoop: any EventLoop
  private let state: Mutex<State>

  private struct State {
    var notices: [String]
    var pools: [String: FunctionPool] = [:]
    var functionsDeployed = 0
    var python: PythonInterpreter?
    var isShutDown = false
  }

  /// Prepares the platform; ``shutDown()`` must be called at the end.
  ///
  /// - Throws: ``PlatformError`` when the sandbox launcher is missing or no temporary folder can be made.
  public init(options: LocalPlatformOptions = LocalPlatformOptions()) throws(PlatformError) {
    self.options = options
    if let launcher = options.launcher {
      self.launcher = launcher
    } else {
      launcher = try LauncherLocation.find()
    }
    let probed = ControlGroupParent.acquire(options.controlGroups)
    controlGroups = try? probed.get()
    controlGroups?.sweep()
    let temporaryFolder = options.temporaryFolder ?? systemTemporaryFolder()
    sweepTemporaryFolders(in: temporaryFolder)
    do throws(SystemError) {
      folder = try makeTemporaryFolder(in: temporaryFolder)
    } catch {
      throw PlatformError(
        error.description, request: "start the local platform",
        remedy: "Set TMPDIR to a folder in which files may be created.")
    }
    loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    serverLoop = loops.next()
    timerLoop = loops.next()

    let isolation = controlGroups?.isolation ?? "process"
    capabilities = PlatformCapabilities(
      forcesColdStarts: true, showsStart: true, choosesMemory: true, deploys: true, isolation: isolation)
    environment = [
      "architecture": HostFacts.architecture,
      "cores": "\(HostFacts.cores)",
      "cpu_model": HostFacts.cpuModel ?? "unknown",
      "isolation": isolation,
      "kernel": HostFacts.kernel,
      "memory_mb": "\(HostFacts.memoryMB)",
    ]
    var notices: [String] = []
    if case .failure(let error) = probed {
      notices = [
        "CPU share was not limited: cgroups cannot be used here (\(error.reason)), so times do not depend on "
          + "memory size.",
        "Memory was watched every 10 ms instead of being limited by the kernel, so a function may exceed its "
          + "memory size for a moment before it is stopped.",
      ]
    }
    state = Mutex(State(notices: notices, python: options.python))
  }

  // MARK: Functions

  /// Copies the package to a private folder and finds its interpreter; no sandbox is started yet.
  public func deploy(
    _ package: FunctionPackage, settings: FunctionSettings
  ) async throws -> DeployedFunction {
    try LocalFunction.check(package, settings)
    let afterShutDown = PlatformError(
      "the platform has been shut down", request: "deploy \(package.name)", remedy: "Create a new one.")
    if state.withLock({ $0.isShutDown }) { throw afterShutDown }
    let python = package.runtime == .python ? try await pythonInterpreter() : nil
    let number = state.withLock { state in
      state.functionsDeployed += 1
      return state.functionsDeployed
    }
    let id = "\(safeName(package.name))-\(number)"
    let limits = SandboxLimits(memoryMB: settings.memoryMB, cores: HostFacts.cores)
    let function = LocalFunction(
      id: id, package: package, settings: settings, limits: limits, folder: "\(folder)/\(id)", python: python)
    do {
      try await offThreadPool { try function.install() }
    } catch {
      await offThreadPool { removeFolder(function.folder) }
      throw PlatformError(
        "cannot copy \(package.folder): \(error)", request: "deploy \(package.name)",
        remedy: "Check that the folder can be read and that there is room in \(folder).")
    }
    let pool = FunctionPool(function: function, options: options, loop: timerLoop)
    let isAdded = state.withLock { state in
      guard !state.isShutDown else { return false }
      state.pools[id] = pool
      if let notice = coreNotice(limits), !state.notices.contains(notice) { state.notices.append(notice) }
      return true
    }
    guard isAdded else {
      await offThreadPool { removeFolder(function.folder) }
      throw afterShutDown
    }
    var configuration = function.configuration(isolation: capabilities.isolation ?? "process")
    let enforcedShare = controlGroups == nil ? nil : limits.cpuShare
    configuration.vcpu = enforcedShare ?? Double(HostFacts.cores)
    return DeployedFunction(id: id, configuration: configuration)
  }

  /// A memory size that stands for more cores than there are does not make anything faster.
  private func coreNotice(_ limits: SandboxLimits) -> String? {
    let whole = SandboxLimits.megabytesPerCore * limits.cores
    guard controlGroups != nil, let memoryMB = limits.memoryMB, memoryMB > whole else { return nil }
    return
      "Memory sizes above \(whole) MB have the same CPU share: all \(limits.cores) cores of this machine."
  }

  private func pythonInterpreter() async throws -> PythonInterpreter {
    if let known = state.withLock({ $0.python }) { return known }
    let found = try await offThreadPool { try PythonInterpreter.find() }
    state.withLock { $0.python = found }
    return found
  }

  /// Ends the function's free sandboxes now and the busy ones after their call.
  public func forceColdStart(_ function: DeployedFunction) async throws {
    try await pool(of: function, request: "force a cold start").renew()
  }

  /// Ends the function's sandboxes and removes its files; returns when nothing is left.
  public func remove(_ function: DeployedFunction) async throws {
    guard let pool = state.withLock({ $0.pools.removeValue(forKey: function.id) }) else { return }
    await pool.close()
    await offThreadPool { removeFolder(pool.function.folder) }
  }

  private func pool(of function: DeployedFunction, request: String) throws -> FunctionPool {
    if let pool = state.withLock({ $0.pools[function.id] }) { return pool }
    throw PlatformError(
      "no function \(function.id) is deployed here", request: request, remedy: "Deploy it first.")
  }

  /// Ends all sandboxes and removes all files; returns when nothing is left.
  public func shutDown() async {
    let pools = state.withLock { state -> [FunctionPool]? in
      guard !state.isShutDown else { return nil }
      state.isShutDown = true
      defer { state.pools = [:] }
      return state.pools.values.map { $0 }
    }
    guard let pools else { return }
    for pool in pools { await pool.close() }
    let (folder, controlGroups) = (folder, controlGroups)
    await offThreadPool {
      removeFolder(folder)
      controlGroups?.release()
    }
    try? await loops.shutdownGracefully()
  }

  // MARK: Calls

  /// Calls the function; cancelling the calling task ends the call and its sandbox.
  public func invoke(_ function: DeployedFunction, payload: [UInt8]) async -> InvocationOutcome {
    guard let pool = state.withLock({ $0.pools[function.id] }) else {
      let unknown = LocalFunction(
        id: function.id,
        package: FunctionPackage(name: function.id, folder: "", runtime: .provided, handler: "", version: ""),
        settings: FunctionSettings(memoryMB: nil, timeoutMilliseconds: 0),
        limits: SandboxLimits(cores: HostFacts.cores), folder: "")
      return LocalInvocation(function: unknown, payload: payload).removed()
    }
    let invocation = LocalInvocation(function: pool.function, payload: payload)
    while true {
      let sandbox: Sandbox
      switch pool.take() {
      case .warm(let warm): sandbox = warm
      case .cold(let new):
        sandbox = new
        await start(new, of: pool.function)
      case .throttled:
        return invocation.refusal(
          .throttled, LocalErrorClass.throttled, "All \(options.maximumSandboxes) sandboxes are busy.")
      case .removed: return invocation.removed()
      }
      let end = await sandbox.serve(invocation.call)
      pool.giveBack(sandbox)
      // A warm sandbox that died while idle has not seen the call; a new one will.
      if case .notTaken = end.outcome, !pool.isClosed, !Task.isCancelled { continue }
      return invocation.outcome(end, sandbox: sandbox.id)
    }
  }

  private func start(_ sandbox: Sandbox, of function: LocalFunction) async {
    do {
      let server = try await RuntimeServer.start(
        on: serverLoop, bodyLimit: options.responseLimitBytes, receiver: sandbox)
      let plan = function.plan(
        sandbox: sandbox.id, address: server.address, launcher: launcher, controlGroups: controlGroups)
      sandbox.start(plan, server: server)
    } catch {
      sandbox.failToStart("cannot listen on the loopback interface: \(error)")
    }
  }
}

extension LocalInvocation {
  /// The record of a call to a function that is not there.
  func removed() -> InvocationOutcome {
    refusal(.platformError, LocalErrorClass.notFound, "The function \(function.id) is not deployed here.")
  }
}

/// Runs work that blocks on a thread where it stops nobody else.
private func offThreadPool<Result: Sendable, Failure: Error>(
  _ work: @escaping @Sendable () throws(Failure) -> Result
) async throws(Failure) -> Result {
  let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: Swift.Result(catching: work)) }
  }
  return try result.get()
}

/// A name with nothing in it that a path or a header would mind.
private func safeName(_ name: String) -> String {
  let safe = name.unicodeScalars.prefix(64).map { scalar in
    scalar.isASCII
      && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "." || scalar == "_")
      ? Character(scalar) : "-"
  }
  return safe.isEmpty || safe.first == "." ? "function" + String(safe) : String(safe)
}
