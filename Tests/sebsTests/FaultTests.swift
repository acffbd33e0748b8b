import Foundation
import Testing

/// Bad input and faults: the right exit code, and a message with place and remedy.
@Suite struct FaultTests {
  private func check(
    _ arguments: [String], files: [String: String] = [:], status: Int32, says words: [String]
  ) throws {
    let program = try Program()
    defer { program.remove() }
    for (name, text) in files { try program.write(text, to: name) }
    let process = program.process(
      arguments, store: arguments.first != "validate" && arguments.first != "list")
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == status, "\(said)")
    for word in words { #expect(said.contains(word), "\(word) in: \(said)") }
  }

  @Test func `Wrong usage ends with 2`() throws {
    try check(["run", "no-such-experiment"], status: 2, says: ["no-such-experiment", "perf-cost"])
    try check(
      ["run", "perf-cost", "--benchmark", "999.nothing"], status: 2, says: ["999.nothing", "311.compression"])
    try check(["run", "perf-cost", "--memory", "lots"], status: 2, says: ["--memory", "128,512"])
    try check(["run", "perf-cost", "--platform", "http"], status: 2, says: ["--url"])
    try check(["run", "perf-cost", "--concurrency", "0"], status: 2, says: ["concurrency"])
    try check(["report", "--no-such-option"], status: 2, says: ["--no-such-option"])
    try check(
      ["report", "nothing-of-that-name"], status: 2, says: ["nothing-of-that-name", "sebs store list"])
    try check(["report"], status: 2, says: ["empty", "quickstart"])
    try check(["store", "delete", "nothing"], status: 2, says: ["nothing"])
  }

  @Test func `Unreadable input ends with 3 and names line and remedy`() throws {
    try check(
      ["import", "cut.json"], files: ["cut.json": #"{"metadata": {"generatedAt": "2024-06-11T14:00"#],
      status: 3,
      says: ["cut.json:1:30", "cut off"])
    try check(["import", "empty.csv"], files: ["empty.csv": ""], status: 3, says: ["empty.csv"])
    try check(["import", "gone.csv"], status: 3, says: ["gone.csv"])
    try check(
      ["validate", "bad.csv"],
      files: ["bad.csv": "run_id,status,client_us\nr1,ok,-5\nr1,splendid,1\n"], status: 3,
      says: ["client_us", "status", "splendid", "2 errors"])
  }

  @Test func `Data that cannot answer end with 5`() throws {
    try check(
      ["report", "failed.csv"],
      files: [
        "failed.csv": "run_id,status,error_class\nr1,timeout,Sandbox.Timedout\nr1,timeout,Sandbox.Timedout\n"
      ],
      status: 5, says: ["nothing to analyse", "2 failed"])
  }

  @Test func `A platform that does not answer ends with 4 and keeps what happened`() throws {
    // Port 9 of this machine refuses connections.
    try check(
      ["run", "perf-cost", "--platform", "http", "--url", "http://127.0.0.1:9/f", "--max-calls", "10"],
      status: 4,
      says: ["FAILED"])
  }

  @Test func `A store in an impossible place says where else to put it`() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("not a database, but long enough to be read as one for sure", to: "other.txt")
    let result = try program.run("store", "list", "--store", program.path("other.txt"))
    #expect(result.status == 4, "\(result.messages)")
    #expect(result.messages.contains("other.txt"))
  }

  @Test func `Secrets of the command line are neither stored nor shown`() throws {
    let program = try Program()
    defer { program.remove() }
    let result = try program.run(
      "run", "perf-cost", "--platform", "http", "--url", "http://user:hunter2@127.0.0.1:9/f?code=topsecret",
      "--header",
      "Authorization: Bearer sesame", "--max-calls", "5", store: true)
    var seen = result.output + result.messages
    seen += (try? program.run("export", store: true).output) ?? ""
    for file in try FileManager.default.contentsOfDirectory(atPath: program.folder.path) {
      seen += String(
        decoding: try Data(contentsOf: program.folder.appendingPathComponent(file)), as: UTF8.self)
    }
    for secret in ["hunter2", "topsecret", "sesame"] { #expect(!seen.contains(secret), "\(secret)") }
  }
}
