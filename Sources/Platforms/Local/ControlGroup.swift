import Glibc

/// Generation of the kernel's cgroup interface.
enum ControlGroupVersion: String, Sendable {
  case v1
  case v2
}

/// A controller that sandboxes make use of.
enum Controller: String, CaseIterable, Sendable {
  case memory
  case cpu
  case cpuacct
  case pids
}

/// The cgroup of one sandbox, which under version 1 is a directory in each hierarchy.
struct ControlGroup: Sendable {
  let version: ControlGroupVersion
  let directories: [Controller: String]

  /// The directories to join, each once, in a fixed order.
  var joinDirectories: [String] {
    Set(directories.values).sorted()
  }

  private func path(_ controller: Controller, _ file: String) -> String? {
    directories[controller].map { $0 + "/" + file }
  }

  // MARK: Limits

  /// Sets the limits; throws when memory or CPU cannot be limited.
  func apply(_ limits: SandboxLimits) throws(SystemError) {
    if let bytes = limits.memoryBytes {
      switch version {
      case .v1:
        try set(.memory, "memory.limit_in_bytes", "\(bytes)")
        // Absent where the kernel does not account swap.
        try? set(.memory, "memory.memsw.limit_in_bytes", "\(bytes)")
      case .v2:
        try set(.memory, "memory.max", "\(bytes)")
        try? set(.memory, "memory.swap.max", "0")
        try? set(.memory, "memory.oom.group", "1")
      }
    }
    if let (quota, period) = limits.cpuQuota {
      switch version {
      case .v1:
        try set(.cpu, "cpu.cfs_period_us", "\(period)")
        try set(.cpu, "cpu.cfs_quota_us", "\(quota)")
      case .v2:
        try set(.cpu, "cpu.max", "\(quota) \(period)")
      }
    }
    try? set(.pids, "pids.max", "\(limits.processes)")
  }

  private func set(_ controller: Controller, _ file: String, _ value: String) throws(SystemError) {
    guard let path = path(controller, file) else {
      throw SystemError("no cgroup for \(controller.rawValue)", code: ENOENT)
    }
    if let error = SmallFile.write(value, to: path) { throw error }
  }

  // MARK: Usage

  /// What all processes of the group have used so far.
  func usage() -> ResourceUsage {
    func text(_ controller: Controller, _ file: String) -> String {
      path(controller, file).flatMap(SmallFile.read) ?? ""
    }
    switch version {
    case .v1:
      return ResourceUsage(
        cpuNanoseconds: path(.cpuacct, "cpuacct.usage").flatMap(SmallFile.readInteger),
        throttledNanoseconds: keyedIntegers(text(.cpu, "cpu.stat"))["throttled_time"],
        peakMemoryBytes: path(.memory, "memory.max_usage_in_bytes").flatMap(SmallFile.readInteger),
        outOfMemoryKills: keyedIntegers(text(.memory, "memory.oom_control"))["oom_kill"])
    case .v2:
      let cpu = keyedIntegers(text(.cpu, "cpu.stat"))
      return ResourceUsage(
        cpuNanoseconds: cpu["usage_usec"].map { $0 * 1000 },
        throttledNanoseconds: cpu["throttled_usec"].map { $0 * 1000 },
        peakMemoryBytes: path(.memory, "memory.peak").flatMap(SmallFile.readInteger),
        outOfMemoryKills: keyedIntegers(text(.memory, "memory.events"))["oom_kill"])
    }
  }

  // MARK: End

  /// Kills every process of the group, also those that left its process group and session.
  ///
  /// Blocks until none is left, at most about 2 s.
  func killAll() {
    if version == .v2, let directory = joinDirectories.first,
      SmallFile.write("1", to: directory + "/cgroup.kill") == nil
    {
      waitUntilEmpty {}
      return
    }
    // Nothing forks any more, so the loop below cannot be outrun.
    try? set(.pids, "pids.max", "0")
    waitUntilEmpty {
      for process in processes() { kill(process, SIGKILL) }
    }
  }

  private func waitUntilEmpty(_ step: () -> Void) {
    for _ in 0..<400 where !processes().isEmpty {
      step()
      usleep(5000)
    }
  }

  /// Processes in any of the directories.
  func processes() -> Set<pid_t> {
    var found: Set<pid_t> = []
    for directory in joinDirectories {
      let text = SmallFile.read(directory + "/cgroup.procs") ?? ""
      found.formUnion(text.split(separator: "\n").compactMap { pid_t($0) }.filter { $0 > 0 })
    }
    return found
  }

  /// Removes the directories; blocks at most about 2 s while the kernel still holds ended processes.
  func remove() {
    for directory in joinDirectories {
      for _ in 0..<400 {
        if rmdir(directory) == 0 || errno != EBUSY { break }
        usleep(5000)
      }
    }
  }
}
