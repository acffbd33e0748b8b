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
      for part in ["[Service]", "0 */6 * * *", "Examples:", "--once"] { #expect(help.contains(part), "\(part)") }
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
      #expect(run.output.contains("USD spent"))

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

  @Test(arguments: [
    ["watch", "a b", "--once"], ["watch", "w", "--once", "--probes", "2"], ["watch", "w", "--json", "--markdown"],
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
