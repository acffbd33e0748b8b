import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program that is run to its end, with its output in a file.
enum ChildProcess {
  /// How a program ended.
  enum Ending: Hashable {
    case exit(Int)
    case signal(Int)
    case notStarted(String)
  }

  /// Runs a program and waits; cancelling the task kills it.
  ///
  /// - Parameters:
  ///   - output: File that takes standard output and standard error together; it is replaced.
  ///   - environment: The whole environment of the program.
  static func run(
    _ executable: String, _ arguments: [String], environment: [String: String], output: String
  ) async -> Ending {
    switch start(executable, arguments, environment: environment, output: output) {
    case .failure(let failure): .notStarted(failure.reason)
    case .success(let process): await wait(for: process)
    }
  }

  private struct StartFailure: Error { var reason: String }

  private static func start(
    _ executable: String, _ arguments: [String], environment: [String: String], output: String
  ) -> Result<pid_t, StartFailure> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var process: pid_t = 0
    let failure = withCStrings([executable] + arguments) { argv in
      withCStrings(variables) { envp in
        posix_spawn(&process, executable, &actions, nil, argv, envp)
      }
    }
    guard failure == 0 else { return .failure(StartFailure(reason: String(cString: strerror(failure)))) }
    return .success(process)
  }

  private static func wait(for process: pid_t) async -> Ending {
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      if ended < 0 && errno != EINTR { return .notStarted(String(cString: strerror(errno))) }
      do {
        try await Task.sleep(for: .milliseconds(10))
      } catch {
        kill(process, SIGKILL)
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        break
      }
    }
    let signal = status & 0x7f
    return signal == 0 ? .exit(Int(status >> 8 & 0xff)) : .signal(Int(signal))
  }

  private static func withCStrings<Value>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
  }
}
