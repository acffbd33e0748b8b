import FoundationEssentials
import Measurements
import Testing

@testable import Platforms

/// Tests with real processes; one after the other, because some of them measure.
@Suite(.serialized) struct LocalPlatformTests {}

/// A folder with the code of a function, removed with the value's scope.
struct FunctionCode {
  let folder: String
  let runtime: FunctionRuntime

  /// A Python function `function.handler` with the given source.
  static func python(_ source: String) throws -> FunctionCode {
    let code = FunctionCode(folder: try newFolder(), runtime: .python)
    try code.add("function.py", source)
    return code
  }

  /// A function whose `bootstrap` is the given script.
  static func bootstrap(_ script: String) throws -> FunctionCode {
    let code = FunctionCode(folder: try newFolder(), runtime: .provided)
    try code.add("bootstrap", script)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: code.folder + "/bootstrap")
    return code
  }

  func add(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
  }

  var package: FunctionPackage {
    FunctionPackage(
      name: "example", folder: folder, runtime: runtime, handler: "function.handler", version: "1")
  }

  static func newFolder() throws -> String {
    try makeTemporaryFolder(in: systemTemporaryFolder())
  }
}

extension LocalPlatformOptions {
  /// Options under which no cgroup is found, as for most ordinary users.
  static var withoutControlGroups: LocalPlatformOptions {
    var options = LocalPlatformOptions()
    options.controlGroups = ControlGroupFiles(membership: "/proc/self/cgroup", mounts: "/dev/null")
    return options
  }
}

/// Deploys a function on a platform of its own and checks that nothing of it is left afterwards.
func withFunction(
  _ code: FunctionCode, options: LocalPlatformOptions = LocalPlatformOptions(), memoryMB: Int? = nil,
  timeoutMilliseconds: Int = 10_000, environment: [String: String] = [:],
  _ body: (LocalPlatform, DeployedFunction) async throws -> Void
) async throws {
  defer { removeFolder(code.folder) }
  let folder = try FunctionCode.newFolder()
  defer { removeFolder(folder) }
  var options = options
  options.temporaryFolder = folder
  let platform = try LocalPlatform(options: options)
  do {
    let settings = FunctionSettings(
      memoryMB: memoryMB, timeoutMilliseconds: timeoutMilliseconds, environment: environment)
    let function = try await platform.deploy(code.package, settings: settings)
    try await body(platform, function)
  } catch {
    await platform.shutDown()
    throw error
  }
  await platform.shutDown()
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
}

extension LocalPlatform {
  /// Calls a function with a JSON text.
  func call(_ function: DeployedFunction, _ payload: String = "{}") async -> InvocationOutcome {
    await invoke(function, payload: Array(payload.utf8))
  }
}

extension InvocationOutcome {
  var text: String? { body.map { String(decoding: $0, as: UTF8.self) } }
}

/// Whether sandboxes can be limited by cgroups where the tests run.
let controlGroupsWork: Bool = {
  guard case .success(let parent) = ControlGroupParent.acquire(ControlGroupFiles()) else { return false }
  parent.release()
  return true
}()
