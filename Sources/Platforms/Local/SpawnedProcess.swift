import Glibc

/// A process that was started without forking this one in Swift.
struct SpawnedProcess {
  let id: pid_t

  /// Starts a program with its own environment and nothing inherited but the given descriptors.
  ///
  /// - Parameters:
  ///   - descriptors: Which descriptor of this process becomes which of the new one; standard input is empty.
  init(
    program: String, arguments: [String], environment: [String: String],
    descriptors: [(own: Int32, theirs: Int32)]
  ) throws(SystemError) {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (own, theirs) in descriptors { posix_spawn_file_actions_adddup2(&actions, own, theirs) }

    // Signals that this program ignores or blocks are none of the function's business.
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    let words = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var process: pid_t = 0
    let code = withCStrings([program] + arguments) { argumentPointers in
      withCStrings(words) { environmentPointers in
        var code = ETXTBSY
        // A program that has just been written may still be open in a process that is being started.
        for attempt in 0..<100 where code == ETXTBSY {
          if attempt > 0 { usleep(5000) }
          code = posix_spawn(&process, program, &actions, &attributes, argumentPointers, environmentPointers)
        }
        return code
      }
    }
    guard code == 0 else { throw SystemError("start \(program)", code: code) }
    id = process
  }

  /// Blocks until the process has ended, but leaves its number taken.
  func waitForEnd() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
  }

  /// Frees the number of a process that has ended.
  func reap() -> ProcessExit {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return ProcessExit(waitStatus: status)
  }
}

/// How a process ended.
enum ProcessExit: Hashable, Sendable, CustomStringConvertible {
  case exited(code: Int32)
  case signalled(Int32)

  /// Takes apart what `waitpid` reports (the low seven bits are the signal, the next byte the code).
  init(waitStatus status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited(code: (status >> 8) & 0xff) : .signalled(signal)
  }

  var description: String {
    switch self {
    case .exited(let code): "exit status \(code)"
    case .signalled(let signal): "signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }
}

/// A pipe whose ends other programs do not inherit.
struct Pipe {
  let readEnd: Int32
  let writeEnd: Int32

  /// Creates a pipe that behaves like any other.
  static func forOutput() throws(SystemError) -> Pipe {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError("create a pipe") }
    return try Pipe(raising: ends)
  }

  /// Creates a pipe of which nobody else ever holds an end, not even a program that another thread is just
  /// starting, so that its reader can wait for the end. (It is a socket, which a program would notice.)
  static func forStatus() throws(SystemError) -> Pipe {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError("create a pair of sockets") }
    return try Pipe(raising: ends)
  }

  private init(raising ends: [Int32]) throws(SystemError) {
    // Above the numbers that the new process gives its own descriptors.
    let raised = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    let code = errno
    for end in ends { close(end) }
    guard raised.allSatisfy({ $0 >= 0 }) else {
      for end in raised where end >= 0 { close(end) }
      throw SystemError("create a pipe", code: code)
    }
    readEnd = raised[0]
    writeEnd = raised[1]
  }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let pointers = strings.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  return body(pointers + [nil])
}
