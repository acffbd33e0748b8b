import Foundation
import Testing

/// `sebs simulate` as a user runs it.
@Suite struct SimulateTests {
  private func with(_ body: (Program) throws -> Void) throws {
    let program = try Program()
    defer { program.remove() }
    try body(program)
  }

  @Test func `A planted cause is written to a valid file, the same for a seed, with the truth in it`() throws
  {
    try with { program in
      let words = [
        "simulate", "--cause", "client-side connection", "--share", "1%", "--calls", "2000", "--seed", "7",
      ]
      let file = program.path("data.jsonl")
      let answer = try program.run(words + ["-o", file])
      #expect(answer.status == 0 && answer.output.isEmpty, "\(answer.messages)")
      #expect(answer.messages.contains("Planted: client-side connection in "))
      let text = try program.text("data.jsonl")
      #expect(text.contains("Planted: client-side connection in "))
      #expect(text.split(separator: "\n").count == 2002)
      let checked = try program.run("validate", file)
      #expect(checked.status == 0 && checked.output.contains("0 errors, 0 warnings"))
      #expect(try program.run(words).output == text)
    }
  }

  @Test func `A scenario can be printed and simulated, with another seed too`() throws {
    try with { program in
      let printed = try program.run(
        "simulate", "--cause", "none", "--calls", "300", "--seed", "3", "--print-scenario")
      #expect(printed.status == 0)
      try program.write(printed.output, to: "scenario.json")
      let first = try program.run("simulate", "--scenario", program.path("scenario.json"))
      #expect(first.status == 0 && first.output.split(separator: "\n").count == 302)
      #expect(first.messages.contains("Nothing is planted"))
      let other = try program.run("simulate", "--scenario", program.path("scenario.json"), "--seed", "4")
      #expect(other.status == 0 && other.output != first.output)
    }
  }

  @Test func `All causes are listed`() throws {
    try with { program in
      let list = try program.run("simulate", "--list")
      #expect(list.status == 0)
      for cause in [
        "cold start", "noisy host", "load generator late", "processor quota or garbage collection",
      ] {
        #expect(list.output.contains(cause))
      }
    }
  }

  @Test(arguments: [
    ([], "--cause"), (["--cause", "gremlins"], "noisy host"),
    (["--cause", "storage", "--share", "0"], "share"),
    (["--cause", "storage", "--share", "80%"], "share"), (["--cause", "storage", "--share", "nan"], "share"),
    (["--cause", "storage", "--calls", "3"], "between 20 and"),
    (["--cause", "storage", "--seed", "x"], "seed"),
    (["--cause", "none", "--share", "1%"], "other than none"),
    (["--scenario", "x.json", "--cause", "storage"], "edit the file"),
    (["--cause", "storage", "--calls", "300", "--share", "0.1%"], "more calls"),
  ])
  func `Arguments that make no sense end in code 2 with a remedy`(arguments: [String], remedy: String) throws
  {
    try with { program in
      let answer = try program.run(["simulate"] + arguments)
      #expect(answer.status == 2 && answer.messages.contains(remedy), "\(arguments): \(answer.messages)")
    }
  }

  @Test func `A broken scenario is an unreadable input, an impossible one wrong usage`() throws {
    try with { program in
      try program.write("{\"seed\": 1}", to: "broken.json")
      let broken = try program.run("simulate", "--scenario", program.path("broken.json"))
      #expect(broken.status == 3 && broken.messages.contains("--print-scenario"), "\(broken.messages)")
      let printed = try program.run("simulate", "--cause", "storage", "--print-scenario")
      try program.write(
        printed.output.replacing("\"placement\":", with: "\"placement\":\"host\",\"old\":"), to: "odd.json")
      let odd = try program.run("simulate", "--scenario", program.path("odd.json"))
      #expect(odd.status == 2 && odd.messages.contains("planting.placement"), "\(odd.messages)")
      #expect(try program.run("simulate", "--scenario", program.path("none.json")).status == 3)
    }
  }
}
