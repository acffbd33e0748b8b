import Foundation
import Testing

/// `sebs explain` as a user runs it.
@Suite struct ExplainTests {
  /// Sixty calls in six batches, of which one waited five seconds for its connections.
  private static var calls: String {
    let rows = (0..<60).map { index -> String in
      let connect = 30_000 + 137 * (index * 7 % 11) + (index / 10 == 4 ? 5_000_000 : 0)
      return "r,\(index / 10),\(index),\(connect),\(connect + 90_000 + 211 * (index * 5 % 13)),ok"
    }
    return "run_id,batch,sequence,connect_us,client_us,status\n" + rows.joined(separator: "\n") + "\n"
  }

  @Test
  func
    `A batch that waited for its connections is named on the terminal, as JSON and in every form of report`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.calls, to: "calls.csv")
    let file = program.path("calls.csv")
    let answer = try program.run("explain", file, "--replicates", "99")
    #expect(answer.status == 0, "\(answer.messages)")
    #expect(
      answer.output.contains("is one batch of 10 calls: 5.00\u{00A0}s of connection on the client"),
      "\(answer.output)")
    let json = try program.run("explain", file, "--replicates", "99", "--json")
    let result = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let cause = try #require((result["causes"] as? [[String: Any]])?.first)
    #expect(cause["cause"] as? String == "client-side connection" && cause["isNamed"] as? Bool == true)
    for name in ["page.html", "page.md", "page.tex", "causes.csv"] {
      let written = try program.run("explain", file, "--replicates", "99", "-o", program.path(name))
      #expect(written.status == 0, "\(written.messages)")
      #expect(try program.text(name).contains("client-side connection"))
    }
  }

  @Test func `Too few calls and mistakes have their exit codes and say what to do`() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.calls, to: "calls.csv")
    try program.write(
      Self.calls.split(separator: "\n").prefix(31).joined(separator: "\n") + "\n", to: "few.csv")
    let few = try program.run("explain", program.path("few.csv"))
    #expect(few.status == 5 && few.messages.contains("50 would do"), "\(few.messages)")
    for (arguments, remedy) in [
      (["--slowest", "60%"], "slowest"), (["--group-by", "colour"], "no factor colour"),
      (["--interval", "soon"], "interval"),
      (["-o", program.path("x.doc")], ".html"), (["--level", "2"], "0.95"),
    ] {
      let answer = try program.run(["explain", program.path("calls.csv")] + arguments)
      #expect(answer.status == 2 && answer.messages.contains(remedy), "\(arguments): \(answer.messages)")
    }
  }

  private static func fieldNames(_ value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return object.reduce(into: Set(object.keys)) { $0.formUnion(fieldNames($1.value)) }
    }
    return (value as? [Any] ?? []).reduce(into: []) { $0.formUnion(fieldNames($1)) }
  }

  @Test func `Every field of the JSON is documented once`() throws {
    let program = try Program()
    defer { program.remove() }
    func object(_ arguments: String...) throws -> Any {
      try JSONSerialization.jsonObject(with: Data(try program.run(arguments).output.utf8))
    }
    let documented = try #require(try object("explain", "--fields", "--json") as? [[String: String]])
    let known = Set(documented.compactMap { $0["name"] })
    #expect(documented.allSatisfy { $0["meaning"]?.isEmpty == false } && known.count == documented.count)
    try program.write(Self.calls, to: "calls.csv")
    let file = program.path("throttled.jsonl")
    #expect(
      try program.run("simulate", "--cause", "throttling and retry", "--calls", "2000", "-o", file).status
        == 0)
    for input in [program.path("calls.csv"), file] {
      let found = Self.fieldNames(
        try object("explain", input, "--replicates", "99", "--json", "--interval", "10s"))
      #expect(found.subtracting(known).isEmpty, "\(found.subtracting(known).sorted())")
    }
  }
}
