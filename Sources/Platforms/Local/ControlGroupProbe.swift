import Glibc

/// Looks for a place where this process may limit sandboxes by cgroups.
struct ControlGroupProbe {
  /// A hierarchy that is mounted.
  struct Mount: Hashable {
    var version: ControlGroupVersion
    /// Controllers of a hierarchy of version 1.
    var controllers: Set<String>
    /// Which part of the hierarchy is mounted.
    var root: String
    var point: String
  }

  static let version2Controllers: [Controller] = [.memory, .cpu, .pids]

  let files: ControlGroupFiles

  /// What was found, or why nothing was, for people.
  func find() -> Result<ControlGroupParent, ControlGroupsUnavailable> {
    guard let mountText = SmallFile.read(files.mounts), let membershipText = SmallFile.read(files.membership)
    else { return .failure(ControlGroupsUnavailable("the kernel does not tell this process its cgroups")) }
    let mounts = Self.mounts(mountText)
    let membership = Self.membership(membershipText)
    var reasons: [String] = []
    let candidates = version1(mounts, membership).map { [$0] } ?? []
    for candidate in candidates + version2(mounts, membership) {
      switch usable(candidate) {
      case .success(let parent): return .success(parent)
      case .failure(let error): reasons.append(error.reason)
      }
    }
    if reasons.isEmpty { reasons = ["no cgroup controllers for memory and CPU are mounted"] }
    return .failure(ControlGroupsUnavailable(reasons.joined(separator: "; ")))
  }

  // MARK: Candidates

  private func version1(_ mounts: [Mount], _ membership: [String: String]) -> ControlGroupParent? {
    var directories: [Controller: String] = [:]
    for controller in Controller.allCases {
      let name = controller.rawValue
      guard let mount = mounts.first(where: { $0.version == .v1 && $0.controllers.contains(name) }) else {
        continue
      }
      directories[controller] = Self.directory(of: membership[name] ?? "/", in: mount)
    }
    guard directories[.memory] != nil, directories[.cpu] != nil else { return nil }
    return ControlGroupParent(version: .v1, directories: directories)
  }

  /// The own cgroup first, then those around it up to the root.
  private func version2(_ mounts: [Mount], _ membership: [String: String]) -> [ControlGroupParent] {
    guard let mount = mounts.first(where: { $0.version == .v2 }) else { return [] }
    var directories = Self.ancestry(of: membership[""] ?? "/", in: mount)
    var leaf: String?
    if let own = directories.first, own.hasSuffix("/" + DriverIdentity.current.leafName) {
      leaf = own
      directories.removeFirst()
    }
    return directories.enumerated().map { index, directory in
      ControlGroupParent(
        version: .v2,
        directories: [.memory: directory, .cpu: directory, .cpuacct: directory, .pids: directory],
        leaf: index == 0 ? leaf : nil)
    }
  }

  // MARK: Trying

  /// Creates a cgroup with limits and removes it again, which alone proves that it can be done.
  private func usable(_ candidate: ControlGroupParent) -> Result<ControlGroupParent, ControlGroupsUnavailable>
  {
    var candidate = candidate
    if candidate.version == .v2 {
      switch enableControllers(in: candidate) {
      case .success(let leaf): candidate.leaf = leaf ?? candidate.leaf
      case .failure(let error): return .failure(error)
      }
    }
    do {
      let limits = SandboxLimits(memoryMB: 128, cores: 1)
      let group = try candidate.makeGroup(for: "probe", limits: limits)
      group.remove()
      return .success(candidate)
    } catch {
      candidate.leaveLeaf()
      return .failure(ControlGroupsUnavailable(error.description))
    }
  }

  /// Makes the controllers available to children; returns the cgroup into which this process had to move.
  private func enableControllers(
    in candidate: ControlGroupParent
  ) -> Result<String?, ControlGroupsUnavailable> {
    guard let directory = candidate.directories[.memory] else { return .success(nil) }
    func names(_ file: String) -> Set<Substring> {
      Set((SmallFile.read(directory + "/" + file) ?? "").split { $0.isWhitespace })
    }
    guard names("cgroup.controllers").isSuperset(of: ["memory", "cpu"]) else {
      return .failure(
        ControlGroupsUnavailable("memory and cpu controllers are not delegated to \(directory)"))
    }
    let missing = Self.version2Controllers.map { $0.rawValue[...] }.filter {
      names("cgroup.controllers").contains($0) && !names("cgroup.subtree_control").contains($0)
    }
    if missing.isEmpty { return .success(nil) }
    let enable = missing.map { "+\($0)" }.joined(separator: " ")
    guard let refusal = SmallFile.write(enable, to: directory + "/cgroup.subtree_control") else {
      return .success(nil)
    }
    // A cgroup that holds processes cannot give controllers to children: when the only process in it is
    // this one, it steps aside.
    let processes = (SmallFile.read(directory + "/cgroup.procs") ?? "").split(separator: "\n")
    guard refusal.code == EBUSY, processes == ["\(getpid())"] else {
      return .failure(ControlGroupsUnavailable(refusal.description))
    }
    let leaf = directory + "/" + DriverIdentity.current.leafName
    guard mkdir(leaf, 0o755) == 0 else {
      return .failure(ControlGroupsUnavailable(SystemError("create cgroup \(leaf)").description))
    }
    if let error = SmallFile.write("0", to: leaf + "/cgroup.procs")
      ?? SmallFile.write(enable, to: directory + "/cgroup.subtree_control")
    {
      _ = SmallFile.write("0", to: directory + "/cgroup.procs")
      rmdir(leaf)
      return .failure(ControlGroupsUnavailable(error.description))
    }
    return .success(leaf)
  }
}

/// Why sandboxes cannot be limited by cgroups.
struct ControlGroupsUnavailable: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

// MARK: - What the kernel's files say

extension ControlGroupProbe {
  /// The cgroup hierarchies in a `mountinfo` file (proc(5)).
  static func mounts(_ text: String) -> [Mount] {
    text.split(separator: "\n").compactMap { line in
      let halves = line.split(separator: " - ", maxSplits: 1)
      guard halves.count == 2 else { return nil }
      let before = halves[0].split(separator: " ")
      let after = halves[1].split(separator: " ")
      guard before.count >= 5, after.count >= 3 else { return nil }
      let root = unescaped(before[3])
      let point = unescaped(before[4])
      switch after[0] {
      case "cgroup":
        let controllers = Set(after[2].split(separator: ",").map(String.init))
        return Mount(version: .v1, controllers: controllers, root: root, point: point)
      case "cgroup2":
        return Mount(version: .v2, controllers: [], root: root, point: point)
      default: return nil
      }
    }
  }

  /// Own cgroup by controller, under "" for version 2, from a `cgroup` file (cgroups(7)).
  static func membership(_ text: String) -> [String: String] {
    var membership: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      for name in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
        membership[String(name)] = String(parts[2])
      }
    }
    return membership
  }

  /// Directory of a cgroup below a mount, which may show only a part of the hierarchy.
  static func directory(of path: String, in mount: Mount) -> String {
    var relative = path[...]
    if mount.root != "/" {
      let isBelow = path == mount.root || path.hasPrefix(mount.root + "/")
      relative = isBelow ? path.dropFirst(mount.root.count) : ""
    }
    // Seen from within a namespace of cgroups, one that lies outside of it.
    if relative.split(separator: "/").contains("..") { relative = "" }
    return relative.isEmpty || relative == "/" ? mount.point : mount.point + relative
  }

  /// The directory of a cgroup and those around it, innermost first.
  static func ancestry(of path: String, in mount: Mount) -> [String] {
    var directory = directory(of: path, in: mount)
    var found = [directory]
    while directory != mount.point, let slash = directory.lastIndex(of: "/") {
      directory = String(directory[..<slash])
      found.append(directory)
    }
    return found
  }

  /// Undoes the octal escapes of blanks in `mountinfo`.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
