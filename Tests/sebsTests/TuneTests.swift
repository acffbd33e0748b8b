import Foundation
import Testing

/// `sebs tune` as a user runs it, on a published sweep of memory sizes.
@Suite struct TuneTests {
  private let sweep = [
    Program.fixture("mbwilding-lambda-benchmark/memory-sweep.json"), "--prices", "aws-lambda@2023-11-15",
  ]

  @Test func `Rust gains nothing from memory: the least is the cheapest`() throws {
    let program = try Program()
    defer { program.remove() }
    let answer = try program.run(["tune"] + sweep + ["--where", "runtime=rust"])
    #expect(answer.status == 0, "\(answer.messages)")
    #expect(answer.output.contains("128\u{00A0}MB is the cheapest of 16 sizes"))
    #expect(answer.output.contains("Time is nearly flat"))
    #expect(answer.output.contains("Pay for the least memory"))
  }

  @Test func `JSON holds the set, the probabilities and the model`() throws {
    let program = try Program()
    defer { program.remove() }
    let answer = try program.run(
      ["tune"] + sweep + ["--where", "runtime=dotnet6", "--objective", "balanced", "--json"])
    let tuning = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let series = try #require((tuning["series"] as? [[String: Any]])?.first)
    let choice = try #require(series["choice"] as? [String: Any])
    let sizes = try #require(choice["sizes"] as? [[String: Any]])
    #expect(sizes.count == 16)
    let best = sizes.compactMap { $0["probabilityBest"] as? Double }.reduce(0, +)
    #expect(abs(best - 1) < 1e-9)
    let recommended = try #require(choice["recommendedMB"] as? Int)
    #expect(sizes.contains { $0["memoryMB"] as? Int == recommended && $0["couldBeBest"] as? Bool == true })
    #expect((series["model"] as? [String: Any])?["best"] != nil)
  }

  @Test func `Data that cannot answer and questions that make no sense have their codes`() throws {
    let program = try Program()
    defer { program.remove() }
    #expect(
      try program.run(["tune", Program.fixture("sebs-perf-cost/warm_results_256.json")]).status == 5)
    for (arguments, remedy) in [
      (["--limit", "fast"], "p95<=800ms"), (["--budget=-1"], "above 0"), (["--time", "q5"], "p50"),
      (["--objective", "2"], "objective"), (["--cold-share", "3"], "between 0 and 1"),
    ] {
      let answer = try program.run(["tune"] + sweep + arguments)
      #expect(answer.status == 2 && answer.messages.contains(remedy), "\(arguments): \(answer.messages)")
    }
  }
}
