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
    let name = DriverIdentity.current.prefix + sandbox
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
        if DriverIdentity(directoryName: name)?.hasEnded == true { names.insert(name) }
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
