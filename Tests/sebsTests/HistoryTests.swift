import Foundation
import Testing

/// `sebs history` as a user runs it.
@Suite struct HistoryTests {
  private static let coldStarts = Program.fixture("lambda-perf/2026-java21-python312-all-memory.csv")
  private static let events = Program.fixture("lambda-perf/harness-events.csv")

  private func with(_ body: (Program) throws -> Void) throws {
    let program = try Program()
    defer { program.remove() }
    try body(program)
  }

  @Test func `A history gives a page, a table and JSON that agree`() throws {
    try with { program in
      let result = try program.run(
        "history", Self.coldStarts, "--where", "package=zip", "--where", "architecture=x86_64", "--events",
        Self.events, "--changes", program.path("changes.csv"), "-o", program.path("history.html"), "--json")
      #expect(result.status == 0, "\(result.messages)")
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      let changes = try #require(json["changes"] as? [[String: Any]])
      let series = try #require(json["series"] as? [[String: Any]])
      // A row for each configuration of a joint change, and one for each change of a spread.
      let rows =
        changes.reduce(0) { $0 + (($1["members"] as? [Any])?.count ?? 0) }
        + series.reduce(0) { $0 + (($1["spreadChanges"] as? [Any])?.count ?? 0) }
      let table = try program.text("changes.csv").split(separator: "\n")
      #expect(table.count == rows + 1)
      let page = try program.text("history.html")
      for row in table.dropFirst() { #expect(page.contains(String(row.split(separator: ",")[1]))) }
      #expect(page.contains("sebs history"))
    }
  }

  /// Sixty quiet days of one configuration, the last one slower.
  private func record(newest: Double) -> String {
    var lines = ["date,runtime,package,memory_mb,arch,init_duration_ms"]
    for day in 0..<60 {
      let values = (0..<10).map { call in
        let noise = Double((day * 7 + call * 13) % 17) / 4
        return "\((100 + noise) * (day == 59 ? newest : 1))"
      }
      let month = day < 31 ? "01" : "02"
      let date = day < 31 ? day + 1 : day - 30
      // Two months of 31 and 29 days.
      lines.append(
        "2028-\(month)-\(date < 10 ? "0" : "")\(date),java,zip,128,arm64,\(values.joined(separator: ";"))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func `A regression of the newest day ends in exit code 1 where it is asked for`() throws {
    try with { program in
      try program.write(record(newest: 1.5), to: "slow.csv")
      try program.write(record(newest: 1), to: "same.csv")
      #expect(try program.run("history", program.path("slow.csv"), "--fail-if", "regression").status == 1)
      #expect(try program.run("history", program.path("slow.csv")).status == 0)
      #expect(try program.run("history", program.path("same.csv"), "--fail-if", "regression").status == 0)
    }
  }

  @Test func `Mistakes get the right exit code and say what to do`() throws {
    try with { program in
      try program.write("date,kind,text,url\nsoon,commit,x,\n", to: "events.csv")
      let events = try program.run("history", Self.coldStarts, "--events", program.path("events.csv"))
      #expect(events.status == 3)
      #expect(events.messages.contains("events.csv:2:1: expected a date"))
      #expect(try program.run("history", Self.coldStarts, "--window", "soon").status == 2)
      #expect(try program.run("history", Self.coldStarts, "--percentile", "99").status == 2)
      let short = try program.run("history", Self.coldStarts, "--by", "week", "--metric", "client")
      #expect(short.status == 5)
      #expect(try program.run("history", program.path("missing.csv"), store: true).status == 2)
    }
  }
}
