import Glibc
import Synchronization

/// All that is needed to start the process of a sandbox.
struct SandboxPlan: Sendable {
  var id: String
  var launcher: String
  /// Program and its arguments.
  var command: [String]
  var environment: [String: String]
  /// Working directory.
  var directory: String
  /// Folder for temporary files, made for this sandbox and removed with it.
  var scratch: String
  var limits: SandboxLimits
  var controlGroups: ControlGroupParent?
}

/// What happens to the process of a sandbox, in this order.
enum SandboxProcessEvent: Sendable {
  /// It is about to be started.
  case starting(ContinuousClock.Instant)
  /// It could not be started; nothing but `gone` follows.
  case launchFailed(String)
  /// It has ended, with all that it used.
  case ended(ProcessExit, ResourceUsage, ContinuousClock.Instant)
  /// No process, cgroup or file of it is left.
  case gone
}

/// The process of a sandbox from its start to the removal of its last trace.
///
/// A thread of its own starts the process, waits for its end and clears up. It has to be one thread that
/// lives as long as the process: the kernel takes the end of the thread that started a process for the end of
/// its parent, and the launcher asks to be killed at that.
final class SandboxProcess: Sendable {
  let plan: SandboxPlan
  private let onEvent: @Sendable (SandboxProcessEvent) -> Void
  private let state = Mutex(State())

  private struct State {
    var process: SpawnedProcess?
    var group: ControlGroup?
    var log: SandboxLog?
    var isToBeKilled = false
    var isOverMemory = false
    var peakResidentBytes: Int?
  }

  init(plan: SandboxPlan, onEvent: @escaping @Sendable (SandboxProcessEvent) -> Void) {
    self.plan = plan
    self.onEvent = onEvent
  }

  /// Starts the process; everything else comes as events on another thread.
  func start() {
    let code = startThread { self.run() }
    guard code != 0 else { return }
    onEvent(.launchFailed(SystemError("start a thread", code: code).description))
    onEvent(.gone)
  }

  /// Ends the process with all that it has started.
  func kill() {
    state.withLock { state in
      state.isToBeKilled = true
      if let process = state.process { Glibc.kill(-process.id, SIGKILL) }
    }
  }

  /// The last of what the process wrote.
  func logTail(limit: Int) -> String {
    let log = state.withLock { $0.log }
    log?.drain()
    return log?.tail(limit: limit) ?? ""
  }

  // MARK: Usage

  /// What the sandbox has used so far.
  func usage() -> ResourceUsage {
    let (group, process, peak, isOverMemory) = state.withLock {
      ($0.group, $0.process, $0.peakResidentBytes, $0.isOverMemory)
    }
    if let group { return group.usage() }
    return ResourceUsage(
      cpuNanoseconds: process.flatMap { ProcessTree.cpuNanoseconds(of: $0.id) },
      peakMemoryBytes: peak, outOfMemoryKills: isOverMemory ? 1 : 0)
  }

  /// Whether memory has to be watched because no cgroup does it.
  var needsWatching: Bool { plan.controlGroups == nil }

  /// Looks at the memory of the process and its descendants, and kills them when it is over the limit.
  func watchMemory() {
    guard let process = state.withLock({ $0.process }) else { return }
    let resident = ProcessTree.residentBytes(from: process.id)
    let isOver = plan.limits.memoryBytes.map { resident > $0 } ?? false
    state.withLock { state in
      state.peakResidentBytes = max(resident, state.peakResidentBytes ?? 0)
      if isOver { state.isOverMemory = true }
    }
    if isOver { kill() }
  }

  // MARK: Life

  private func run() {
    do {
      try prepare()
      let process = try launch()
      process.waitForEnd()
      let ended = ContinuousClock.now
      let usage = usage()
      let exit = clearUp(process)
      onEvent(.ended(exit, usage, ended))
    } catch {
      onEvent(.launchFailed(error.description))
    }
    removeTraces()
    onEvent(.gone)
  }

  private func prepare() throws(SystemError) {
    guard mkdir(plan.scratch, 0o700) == 0 else { throw SystemError("create folder \(plan.scratch)") }
    guard let parent = plan.controlGroups else { return }
    let group = try parent.makeGroup(for: plan.id, limits: plan.limits)
    state.withLock { $0.group = group }
  }

  /// Starts the launcher and returns once it has become the function's runtime.
  private func launch() throws(SystemError) -> SpawnedProcess {
    let output = try Pipe.forOutput()
    let log = SandboxLog(descriptor: output.readEnd)
    defer { close(output.writeEnd) }
    let status = try Pipe.forStatus()
    defer { close(status.readEnd) }
    let launcherStatus: Int32 = 3
    let process: SpawnedProcess
    do {
      defer { close(status.writeEnd) }
      onEvent(.starting(.now))
      process = try SpawnedProcess(
        program: plan.launcher, arguments: launcherArguments(status: launcherStatus),
        environment: plan.environment,
        descriptors: [(output.writeEnd, 1), (output.writeEnd, 2), (status.writeEnd, launcherStatus)])
    }
    state.withLock { state in
      state.log = log
      state.process = process
      // The launcher makes its process group only now; before, there is only itself to be killed.
      if state.isToBeKilled { Glibc.kill(process.id, SIGKILL) }
    }
    let failure = readToEnd(status.readEnd)
    if state.withLock({ $0.isToBeKilled }) { kill() }
    guard failure.isEmpty else {
      process.waitForEnd()
      _ = clearUp(process)
      throw SystemError(message: failure)
    }
    return process
  }

  private func launcherArguments(status: Int32) -> [String] {
    var arguments = ["--parent", "\(getpid())", "--status", "\(status)"]
    for directory in state.withLock({ $0.group })?.joinDirectories ?? [] {
      arguments += ["--join", directory]
    }
    arguments += ["--limit", "core=0", "--limit", "nofile=1024", "--directory", plan.directory, "--"]
    return arguments + plan.command
  }

  /// Kills what the ended process has left running, then frees its number.
  private func clearUp(_ process: SpawnedProcess) -> ProcessExit {
    Glibc.kill(-process.id, SIGKILL)
    let group = state.withLock { $0.group }
    if let group {
      group.killAll()
    } else {
      for member in ProcessTree.members(ofSession: process.id) where member != process.id {
        Glibc.kill(member, SIGKILL)
      }
    }
    return state.withLock { state in
      state.process = nil
      return process.reap()
    }
  }

  private func removeTraces() {
    state.withLock { $0.log }?.drain()
    state.withLock { $0.group }?.remove()
    removeFolder(plan.scratch)
  }
}

/// Reads a descriptor until its other end is closed; at most 4 KB are kept.
private func readToEnd(_ descriptor: Int32) -> String {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1024)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { break }
    if bytes.count < 4096 { bytes.append(contentsOf: chunk[..<count]) }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Runs a closure on a new thread; returns the error code when there can be no more threads.
private func startThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  pthread_attr_setstacksize(&attributes, 512 * 1024)
  let box = Unmanaged.passRetained(Box(body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, &attributes,
    { raw in
      if let raw { Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  if code != 0 { box.release() }
  return code
}
