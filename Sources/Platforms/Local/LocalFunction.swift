import FoundationEssentials
import Glibc
import Measurements

/// A function whose code has been copied to a private folder.
struct LocalFunction: Sendable {
  var id: String
  var package: FunctionPackage
  var settings: FunctionSettings
  var limits: SandboxLimits
  var folder: String
  /// Interpreter of a Python function.
  var python: PythonInterpreter?

  var codeFolder: String { folder + "/code" }
  private var runtimeFile: String { folder + "/sebs_runtime.py" }
  var arn: String { "arn:aws:lambda:local:000000000000:function:\(id)" }
  var timeout: Duration { .milliseconds(settings.timeoutMilliseconds) }

  /// Program that speaks the Runtime API, with its arguments.
  var command: [String] {
    switch (package.runtime, python) {
    case (.python, let python?):
      // Isolated and without the interpreter's own extra packages, so that a function sees the standard
      // library and what it brings, and nothing is written beside its code: every cold start is the same.
      [python.path, "-I", "-S", "-B", runtimeFile]
    default: [codeFolder + "/bootstrap"]
    }
  }

  // MARK: Deployment

  /// Names that the platform itself sets, as AWS Lambda reserves them.
  static func isReserved(_ name: String) -> Bool {
    ["_HANDLER", "_X_AMZN_TRACE_ID", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_EXECUTION_ENV"].contains(
      name)
      || name.hasPrefix("AWS_LAMBDA_")
  }

  /// Finds what is wrong with a package before anything is copied.
  static func check(_ package: FunctionPackage, _ settings: FunctionSettings) throws(PlatformError) {
    let request = "deploy \(package.name)"
    var status = stat()
    guard stat(package.folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw PlatformError(
        "\(package.folder) is not a folder", request: request,
        remedy: "Name the folder with the function's code.")
    }
    if package.runtime == .provided, access(package.folder + "/bootstrap", X_OK) != 0 {
      throw PlatformError(
        "\(package.folder)/bootstrap is missing or not executable", request: request,
        remedy: "Put the program that speaks the Lambda Runtime API there and make it executable.")
    }
    if package.runtime == .python, package.handler.split(separator: ".").count < 2 {
      throw PlatformError(
        "the handler '\(package.handler)' names no module and function", request: request,
        remedy: "Write it as MODULE.FUNCTION, such as function.handler.")
    }
    guard settings.timeoutMilliseconds > 0 else {
      throw PlatformError(
        "the time limit of \(settings.timeoutMilliseconds) ms is not positive", request: request,
        remedy: "Choose a limit of 1 ms or more.")
    }
    guard (settings.memoryMB ?? 128) >= 16, (settings.memoryMB ?? 128) <= 1 << 24 else {
      throw PlatformError(
        "a memory size of \(settings.memoryMB ?? 0) MB cannot be run", request: request,
        remedy: "Choose 16 MB or more; AWS Lambda begins at 128 MB.")
    }
    let texts = settings.environment.flatMap { [$0.key, $0.value] } + [package.handler, package.name]
    guard !texts.contains(where: { $0.utf8.contains(0) }),
      !settings.environment.keys.contains(where: { $0.isEmpty || $0.contains("=") })
    else {
      throw PlatformError(
        "the environment has a name or value that no process can have", request: request,
        remedy: "Names must not be empty or contain '='; neither may hold a zero byte.")
    }
    if let name = settings.environment.keys.sorted().first(where: isReserved) {
      throw PlatformError(
        "the environment variable \(name) is set by the platform", request: request,
        remedy: "Choose another name.")
    }
  }

  /// Copies code and runtime client to the function's folder.
  func install() throws {
    guard mkdir(folder, 0o700) == 0 else { throw SystemError("create folder \(folder)") }
    try copyFolder(package.folder, to: codeFolder)
    if package.runtime == .python {
      try Data(PackageResources.sebs_runtime_py).write(to: URL(filePath: runtimeFile))
    }
  }

  // MARK: Sandboxes

  /// How a sandbox of the function is started.
  func plan(
    sandbox: String, address: String, launcher: String, controlGroups: ControlGroupParent?
  ) -> SandboxPlan {
    let scratch = "\(folder)/tmp-\(sandbox)"
    return SandboxPlan(
      id: sandbox, launcher: launcher, command: command,
      environment: environment(sandbox: sandbox, address: address, scratch: scratch),
      directory: codeFolder, scratch: scratch, limits: limits, controlGroups: controlGroups)
  }

  /// What AWS Lambda defines, and what the function's author adds; nothing of the driver's environment.
  private func environment(sandbox: String, address: String, scratch: String) -> [String: String] {
    var environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin",
      "LANG": "C.UTF-8",
      "TZ": ":UTC",
      "TMPDIR": scratch,
      "AWS_REGION": "local",
      "AWS_DEFAULT_REGION": "local",
    ]
    environment.merge(settings.environment) { $1 }
    environment.merge([
      "_HANDLER": package.handler,
      "LAMBDA_TASK_ROOT": codeFolder,
      "LAMBDA_RUNTIME_DIR": folder,
      "AWS_EXECUTION_ENV": "AWS_Lambda_" + runtimeName,
      "AWS_LAMBDA_RUNTIME_API": address,
      "AWS_LAMBDA_FUNCTION_NAME": id,
      "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
      "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
      "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/" + id,
      "AWS_LAMBDA_LOG_STREAM_NAME": sandbox,
    ]) { $1 }
    // A function without a limit has what the machine has.
    environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "\(limits.memoryMB ?? HostFacts.memoryMB)"
    return environment
  }

  /// Runtime in the words of AWS Lambda, such as `python3.11` or `provided`.
  var runtimeName: String {
    python.map { "python" + $0.version.split(separator: ".").prefix(2).joined(separator: ".") }
      ?? package.runtime.rawValue
  }

  /// What is held fixed in every call of the function.
  func configuration(isolation: String) -> Configuration {
    var configuration = Configuration()
    configuration.platform = "local"
    configuration.function = id
    configuration.benchmark = package.name
    configuration.workloadVersion = package.version
    configuration.language = package.runtime == .python ? "python" : nil
    configuration.runtime = runtimeName
    configuration.runtimeVersion = python?.version
    configuration.architecture = HostFacts.architecture
    configuration.memoryMB = settings.memoryMB
    configuration.package = .zip
    configuration.trigger = .sdk
    configuration.isolation = isolation
    return configuration
  }
}
