import Foundation
import Testing

/// The statistics on the columns of any table.
@Suite struct StatTests {
  private func results(_ arguments: String..., input: String) throws -> [[String: Any]] {
    let program = try Program()
    defer { program.remove() }
    try program.write(input, to: "table.csv")
    let process = program.process(["stat"] + arguments)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try #require(try JSONSerialization.jsonObject(with: output) as? [[String: Any]])
  }

  private let table =
    "v,g,c\n" + (1...40).map { "\($0),\($0 % 2 == 0 ? "even" : "odd"),\($0 / 4)\n" }.joined() + ",odd,1\n"

  @Test func `A column is described by group`() throws {
    let groups = try results(
      "describe", "table.csv", "--column", "v", "--by", "g", "--cluster", "c", "--json", input: table)
    #expect(groups.map { $0["group"] as? String } == ["odd", "even"])
    #expect(groups.map { $0["n"] as? Int } == [20, 20])
    #expect(groups.map { $0["missing"] as? Int } == [1, 0])
    #expect(groups.map { $0["mean"] as? Double } == [20, 21])
    #expect(groups.allSatisfy { $0["clusters"] as? Int != nil && $0["dependence"] != nil })
  }

  @Test func `Quantiles carry their intervals and refusals`() throws {
    let quantiles = try results(
      "quantile", "table.csv", "--column", "v", "--probability", "0.5,0.99", "--json", input: table)
    let median = try #require(quantiles[0]["estimate"] as? [String: Any])
    #expect(median["value"] as? Double == 20.5)
    let interval = try #require(median["interval"] as? [String: Any])
    #expect(interval["lower"] is Double && interval["upper"] is Double)
    let tail = try #require(quantiles[1]["estimate"] as? [String: Any])
    #expect((tail["interval"] as? [String: Any])?["upper"] == nil)
    #expect((tail["warnings"] as? [Any])?.isEmpty == false)
  }
}
