import FoundationEssentials
import Glibc

/// A real Python interpreter: not a version manager's stand-in, which would add its own time to cold starts.
public struct PythonInterpreter: Hashable, Sendable {
  /// Path of the interpreter itself.
  public var path: String
  /// Version, such as `3.11.2`.
  public var version: String

  /// Describes an interpreter that is known.
  public init(path: String, version: String) {
    self.path = path
    self.version = version
  }

  /// Oldest version that the runtime client works with.
  static let oldestMinorVersion = 8

  /// Finds the interpreter for Python functions.
  ///
  /// The first of these that is there: `SEBS_PYTHON`, `/usr/bin/python3`, `python3` in a folder of `PATH`. It is
  /// started once and asked where it really lies, and that is what functions are run with.
  ///
  /// - Parameter environment: Variables in which to look; `nil` means those of this process.
  /// - Throws: ``PlatformError`` when there is none, when the one that `SEBS_PYTHON` names does not work, or when
  ///   it is older than 3.8. Blocks for the time of one start of Python.
  public static func find(
    environment: [String: String]? = nil
  ) throws(PlatformError) -> PythonInterpreter {
    let environment = environment ?? ProcessInfo.processInfo.environment
    if let chosen = environment["SEBS_PYTHON"], !chosen.isEmpty {
      guard let found = ask(chosen) else {
        throw PlatformError(
          "SEBS_PYTHON names \(chosen), which is no Python 3 interpreter", request: "find Python",
          remedy: "Set SEBS_PYTHON to the path of python3, or unset it.")
      }
      return try checked(found)
    }
    let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
    for candidate in ["/usr/bin/python3"] + folders.map({ $0 + "/python3" }) {
      if let found = ask(candidate) { return try checked(found) }
    }
    throw PlatformError(
      "no python3 in /usr/bin or PATH", request: "find Python",
      remedy: "Install Python 3.\(oldestMinorVersion) or newer, or set SEBS_PYTHON to the path of python3.")
  }

  private static func checked(_ found: PythonInterpreter) throws(PlatformError) -> PythonInterpreter {
    let numbers = found.version.split(separator: ".").compactMap { Int($0) }
    guard numbers.count >= 2, (numbers[0], numbers[1]) >= (3, oldestMinorVersion) else {
      throw PlatformError(
        "\(found.path) is Python \(found.version), which is too old", request: "find Python",
        remedy: "Install Python 3.\(oldestMinorVersion) or newer and set SEBS_PYTHON to its path.")
    }
    return found
  }

  /// Asks a program for its real path and version; `nil` when it does not answer as Python does.
  private static func ask(_ program: String) -> PythonInterpreter? {
    guard access(program, X_OK) == 0 else { return nil }
    let question = "import sys; print(sys.executable); print('%d.%d.%d' % sys.version_info[:3])"
    // Version managers want to know where they are at home.
    let environment = ProcessInfo.processInfo.environment.filter { ["HOME", "PATH"].contains($0.key) }
    guard
      let output = try? outputOfCommand(
        program, ["-I", "-S", "-c", question], environment: environment, timeoutMilliseconds: 20_000)
    else { return nil }
    let lines = output.split(separator: "\n").map(String.init)
    guard lines.count == 2, lines[0].hasPrefix("/"), access(lines[0], X_OK) == 0 else { return nil }
    return PythonInterpreter(path: lines[0], version: lines[1])
  }
}

/// Standard output of a command that ends well, at most 64 KB.
private func outputOfCommand(
  _ program: String, _ arguments: [String], environment: [String: String], timeoutMilliseconds: Int
) throws(SystemError) -> String {
  let output = try Pipe.forOutput()
  defer { close(output.readEnd) }
  let process: SpawnedProcess
  do {
    defer { close(output.writeEnd) }
    process = try SpawnedProcess(
      program: program, arguments: arguments, environment: environment,
      descriptors: [(output.writeEnd, 1)])
  }
  let deadline = ContinuousClock.now + .milliseconds(timeoutMilliseconds)
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while bytes.count < 1 << 16 {
    var poll = pollfd(fd: output.readEnd, events: Int16(POLLIN), revents: 0)
    let left = (deadline - .now).microseconds / 1000
    guard left > 0, Glibc.poll(&poll, 1, Int32(left)) > 0 else { break }
    let count = read(output.readEnd, &chunk, chunk.count)
    guard count > 0 else { break }
    bytes.append(contentsOf: chunk[..<count])
  }
  // Already ended, or not going to.
  if ContinuousClock.now >= deadline { kill(process.id, SIGKILL) }
  process.waitForEnd()
  guard process.reap() == .exited(code: 0) else { throw SystemError(message: "\(program) failed") }
  return String(decoding: bytes, as: UTF8.self)
}
