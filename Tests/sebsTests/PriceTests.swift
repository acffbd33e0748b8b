import Foundation
import Testing

/// Prices on the command line.
@Suite struct PriceTests {
  private static let sweep = Program.fixture("mbwilding-lambda-benchmark/memory-sweep.json")

  private func with(_ body: (Program) throws -> Void) throws {
    let program = try Program()
    defer { program.remove() }
    try body(program)
  }

  /// Mean cost of a million calls of every group.
  private func costs(_ program: Program, _ prices: String) throws -> [Double] {
    let result = try program.run("report", Self.sweep, "--prices", prices, "--json")
    try #require(result.status == 0, "\(result.messages)")
    let study = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let costs = try #require(study?["costs"] as? [[String: Any]])
    return costs.compactMap { ($0["costPerMillion"] as? [String: Any])?["value"] as? Double }
  }

  @Test func `Prices are listed with validity, rules and sources`() throws {
    try with { program in
      let list = try program.run("list", "prices").output
      for words in [
        "aws-lambda: AWS Lambda", "2020-11-30", "100 ms", "0.0000166667",
        "GB-seconds above 6000000000 a month",
        "https://aws.amazon.com/lambda/pricing/", "used, up to 128 MB",
      ] { #expect(list.contains(words), "\(words)") }
    }
  }

  @Test func `The same data are repriced at another date`() throws {
    try with { program in
      let then = try costs(program, "aws-lambda@2020-11-30")
      let now = try costs(program, "aws-lambda@2020-12-01")
      #expect(then.count == now.count && !then.isEmpty)
      #expect(zip(then, now).allSatisfy { $0 > $1 })
    }
  }

  @Test func `A book of one's own is taken from its file and its faults are named`() throws {
    try with { program in
      let listed = try program.run("list", "prices", "--json").output
      let books = try #require(
        try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [[String: Any]])
      var book = try #require(books.first { $0["id"] as? String == "aws-lambda" })
      book["id"] = "ours"
      func write() throws {
        try JSONSerialization.data(withJSONObject: book).write(to: URL(filePath: program.path("ours.json")))
      }
      try write()
      let day = "@2023-11-15"
      #expect(try costs(program, program.path("ours.json") + day) == costs(program, "aws-lambda" + day))
      book["currency"] = "EUR"
      try write()
      let result = try program.run("report", Self.sweep, "--prices", program.path("ours.json"))
      #expect(result.status == 3)
      #expect(result.messages.contains("ours.json:1:"))
      #expect(result.messages.contains("currency: expected \"USD\""))
    }
  }

  @Test(arguments: [
    ("nobody", "aws-lambda, azure-functions"),
    ("aws-lambda@2023-02-30", "2023-02-30"),
    ("aws-lambda@2010-01-01", "no prices for 2010-01-01"),
    ("cloudflare-workers@2026-01-01", "processor time"),
  ])
  func `Prices that do not exist say what does`(prices: String, says: String) throws {
    try with { program in
      let result = try program.run("report", Self.sweep, "--prices", prices, "--json")
      #expect(result.status == 2)
      #expect(result.messages.contains(says), "\(result.messages)")
    }
  }
}
