import Glibc
import Synchronization

/// A place below which this process may create cgroups that limit memory and CPU.
struct ControlGroupParent: Sendable {
  let version: ControlGroupVersion
  /// Where to create the directory of each controller; the same for all under version 2.
  let directories: [Controller: String]
  /// Cgroup into which this process moved to make room, to be left at the end.
  var leaf: String?

  /// Name of this level for `Configuration.isolation`.
  var isolation: String { "process+cgroup-\(version.rawValue)" }

  /// Creates the cgroup of a sandbox with its limits; leaves nothing behind when it throws.
  func makeGroup(for sandbox: String, limits: SandboxLimits) throws(SystemError) -> ControlGroup {
    let name = ControlGroupOwner.current.prefix + sandbox
    let group = ControlGroup(version: version, directories: directories.mapValues { $0 + "/" + name })
    do throws(SystemError) {
      for directory in group.joinDirectories where mkdir(directory, 0o755) != 0 {
        throw SystemError("create cgroup \(directory)")
      }
      try group.apply(limits)
    } catch {
      group.remove()
      throw error
    }
    return group
  }

  /// Removes cgroups that killed drivers left behind, with the processes in them.
  func sweep() {
    var names: Set<String> = []
    for directory in directories.values {
      guard let stream = opendir(directory) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if ControlGroupOwner(directoryName: name)?.hasEnded == true { names.insert(name) }
      }
    }
    for name in names {
      let group = ControlGroup(version: version, directories: directories.mapValues { $0 + "/" + name })
      group.killAll()
      group.remove()
    }
  }

  // MARK: Making room

  /// Users of a place for which this process has moved into a cgroup of its own.
  private static let usersOfLeaf = Mutex(0)

  /// Looks for a place to use until ``release()``.
  static func acquire(_ files: ControlGroupFiles) -> Result<ControlGroupParent, ControlGroupsUnavailable> {
    usersOfLeaf.withLock { users in
      let found = ControlGroupProbe(files: files).find()
      if case .success(let parent) = found, parent.leaf != nil { users += 1 }
      return found
    }
  }

  /// Ends the use; after the last one, this process returns to where it was.
  func release() {
    guard leaf != nil else { return }
    Self.usersOfLeaf.withLock { users in
      users -= 1
      if users == 0 { leaveLeaf() }
    }
  }

  /// Moves this process back and takes the controllers from the children, of which there must be none.
  func leaveLeaf() {
    guard let leaf, let base = directories[.memory] else { return }
    let disable = ControlGroupProbe.version2Controllers.map { "-\($0.rawValue)" }.joined(separator: " ")
    guard SmallFile.write(disable, to: base + "/cgroup.subtree_control") == nil,
      SmallFile.write("0", to: base + "/cgroup.procs") == nil
    else { return }
    rmdir(leaf)
  }
}

/// The driver to which a cgroup belongs, as its directory's name tells.
///
/// A number of a process means something only within its namespace and until it is used again, so both
/// the namespace and the time of the process's start are part of the name.
struct ControlGroupOwner: Hashable, Sendable {
  let namespace: UInt64
  let process: pid_t
  let startTicks: Int

  static let current = ControlGroupOwner(
    namespace: currentNamespace, process: getpid(), startTicks: startTicks(of: getpid()) ?? 0)

  /// What the names of the owner's cgroups begin with.
  var prefix: String { "sebs-\(namespace)-\(process)-\(startTicks)-" }

  /// Name of the cgroup into which the owner itself steps aside.
  var leafName: String { prefix + "driver" }

  /// Whether the owner is known to live no more.
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

extension ControlGroupOwner {
  /// Reads a directory's name; `nil` when no driver made it.
  init?(directoryName: String) {
    let parts = directoryName.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "sebs", let namespace = UInt64(parts[1]),
      let process = pid_t(parts[2]), process > 0, let startTicks = Int(parts[3])
    else { return nil }
    self.init(namespace: namespace, process: process, startTicks: startTicks)
  }
}
