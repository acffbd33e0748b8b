import Foundation
import Platforms
import Workloads

/// The system's interpreter with its true version.
let systemPython = PythonInterpreter(
  path: "/usr/bin/python3",
  version: (try? runProgram("/usr/bin/python3", ["-c", "import platform; print(platform.python_version())"]))
    .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) } ?? "unknown")

/// Calls the handler of a package once, as a platform would.
func callHandler(_ folder: String, payload: [UInt8]) throws -> [UInt8] {
  let call = """
    import json, sys
    sys.path.insert(0, sys.argv[1])
    import function
    json.dump(function.handler(json.load(sys.stdin), None), sys.stdout)
    """
  return try runProgram(systemPython.path, ["-c", call, folder], input: payload)
}

struct ProgramFailed: Error { var status: Int32 }

func runProgram(_ path: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
  let process = Process()
  let (stdin, stdout) = (Pipe(), Pipe())
  process.executableURL = URL(filePath: path)
  process.arguments = arguments
  process.standardInput = stdin
  process.standardOutput = stdout
  try process.run()
  try stdin.fileHandleForWriting.write(contentsOf: Data(input))
  try stdin.fileHandleForWriting.close()
  let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw ProgramFailed(status: process.terminationStatus) }
  return [UInt8](output)
}

/// Packages of all workloads, built once for all tests; `nil` where no package index can be reached.
enum BuiltPackages {
  static let folder = FileManager.default.temporaryDirectory.appending(path: "sebs-test-packages").path

  private static let packages = Task {
    var packages: [String: FunctionPackage] = [:]
    for workload in WorkloadCatalogue.standard.workloads {
      do {
        packages[workload.id] = try await workload.package(into: folder, interpreter: systemPython)
      } catch PackagingError.indexUnreachable, PackagingError.noInstaller {
        continue
      }
    }
    return packages
  }

  static func package(_ id: String) async throws -> FunctionPackage? { try await packages.value[id] }
}
