import Foundation
import Platforms
import TestSupport
import Testing

@testable import Workloads

@Suite struct PackagingTests {
  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func packageIsBuiltOnceAndWhole() async throws {
    try await withScratchFolder { folder in
      let workload = Compression()
      let package = try await workload.package(into: folder, interpreter: systemPython)
      #expect(package.handler == "function.handler")
      #expect(package.runtime == .python)
      #expect(package.version == workload.version)
      #expect(try files(folder) == ["311.compression-\(workload.version)-python-\(systemPython.version)"])
      #expect(try files(package.folder) == ["__pycache__", "function.py"])

      let mark = package.folder + "/mark"
      try Data().write(to: URL(filePath: mark))
      #expect(try await workload.package(into: folder, interpreter: systemPython) == package)
      #expect(FileManager.default.fileExists(atPath: mark))
    }
  }

  @Test func buildersThatRaceAgree() async throws {
    try await withScratchFolder { folder in
      let packages = try await withThrowingTaskGroup(of: FunctionPackage.self) { group in
        for _ in 0..<4 {
          group.addTask { try await Compression().package(into: folder, interpreter: systemPython) }
        }
        return try await group.reduce(into: Set<FunctionPackage>()) { $0.insert($1) }
      }
      #expect(packages.count == 1)
      #expect(try files(folder).count == 1)
    }
  }

  @Test func compiledFormSurvivesACopyWithOtherDates() async throws {
    try await withScratchFolder { folder in
      let package = try await Compression().package(into: folder, interpreter: systemPython)
      let cache = try files(package.folder + "/__pycache__")
      let bytes = try [UInt8](Data(contentsOf: URL(filePath: "\(package.folder)/__pycache__/\(cache[0])")))
      // PEP 552: flags 1 mean "valid by hash, not to be checked".
      #expect(bytes[4..<8] == [1, 0, 0, 0])
    }
  }

  @Test func failedBuildLeavesNothing() async throws {
    try await withScratchFolder { folder in
      let interpreter = PythonInterpreter(path: "/nonexistent/python", version: "3.11.2")
      await #expect {
        try await Compression().package(into: folder, interpreter: interpreter)
      } throws: {
        guard case .interpreterUnusable("/nonexistent/python", let reason)? = $0 as? PackagingError else {
          return false
        }
        return reason.contains("No such file")
      }
      let left = try files(folder)
      #expect(left.isEmpty)
    }
  }

  @Test(arguments: ["", "3", "x.y", "2.7.18", "3.8.19", "4.0.0", "3.11.2/../..", "99999999999999999999.1"])
  func versionsThatCannotBeUsedAreRefused(version: String) async throws {
    await #expect {
      try await Compression().package(
        into: "/nonexistent", interpreter: PythonInterpreter(path: "/usr/bin/python3", version: version)
      )
    } throws: {
      guard case .interpreterUnusable? = $0 as? PackagingError else { return false }
      return true
    }
  }

  @Test func indexOutOfReachIsNamedWithAWayOut() async throws {
    try await withScratchFolder { folder in
      let environment = [
        "PATH": "/usr/bin:/bin", "HOME": folder, "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_CACHE_DIR": "1",
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
      ]
      await #expect {
        try await DynamicHTML().package(into: folder, interpreter: systemPython, environment: environment)
      } throws: {
        switch $0 as? PackagingError {
        case .indexUnreachable("110.dynamic-html", ["311.compression"], _)?: true
        case .noInstaller("110.dynamic-html", ["311.compression"])?: true
        default: false
        }
      }
      let left = try files(folder)
      #expect(left.isEmpty)
    }
  }

  /// An interpreter that finds no installed packages, hence no pip.
  private func pythonWithoutPip(in folder: String) throws -> PythonInterpreter {
    let path = folder + "/bare-python"
    try Data("#!/bin/sh\nexec /usr/bin/python3 -S \"$@\"\n".utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return PythonInterpreter(path: path, version: systemPython.version)
  }

  @Test func withoutAnyPipTheErrorNamesTheBenchmarkThatNeedsNone() async throws {
    try await withScratchFolder { folder in
      let interpreter = try pythonWithoutPip(in: folder)
      let error = await #expect(throws: PackagingError.self) {
        try await GraphBreadthFirstSearch().package(
          into: folder + "/cache", interpreter: interpreter, environment: ["PATH": "/nonexistent"])
      }
      #expect(error == .noInstaller(workload: "503.graph-bfs", alternatives: ["311.compression"]))
      #expect("\(try #require(error))".contains("measure 311.compression, which needs no packages"))
    }
  }

  @Test(
    .enabled("a package index is needed for Jinja2") {
      try await BuiltPackages.package("110.dynamic-html") != nil
    })
  func interpreterWithoutPipBorrowsThatOfAnother() async throws {
    try await withScratchFolder { folder in
      let package = try await DynamicHTML().package(
        into: folder + "/cache", interpreter: try pythonWithoutPip(in: folder))
      #expect(FileManager.default.fileExists(atPath: package.folder + "/jinja2/__init__.py"))
    }
  }

  @Test func cancellingStopsTheBuild() async throws {
    try await withScratchFolder { folder in
      let build = Task { try await Compression().package(into: folder, interpreter: systemPython) }
      build.cancel()
      await #expect(throws: CancellationError.self) { try await build.value }
      let left = try files(folder)
      #expect(left.isEmpty)
    }
  }

  @Test func folderThatCannotBeWrittenIsNamed() async throws {
    await #expect {
      try await Compression().package(into: "/proc/packages", interpreter: systemPython)
    } throws: {
      guard case .notWritable("/proc/packages", _)? = $0 as? PackagingError else { return false }
      return true
    }
  }

  @Test func cacheFollowsTheRulesOfXDG() throws {
    #expect(
      try PackageCache.standardFolder(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"])
        == "/c/sebs/packages")
    #expect(
      try PackageCache.standardFolder(environment: ["XDG_CACHE_HOME": "c", "HOME": "/h"])
        == "/h/.cache/sebs/packages")
    #expect(throws: PackagingError.self) { try PackageCache.standardFolder(environment: [:]) }
  }

  @Test func functionOfOnesOwnHasNoPackage() async throws {
    await #expect(throws: PackagingError.nothingToPackage(workload: "mine")) {
      try await FixedPayload(id: "mine", payload: "{}").package(
        into: "/nonexistent", interpreter: systemPython)
    }
  }

  @Test func programsEndAsTheyEnd() async throws {
    try await withScratchFolder { folder in
      let output = folder + "/out"
      func run(_ script: String) async -> ChildProcess.Ending {
        await ChildProcess.run("/bin/sh", ["-c", script], environment: ["A": "b"], output: output)
      }
      #expect(await run("echo $A; echo e >&2; exit 7") == .exit(7))
      let written = try String(contentsOfFile: output, encoding: .utf8)
      #expect(written == "b\ne\n")
      #expect(await run("kill -9 $$") == .signal(9))
      let hung = Task { await ChildProcess.run("/bin/sleep", ["1000"], environment: [:], output: output) }
      hung.cancel()
      #expect(await hung.value == .signal(9))
    }
  }

  @Test func addressesLoseTheirCredentials() {
    #expect(withoutCredentials("at https://me:secret@host/simple and") == "at https://***@host/simple and")
    #expect(withoutCredentials("mail me@host") == "mail me@host")
  }
}
