public import FoundationEssentials
public import Platforms

extension Workload {
  /// Makes the package of this workload for an interpreter, or finds the one that was made before.
  ///
  /// The package holds the code, the pinned dependencies and the compiled forms of both, so that no cold start
  /// compiles for later ones. It is checked by loading it once.
  ///
  /// - Parameters:
  ///   - folder: Folder of all packages, usually ``PackageCache/standardFolder(environment:)``.
  ///   - interpreter: The interpreter that will run the function.
  ///   - environment: Environment for the installer: proxies, settings of pip, search path.
  /// - Throws: ``PackagingError``; `CancellationError` when the task is cancelled.
  public func package(
    into folder: String, interpreter: PythonInterpreter,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws -> FunctionPackage {
    guard !sources.isEmpty else { throw PackagingError.nothingToPackage(workload: id) }
    let version = version
    let name = "\(id)-\(version)-python-\(interpreter.version)"
    let builder = try PythonPackageBuilder(workload: id, interpreter: interpreter, environment: environment)
    let built = try await PackageCache.folder(name, in: folder) { staging in
      try builder.write(sources, into: staging)
      try await builder.install(dependencies, into: staging)
      try await builder.compileAndLoad(staging)
    }
    return FunctionPackage(
      name: id, folder: built, runtime: .python, handler: "function.handler", version: version)
  }
}

/// Builds the package of one Python workload.
struct PythonPackageBuilder {
  let workload: String
  let interpreter: PythonInterpreter
  let environment: [String: String]
  /// Major and minor version, such as `3.11`.
  let language: String

  init(
    workload: String, interpreter: PythonInterpreter, environment: [String: String]
  ) throws(PackagingError) {
    let parts = interpreter.version.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1]) else {
      throw .interpreterUnusable(
        executable: interpreter.path, reason: "\"\(interpreter.version)\" is not a version")
    }
    guard major == 3, minor >= 9, !interpreter.version.contains("/") else {
      throw .interpreterUnusable(
        executable: interpreter.path, reason: "its version is \(interpreter.version)")
    }
    self.workload = workload
    self.interpreter = interpreter
    self.language = "\(major).\(minor)"
    // Settings that would let code from elsewhere into the package or its check.
    self.environment = environment.filter { !["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"].contains($0.key) }
  }

  func write(_ sources: [SourceFile], into folder: String) throws(PackagingError) {
    for source in sources {
      let path = "\(folder)/\(source.path)"
      do {
        try Data(source.content).write(to: URL(filePath: path))
      } catch {
        throw .notWritable(path: path, detail: "\(error)")
      }
    }
  }

  func install(_ dependencies: [PinnedDependency], into folder: String) async throws {
    guard !dependencies.isEmpty else { return }
    guard let installer = try await installer(log: folder + ".log") else {
      throw PackagingError.noInstaller(
        workload: workload, alternatives: WorkloadCatalogue.standard.selfContained)
    }
    // Every dependency is pinned, so nothing is resolved; and no package runs code while it is installed.
    var arguments = [
      "-m", "pip", "install", "--target", folder, "--no-deps", "--only-binary=:all:", "--no-compile",
      "--no-input", "--disable-pip-version-check", "--quiet", "--retries", "1", "--timeout", "15",
    ]
    if installer != interpreter.path {
      arguments += ["--python-version", language, "--implementation", "cp"]
    }
    arguments += dependencies.map(\.description)
    let run = try await run(installer, arguments, log: folder + ".log")
    guard run.ending == .exit(0) else { throw installationError(run) }
  }

  /// Compiles every file and loads the function once.
  ///
  /// Compiled forms are marked as valid without looking at the date of the source, which copying changes.
  func compileAndLoad(_ folder: String) async throws {
    let compiling = [
      "-m", "compileall", "-q", "-s", folder, "--invalidation-mode", "unchecked-hash", folder,
    ]
    let compiled = try await run(interpreter.path, compiling, log: folder + ".log")
    guard compiled.ending == .exit(0) else {
      throw PackagingError.interpreterUnusable(
        executable: interpreter.path, reason: "compiling failed: \(compiled.detail)")
    }
    let loading = ["-B", "-c", "import sys; sys.path.insert(0, sys.argv[1]); import function", folder]
    let loaded = try await run(interpreter.path, loading, log: folder + ".log")
    guard loaded.ending == .exit(0) else {
      throw PackagingError.importFailed(workload: workload, detail: loaded.detail)
    }
  }

  /// The interpreter itself when it has pip, else another Python of the search path that has.
  private func installer(log: String) async throws -> String? {
    let names = ["python3"] + (9...15).reversed().map { "python3.\($0)" }
    let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
    let others = folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
    let present = others.filter { FileManager.default.isExecutableFile(atPath: $0) }
    for candidate in [interpreter.path] + present {
      let run = try await run(candidate, ["-m", "pip", "--version"], log: log)
      if run.ending == .exit(0) { return candidate }
    }
    return nil
  }

  private struct ProgramRun {
    var ending: ChildProcess.Ending
    var output: String

    /// End of the output in one line, or how the program ended when it printed nothing.
    var detail: String {
      let lines = output.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix("ERROR: ") }
      let text = lines.suffix(3).joined(separator: " / ").suffix(400)
      return text.isEmpty ? "\(ending)" : withoutCredentials(String(text))
    }
  }

  private func run(_ executable: String, _ arguments: [String], log: String) async throws -> ProgramRun {
    defer { try? FileManager.default.removeItem(atPath: log) }
    let ending = await ChildProcess.run(executable, arguments, environment: environment, output: log)
    try Task.checkCancellation()
    let output = (try? Data(contentsOf: URL(filePath: log))) ?? Data()
    return ProgramRun(ending: ending, output: String(decoding: output.suffix(16_384), as: UTF8.self))
  }

  private func installationError(_ run: ProgramRun) -> PackagingError {
    let signs = [
      "NewConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError", "SSLError",
      "Temporary failure in name resolution", "Max retries exceeded", "connection broken",
    ]
    // With an index that is out of reach pip ends with "no matching distribution"; the cause stands above.
    if let sign = signs.first(where: run.output.contains) {
      return .indexUnreachable(
        workload: workload, alternatives: WorkloadCatalogue.standard.selfContained, detail: sign)
    }
    return .installationFailed(workload: workload, detail: run.detail)
  }
}

/// Hides user names and passwords in addresses.
func withoutCredentials(_ text: String) -> String {
  text.replacing(/:\/\/[^\/@\s]+@/, with: "://***@")
}
