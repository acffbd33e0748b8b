import Foundation
import Testing

/// What the scripts say on a machine where something is missing.
@Suite struct ScriptTests {
  /// Runs `scripts/system-packages` where only the given commands exist.
  private func systemPackages(commands: [String: String]) throws -> (status: Int32, said: String) {
    let program = try Program()
    defer { program.remove() }
    for (name, body) in commands {
      try program.write("#!/bin/bash\n\(body)\n", to: name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path(name))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [Program.repository.appendingPathComponent("scripts/system-packages").path]
    process.environment = ["PATH": program.folder.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  private let grep = "exec /bin/grep \"$@\""
  private let allInstalled = "echo 'install ok installed'"

  @Test func `A missing toolchain is named with what to do`() throws {
    let result = try systemPackages(commands: ["dpkg-query": allInstalled, "grep": grep])
    #expect(result.status == 2)
    #expect(result.said.contains("Swift toolchain is missing"))
  }

  @Test func `Missing packages without rights are named for the administrator`() throws {
    let result = try systemPackages(commands: ["dpkg-query": "exit 1", "grep": grep, "id": "echo 1000"])
    #expect(result.status == 2)
    #expect(result.said.contains("apt-get install"))
    #expect(result.said.contains("libsqlite3-dev"))
  }

  @Test func `Nothing is installed when nothing is missing`() throws {
    let result = try systemPackages(
      commands: [
        "dpkg-query": allInstalled, "grep": grep, "swift": "exit 0", "apt-get": "echo called >&2; exit 9",
      ])
    #expect(result.status == 0, "\(result.said)")
    #expect(!result.said.contains("called"))
  }

  @Test func `Missing packages are installed by name`() throws {
    let result = try systemPackages(
      commands: [
        "dpkg-query": "exit 1", "grep": grep, "id": "echo 0", "swift": "exit 0",
        "apt-get": "echo \"apt: $*\" >&2",
      ])
    #expect(result.status == 0, "\(result.said)")
    #expect(result.said.contains("apt: update"))
    #expect(result.said.contains("Installing with apt-get: libopenblas-dev"))
  }
}
