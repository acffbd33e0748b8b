import Foundation
import Testing

/// `sebs bill` as a user runs it, on a published sweep of memory sizes.
@Suite struct BillTests {
  private let sweep = [
    Program.fixture("mbwilding-lambda-benchmark/memory-sweep.json"), "--where", "runtime=rust", "--where",
    "architecture=arm64", "--prices", "aws-lambda@2023-11-15",
  ]

  private func answer(_ arguments: String...) throws -> Program.Result {
    let program = try Program()
    defer { program.remove() }
    return try program.run(["bill"] + sweep + arguments)
  }

  @Test func `Every line, every day and the machine are told`() throws {
    let answer = try answer(
      "--per-call", "transitions=0.35,storage_writes=501", "--machine", "t2.micro,0.0116,11s")
    #expect(answer.status == 0, "\(answer.messages)")
    for words in [
      "COMPUTE", "REQUESTS", "WORKFLOW TRANSITIONS", "8.7500", "STORAGE OPERATIONS", "2505.0000",
      "ROUNDING ADDS", "2021-09-29", "2025-08-01", "EQUAL AT CALLS AN HOUR",
    ] { #expect(answer.output.contains(words), "\(words)") }
    #expect(answer.messages.contains("every call uses transitions=0.35"))
  }

  @Test func `JSON holds the bills with their lines`() throws {
    let bills = try #require(
      try JSONSerialization.jsonObject(with: Data(try answer("--json").output.utf8)) as? [[String: Any]])
    #expect(bills.count == 17)
    for bill in bills {
      let lines = try #require(bill["lines"] as? [[String: Any]])
      let sum = lines.compactMap { $0["dollars"] as? Double }.reduce(0, +)
      #expect(abs(sum / (try #require(bill["dollarsPerMillion"] as? Double)) - 1) < 1e-12)
      #expect((bill["history"] as? [Any])?.count == 2 && bill["breakEven"] == nil)
    }
  }

  @Test func `The page of a report has the bill, and its command remakes it`() throws {
    let program = try Program()
    defer { program.remove() }
    let more = ["--per-call", "transitions=1", "--machine", "m,0.02,1000", "--output", "a.html"]
    #expect(try program.run(["tune"] + sweep + more).status == 0)
    let page = try program.text("a.html")
    for words in [
      "What the money is for", "Workflow transitions", "Since 2025-08-01", "--per-call transitions=1",
      "--machine m,0.02,1000",
    ] { #expect(page.contains(words), "\(words)") }
  }

  @Test func `What cannot be billed is refused with a remedy`() throws {
    for (arguments, remedy) in [
      (["--per-call", "steps=1"], "transitions=N"), (["--machine", "m,1"], "t2.micro,0.0116,216ms"),
      (["--per-call", "external_transitions=1"], "no price of external_transitions"),
      (["--per-call", "egress_bytes=recorded"], "state a number"), (["--prices", "none"], "--prices"),
    ] {
      let program = try Program()
      defer { program.remove() }
      let answer = try program.run(["bill"] + sweep + arguments)
      #expect(answer.status == 2 && answer.messages.contains(remedy), "\(arguments): \(answer.messages)")
    }
  }
}
