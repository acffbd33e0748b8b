import FoundationEssentials
import Glibc

/// Where the sandbox launcher lies.
enum LauncherLocation {
  static let programName = "SandboxLauncher"
  static let variable = "SEBS_SANDBOX_LAUNCHER"

  /// Looks beside the running program, then where the environment says, then in the build folder of the
  /// package in which tests run.
  static func find(
    program: String = runningProgram, environment: [String: String] = ProcessInfo.processInfo.environment,
    buildFolder: String = FileManager.default.currentDirectoryPath + "/.build"
  ) throws(PlatformError) -> String {
    let folder = program.lastIndex(of: "/").map { program[..<$0] } ?? ""
    let candidates =
      ["\(folder)/\(programName)"] + [environment[variable]].compactMap { $0 }
      + ["debug", "release"].map { "\(buildFolder)/\($0)/\(programName)" }
    for candidate in candidates where access(candidate, X_OK) == 0 { return candidate }
    throw PlatformError(
      "the program \(programName) is missing", request: "start the local platform",
      remedy: "Install it beside the program in \(folder), or set \(variable) to its path.")
  }

  private static var runningProgram: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  }
}
