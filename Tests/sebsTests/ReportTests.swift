import Foundation
import Testing

/// The forms of a report, and what the terminal shows.
@Suite struct ReportTests {
  private let file = Program.fixture("mbwilding-lambda-benchmark/memory-sweep.json")

  private func with(_ body: (Program) throws -> Void) throws {
    let program = try Program()
    defer { program.remove() }
    try body(program)
  }

  @Test func `A folder gets every form, and the command on the page writes the same bytes`() throws {
    try with { program in
      let arguments = ["report", file, "--where", "runtime=rust", "--profile", "paper", "-o", "out/"]
      let process = program.process(arguments)
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      for name in ["report.html", "report.tex", "report.bib", "report.md", "report.json", "paper.tex"] {
        #expect(try !program.text("out/\(name)").isEmpty, "\(name)")
      }
      #expect(try program.text("out/tables/table-latency.csv").hasPrefix("group,n,"))
      #expect(try program.text("out/figures/cost.svg").contains("<svg"))
      let page = try program.text("out/report.html")
      let command = try #require(page.firstMatch(of: /<code>sebs ([^<]*)<\/code>/)).1
      let again = program.process(command.split(separator: " ").map(String.init))
      try again.run()
      again.waitUntilExit()
      #expect(try program.text("out/report.html") == page)
    }
  }

  @Test func `The ending decides the form, and an unknown one is refused`() throws {
    try with { program in
      let unknown = try program.run("report", file, "-o", "report.docx")
      #expect(unknown.status == 2)
      #expect(unknown.messages.contains(".docx is not known"))
      #expect(try program.run("report", file, "--where", "runtime=rust", "-o", "c.md").status == 0)
      #expect(try program.text("c.md").hasPrefix("# "))
    }
  }

  @Test func `The exit code tells of findings that were asked for`() throws {
    try with { program in
      let refused = try program.run(
        "report", file, "--where", "runtime=rust", "-o", "c.md", "--fail-if", "refused")
      #expect(refused.status == 1)
      let worse = try program.run(
        "report", file, "--where", "runtime=rust", "-o", "c.md", "--fail-if", "worse")
      #expect(worse.status == 0)
    }
  }

  @Test func `Findings and charts show in the terminal`() throws {
    try with { program in
      let days = Program.fixture("lambda-perf/format-v4-2024-06-11.json")
      let shown = try program.run("show", days, "--where", "runtime=python311", "--columns", "90")
      #expect(shown.status == 0, "\(shown.messages)")
      #expect(shown.output.contains("Measured: "))
      #expect(shown.output.contains("│"))
      let result = try program.run("show", days, "--where", "runtime=python311", "--json")
      let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
      #expect((object?["findings"] as? [[String: Any]])?.isEmpty == false)
      #expect((object?["groups"] as? [[String: Any]])?.isEmpty == false)
    }
  }
}
