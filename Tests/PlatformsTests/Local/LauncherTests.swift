import FoundationEssentials
import Glibc
import Testing

@testable import Platforms

/// The launcher by itself.
@Suite struct LauncherTests {
  /// Runs the launcher and returns its end with what it and its program wrote.
  private func launch(_ arguments: [String]) throws -> (ProcessExit, String) {
    let output = try Pipe.forOutput()
    defer { close(output.readEnd) }
    let process = try SpawnedProcess(
      program: try LauncherLocation.find(), arguments: arguments, environment: ["PATH": "/usr/bin:/bin"],
      descriptors: [(output.writeEnd, 1), (output.writeEnd, 2)])
    close(output.writeEnd)
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = read(output.readEnd, &chunk, chunk.count), count > 0 {
      text.append(contentsOf: chunk[..<count])
    }
    process.waitForEnd()
    return (process.reap(), String(decoding: text, as: UTF8.self))
  }

  private var parent: [String] { ["--parent", "\(getpid())"] }

  @Test func `each step that fails has its own exit code and message`() throws {
    let cases: [(arguments: [String], code: Int32, words: String)] = [
      ([], 111, "no program"),
      (["--", "/bin/true"], 111, "--parent PID is missing"),
      (["--parent", "x", "--", "/bin/true"], 111, "--parent wants a whole number"),
      (parent + ["--colour", "red", "--", "/bin/true"], 111, "unknown option '--colour'"),
      (parent + ["--limit", "as=5", "--", "/bin/true"], 111, "unknown limit"),
      (parent + ["--status", "9999", "--", "/bin/true"], 111, "descriptor 9999"),
      (parent + ["--join", "/no/such/cgroup", "--", "/bin/true"], 112, "/no/such/cgroup/cgroup.procs"),
      (["--parent", "1", "--", "/bin/true"], 114, "parent 1 has ended"),
      (parent + ["--directory", "/no/such/folder", "--", "/bin/true"], 116, "cannot enter /no/such/folder"),
      (parent + ["--", "/no/such/program"], 117, "cannot execute /no/such/program"),
    ]
    for example in cases {
      let (exit, text) = try launch(example.arguments)
      #expect(exit == .exited(code: example.code), "\(example.arguments): \(text)")
      #expect(text.hasPrefix("SandboxLauncher: ") && text.contains(example.words), "\(text)")
    }
  }

  @Test func `limits are lowered, never raised, and the program sees them`() throws {
    let shell = ["--directory", "/tmp", "--", "/bin/sh", "-c"]
    let (exit, text) = try launch(
      parent + ["--limit", "nofile=64", "--limit", "core=0"] + shell
        + ["ulimit -n; ulimit -c; pwd; grep -c 'NoNewPrivs:.1' /proc/self/status"])
    #expect(exit == .exited(code: 0))
    #expect(text == "64\n0\n/tmp\n1\n")
    let (_, before) = try launch(parent + shell + ["ulimit -Hn"])
    let (raised, after) = try launch(parent + ["--limit", "nofile=99999999"] + shell + ["ulimit -Hn"])
    #expect(raised == .exited(code: 0))
    #expect(after == before)
  }

  @Test func `the program leads a session of its own`() throws {
    let (_, text) = try launch(parent + ["--", "/bin/sh", "-c", "cut -d' ' -f1,5,6 /proc/$$/stat"])
    let numbers = text.split { $0.isWhitespace }
    #expect(numbers.count == 3 && Set(numbers).count == 1)
  }

  @Test func `a missing launcher is explained`() {
    #expect {
      _ = try LauncherLocation.find(program: "/no/folder/sebs", environment: [:], buildFolder: "/no")
    } throws: { error in
      (error as? PlatformError)?.remedy.contains("SEBS_SANDBOX_LAUNCHER") == true
    }
  }
}
