import Glibc

/// What `/proc` tells of a process and its descendants.
enum ProcessTree {
  /// Selected fields of `/proc/PID/stat`.
  struct Statistics: Hashable {
    var parent: pid_t
    var session: pid_t
    /// When the process began, in clock ticks since the machine did.
    var startTicks: Int
    var residentPages: Int
  }

  /// Reads the fields of a process; `nil` when it is gone.
  static func statistics(of process: pid_t) -> Statistics? {
    SmallFile.read("/proc/\(process)/stat").flatMap(parse)
  }

  /// Parses a `stat` line (proc(5)); the name in brackets may itself hold blanks and brackets.
  static func parse(_ line: String) -> Statistics? {
    guard let end = line.lastIndex(of: ")") else { return nil }
    // From field 3, the state.
    let fields = line[line.index(after: end)...].split { $0.isWhitespace }
    guard fields.count > 21, let parent = pid_t(fields[1]), let session = pid_t(fields[3]),
      let startTicks = Int(fields[19]), let residentPages = Int(fields[21])
    else { return nil }
    return Statistics(parent: parent, session: session, startTicks: startTicks, residentPages: residentPages)
  }

  /// A process and its descendants, as far as the kernel lists children.
  static func members(from root: pid_t) -> [pid_t] {
    var found = [root]
    var next = 0
    while next < found.count {
      let process = found[next]
      next += 1
      for thread in entries(of: "/proc/\(process)/task") {
        let children = SmallFile.read("/proc/\(process)/task/\(thread)/children") ?? ""
        found += children.split(separator: " ").compactMap { pid_t($0) }
      }
      if found.count > 10_000 { break }
    }
    return found
  }

  /// Resident memory of a process and its descendants in bytes.
  static func residentBytes(from root: pid_t) -> Int {
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    return members(from: root).reduce(0) { $0 + (statistics(of: $1)?.residentPages ?? 0) * pageSize }
  }

  /// CPU time of one process with all its threads, in ns.
  static func cpuNanoseconds(of process: pid_t) -> Int? {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// Processes of a session, by a pass over all processes.
  static func members(ofSession session: pid_t) -> [pid_t] {
    entries(of: "/proc").filter { statistics(of: $0)?.session == session }
  }

  /// Numbers among the names in a folder.
  private static func entries(of folder: String) -> [pid_t] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var numbers: [pid_t] = []
    while let entry = readdir(stream) {
      let number = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { pid_t(String(cString: $0)) }
      }
      if let number { numbers.append(number) }
    }
    return numbers
  }
}
