import Glibc

/// The process to which a cgroup or temporary folder belongs, as its name tells, so that what a killed one has
/// left behind can be recognised.
///
/// A number of a process means something only within its namespace and until it is used again, so both
/// the namespace and the time of the process's start are part of the name.
struct DriverIdentity: Hashable, Sendable {
  let namespace: UInt64
  let process: pid_t
  let startTicks: Int

  static let current = DriverIdentity(
    namespace: currentNamespace, process: getpid(), startTicks: startTicks(of: getpid()) ?? 0)

  /// What the names of the driver's cgroups and folders begin with.
  var prefix: String { "sebs-\(namespace)-\(process)-\(startTicks)-" }

  /// Name of the cgroup into which the driver itself steps aside.
  var leafName: String { prefix + "driver" }

  /// Whether the driver is known to live no more.
  var hasEnded: Bool {
    namespace == Self.current.namespace && Self.startTicks(of: process) != startTicks
  }

  private static let currentNamespace: UInt64 = {
    var status = stat()
    return stat("/proc/self/ns/pid", &status) == 0 ? UInt64(status.st_ino) : 0
  }()

  private static func startTicks(of process: pid_t) -> Int? {
    ProcessTree.statistics(of: process)?.startTicks
  }
}

extension DriverIdentity {
  /// Reads the name of a cgroup or folder; `nil` when no driver made it.
  init?(directoryName: String) {
    let parts = directoryName.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "sebs", let namespace = UInt64(parts[1]),
      let process = pid_t(parts[2]), process > 0, let startTicks = Int(parts[3])
    else { return nil }
    self.init(namespace: namespace, process: process, startTicks: startTicks)
  }
}
