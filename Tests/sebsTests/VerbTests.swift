import Foundation
import Testing

/// One path through every verb, with the program as it is built.
@Suite struct VerbTests {
  private func with(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try await body(program)
  }

  private func json(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  @Test(arguments: [
    "quickstart", "run", "import", "report", "export", "validate", "store", "list", "doctor", "compare",
    "history", "stat", "show", "watch", "figure", "tune", "bill", "explain", "simulate",
  ])
  func `Every verb has help with an example`(verb: String) async throws {
    try await with { program in
      let result = try program.run(verb, "--help")
      #expect(result.status == 0)
      #expect(result.output.contains("sebs \(verb)"))
      #expect(result.output.contains("xample"), "\(verb)")
    }
  }

  @Test func `A measurement on this machine ends in a page`() async throws {
    try await with { program in
      let result = try program.run(
        "quickstart", "--time-budget", "6", "--output", program.path("page.html"), store: true)
      #expect(result.status == 0, "\(result.messages)")
      #expect(result.output.contains("Report: "))
      let page = try program.text("page.html")
      #expect(page.contains("311.compression"))
      #expect(page.utf8.count < 500_000)

      let list = try program.run("store", "list", "--json", store: true)
      let campaigns = try #require(try json(list.output) as? [[String: Any]])
      #expect(campaigns.count == 1)
      #expect(try #require(campaigns[0]["invocations"] as? Int) >= 8)
      #expect(try program.run("store", "verify", store: true).status == 0)
    }
  }

  @Test func `An interrupted campaign keeps its batches and resumes`() async throws {
    try await with { program in
      let process = program.process(
        [
          "run", "perf-cost", "--memory", "512", "--pattern", "warm", "--concurrency", "2", "--max-calls",
          "30",
        ],
        store: true)
      let errors = Pipe()
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      try await Task.sleep(for: .seconds(3))
      process.interrupt()
      process.waitUntilExit()
      let messages = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      // A quick machine may have finished before; then there is nothing to interrupt.
      if process.terminationStatus != 0 {
        #expect(process.terminationStatus == 130, "\(messages)")
        let resume = try #require(messages.firstMatch(of: /sebs run --resume (\S+)/))
        let result = try program.run("run", "--resume", String(resume.1), "--json", store: true)
        #expect(result.status == 0, "\(result.messages)")
        let summary = try #require(try json(result.output) as? [String: Any])
        let runs = try #require(summary["runs"] as? [[String: Any]])
        #expect(try #require(runs[0]["kept"] as? Int) >= 30)
      }
      #expect(try program.run("store", "verify", store: true).status == 0)
    }
  }

  @Test func `Killing a campaign loses no batch that was counted`() async throws {
    try await with { program in
      let process = program.process(
        [
          "run", "perf-cost", "--memory", "512", "--pattern", "warm", "--concurrency", "2", "--max-calls",
          "1000",
        ],
        store: true)
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      try await Task.sleep(for: .seconds(3))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(try program.run("store", "verify", store: true).status == 0)
      let exported = try program.run("export", "--format", "jsonl", store: true)
      #expect(exported.status == 0, "\(exported.messages)")
      let calls = exported.output.split(separator: "\n").filter { $0.contains("\"kind\":\"invocation\"") }
      // Batches of two are there whole or not at all.
      #expect(calls.count.isMultiple(of: 2))
    }
  }

  @Test func `Data of another tool are imported, reported on and exported`() async throws {
    try await with { program in
      let file = Program.fixture("mbwilding-lambda-benchmark/memory-sweep.json")
      let imported = try program.run("import", file, "--title", "Sweep", "--json", store: true)
      #expect(imported.status == 0, "\(imported.messages)")
      let summary = try #require(try json(imported.output) as? [String: Any])
      #expect(summary["invocations"] as? Int == 1280)
      let campaign = try #require(summary["campaign"] as? String)

      let report = try program.run("report", campaign, "--output", program.path("sweep.html"), store: true)
      #expect(report.status == 0, "\(report.messages)")
      #expect(try program.text("sweep.html").contains("<h1><bdi>Sweep</bdi></h1>"))

      let csv = try program.run(
        "export", campaign, "--format", "csv", "--output", program.path("sweep.csv"), store: true)
      #expect(csv.status == 0)
      #expect(try program.text("sweep.csv").split(separator: "\n").count == 1281)
      let checked = try program.run("validate", program.path("sweep.csv"))
      #expect(checked.status == 0, "\(checked.output)")

      let again = try program.run("import", file, "--json", store: true)
      #expect(again.status == 0)
      #expect(try (json(program.run("store", "list", "--json", store: true).output) as? [Any])?.count == 1)
      #expect(try program.run("store", "delete", campaign, store: true).status == 0)
      #expect(
        try (json(program.run("store", "list", "--json", store: true).output) as? [Any])?.isEmpty == true)
    }
  }

  @Test func `A file alone gives the same page and the same results every time`() async throws {
    try await with { program in
      let file = Program.fixture("lambda-perf/format-v4-2024-06-11.json")
      for name in ["a.html", "b.html"] {
        let result = try program.run("report", file, "--where", "runtime=python311", "--output", name)
        #expect(result.status == 0, "\(result.messages)")
      }
      let first = try program.text("a.html")
      let second = try program.text("b.html")
      #expect(first.replacing("a.html", with: "") == second.replacing("b.html", with: ""))
      let results = try program.run("report", file, "--where", "runtime=python311", "--json")
      let study = try #require(try json(results.output) as? [String: Any])
      #expect((study["performances"] as? [Any])?.isEmpty == false)
    }
  }

  @Test func `Tables for notebooks are complete`() async throws {
    try await with { program in
      let file = Program.fixture("mbwilding-lambda-benchmark/memory-sweep.csv")
      let result = try program.run(
        "export", "--notebooks", program.path("nb"), "--licence", "sweep=MIT", "sweep=\(file)")
      #expect(result.status == 0, "\(result.messages)")
      for name in [
        "sweep/invocations.csv", "sweep/runs.csv", "datapackage.json", "data-dictionary.md", "example.ipynb",
      ] {
        #expect(try !program.text("nb/" + name).isEmpty, "\(name)")
      }
    }
  }

  @Test(arguments: ["platforms", "workloads", "experiments", "prices"])
  func `Lists are JSON on demand`(subject: String) async throws {
    try await with { program in
      let result = try program.run("list", subject, "--json")
      #expect(result.status == 0)
      #expect((try json(result.output) as? [[String: Any]])?.isEmpty == false)
      #expect(try program.run("list", subject).output.contains("NAME"))
    }
  }

  @Test func `The doctor names what it found`() async throws {
    try await with { program in
      let result = try program.run("doctor", "--json", store: true)
      let checks = try #require(try json(result.output) as? [[String: Any]])
      #expect(
        Set(checks.compactMap { $0["subject"] as? String }).isSuperset(of: [
          "Python", "Store", "Local platform",
        ]))
    }
  }

  @Test func `A comparison answers with a verdict and an exit code`() async throws {
    try await with { program in
      let file = Program.fixture("lambda-perf/2026-java21-python312-all-memory.csv")
      let same = try program.run(
        "compare", file, file, "--margin", "0.2", "--fail-if", "not-equivalent", "--json")
      #expect(same.status == 0, "\(same.messages)")
      let comparison = try #require(try json(same.output) as? [String: Any])
      let rows = try #require(comparison["rows"] as? [[String: Any]])
      #expect(rows.count == 32)
      #expect(rows.allSatisfy { $0["verdict"] as? String == "equivalent" })
      #expect(try program.run("compare", file, file, "--fail-if", "not-better").status == 1)
      let other = Program.fixture("mbwilding-lambda-benchmark/memory-sweep.json")
      let nothing = try program.run("compare", file, other)
      #expect(nothing.status == 5)
      #expect(nothing.messages.contains("--ignore"))
    }
  }
}
