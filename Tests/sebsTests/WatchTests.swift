import Foundation
import Testing

/// `sebs watch` as it is built, on this machine.
@Suite struct WatchTests {
  private static let probe = [
    "watch", "w", "--memory", "512", "--pattern", "sequential", "--calls", "2", "--judge-by", "probe",
  ]

  private func with(_ body: (Program) throws -> Void) throws {
    let program = try Program()
    defer { program.remove() }
    try body(program)
  }

  private func object(_ text: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `Help shows a service, a cron line and an example`() throws {
    try with { program in
      let help = try program.run("watch", "--help").output
      for part in ["[Service]", "0 */6 * * *", "Examples:", "--once"] {
        #expect(help.contains(part), "\(part)")
      }
    }
  }

  @Test func `Once makes the probe of this moment, and none when it was made`() throws {
    try with { program in
      let first = try program.run(Self.probe + ["--every", "1h", "--once", "--json"], store: true)
      #expect(first.status == 0, "\(first.messages)")
      let line = try object(first.output)
      #expect(first.output.filter(\.isNewline).count == 1)
      #expect(line["probe"] as? Int == 0)
      #expect(line["ending"] as? String == "completed")
      #expect(line["verdict"] as? String == "learning")
      let runs = try #require(line["runs"] as? [[String: Any]])
      #expect(runs[0]["kept"] as? Int == 2)

      let second = try program.run(
        Self.probe + ["--every", "1h", "--once", "--fail-if", "regression"], store: true)
      #expect(second.status == 0)
      #expect(second.output.isEmpty)
      #expect(second.messages.contains("was made before; the next one is due at"))
      #expect(try program.run("store", "verify", store: true).status == 0)
    }
  }

  @Test func `Probes come at their times, and a changed plan is refused`() throws {
    try with { program in
      let run = try program.run(
        Self.probe + ["--probes", "2", "--every", "2s", "--markdown", "--max-usd", "5"], store: true)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.components(separatedBy: "### `sebs watch w`: learning").count == 3)
      #expect(run.output.contains("| sequential-512MB | 2 |"))
      #expect(run.output.contains("USD (list price) spent"))

      let other = try program.run(Self.probe + ["--every", "4s", "--once"], store: true)
      #expect(other.status == 2)
      #expect(other.messages.contains("an interval of 2000 ms"))
    }
  }

  @Test func `An interrupt ends in order, and the watch goes on`() async throws {
    let program = try Program()
    defer { program.remove() }
    let process = program.process(Self.probe + ["--every", "1h", "--json"], store: true)
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    _ = output.fileHandleForReading.availableData  // the line of the first probe
    let locked = try program.run(Self.probe + ["--every", "1h", "--once"], store: true)
    #expect(locked.status == 2)
    #expect(locked.messages.contains("Another process carries this watch on"))
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let messages = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(messages.contains("the same command line goes on"))
    #expect(try program.run(Self.probe + ["--every", "1h", "--once"], store: true).status == 0)
  }

  @Test func `Killing it in the middle, again and again, loses nothing told and repeats nothing`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    let arguments = Self.probe + ["--every", "1s", "--jitter", "0.1s", "--json"]
    var told: [[String: Any]] = []
    for milliseconds in [400, 900, 1300, 700, 1700, 1100] {
      let process = program.process(arguments, store: true)
      let file = program.path("lines-\(milliseconds)")
      try Data().write(to: URL(fileURLWithPath: file))
      process.standardOutput = FileHandle(forWritingAtPath: file)
      process.standardError = FileHandle.nullDevice
      try process.run()
      try await Task.sleep(for: .milliseconds(milliseconds))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      told += try lines.filter { $0.hasSuffix("}") }.map(object)
    }
    try await Task.sleep(for: .seconds(1))
    let last = try program.run(arguments + ["--once"], store: true)
    #expect(last.status == 0, "\(last.messages)")
    told.append(try object(last.output))
    let probes = told.compactMap { $0["probe"] as? Int }
    #expect(Set(probes).count == probes.count, "\(probes)")

    #expect(try program.run("store", "verify", store: true).status == 0)
    let calls = try program.run("export", "w", store: true).output.split(separator: "\n").map(object)
      .filter { $0["kind"] as? String == "invocation" }
    let sequences = calls.compactMap { $0["sequence"] as? Int }
    #expect(sequences.count == calls.count && Set(sequences).count == calls.count)
    let batches = Dictionary(grouping: calls) { $0["batch"] as? Int ?? -1 }
    #expect(batches.values.allSatisfy { $0.count == 2 })
    for line in told where line["ending"] as? String == "completed" {
      #expect(batches[try #require(line["probe"] as? Int)] != nil)
    }
    let state = try #require(told.last?["state"] as? [String: Any])
    let endings = try #require(state["endings"] as? [String: Int])
    #expect(endings.values.reduce(0, +) >= batches.count)
    #expect(
      (state["last_slot"] as? Int ?? -1) + 1 == endings.values.reduce(0, +) + (state["missed"] as? Int ?? 0))
  }

  @Test(arguments: [
    ["watch", "a b", "--once"], ["watch", "w", "--once", "--probes", "2"],
    ["watch", "w", "--json", "--markdown"],
    ["watch", "w", "--every", "fortnight"], ["watch", "w", "--every", "0.1s", "--once"],
    ["watch", "w", "--jitter", "2h", "--once"], ["watch", "w", "--false-alarms", "2", "--once"],
  ])
  func `What cannot be done is said with exit code 2`(arguments: [String]) throws {
    try with { program in
      let result = try program.run(arguments, store: true)
      #expect(result.status == 2, "\(result.messages)")
      #expect(!result.messages.isEmpty)
    }
  }
}
