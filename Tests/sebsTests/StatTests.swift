import Foundation
import Testing

/// The statistics on the columns of any table.
@Suite struct StatTests {
  private func json(_ arguments: [String], input: String) throws -> Any {
    let program = try Program()
    defer { program.remove() }
    try program.write(input, to: "table.csv")
    let answer = try program.run(["stat"] + arguments)
    #expect(answer.status == 0, "\(answer.messages)")
    return try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
  }

  private func results(_ arguments: String..., input: String) throws -> [[String: Any]] {
    try #require(try json(arguments, input: input) as? [[String: Any]])
  }

  private func result(_ arguments: String..., input: String) throws -> [String: Any] {
    try #require(try json(arguments, input: input) as? [String: Any])
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

  /// Twenty clusters of ten; those of group b are a quarter slower.
  private let clustered: String = {
    var rows = "v,g,c\n"
    for cluster in 0..<20 {
      for place in 0..<10 {
        let base = 100 + Double((cluster * 7) % 11) + Double((place * 3) % 7) / 2
        rows += "\(cluster % 2 == 0 ? base : base * 1.25),\(cluster % 2 == 0 ? "a" : "b"),\(cluster)\n"
      }
    }
    return rows
  }()

  @Test func `A quantile of a series says why it is wide`() throws {
    let drifting =
      "v\n" + (0..<300).map { "\(100 + 10 * sin(Double($0) / 30) + Double(($0 * 37) % 11))\n" }.joined()
    let answers = try results(
      "quantile", "table.csv", "--column", "v", "--probability", "0.5", "--series", "--json", input: drifting)
    let reason = try #require(answers[0]["reason"] as? [String: Any])
    #expect(reason["serialDependence"] != nil)
  }

  @Test func `Tests permute clusters when there are any`() throws {
    let plain = try result("test", "table.csv", "--column", "v", "--by", "g", "--json", input: clustered)
    #expect(plain["test"] as? String == "brunner-munzel")
    let whole = try result(
      "test", "table.csv", "--column", "v", "--by", "g", "--cluster", "c", "--json", input: clustered)
    #expect(whole["test"] as? String == "permutation")
    func p(_ answer: [String: Any]) throws -> Double {
      try #require((answer["result"] as? [String: Any])?["pValue"] as? Double)
    }
    // Twenty clusters allow no p below 2/184756; two hundred values would.
    #expect(try p(plain) < 1e-10 && p(whole) < 0.001 && p(whole) > 1e-5)
  }

  @Test func `A comparison gives ratios of quantiles with verdicts`() throws {
    let answer = try result(
      "compare", "table.csv", "--column", "v", "--by", "g", "--cluster", "c", "--json", input: clustered)
    let shift = try #require(answer["shift"] as? [String: Any])
    let points = try #require(shift["pointwise"] as? [[String: Any]])
    let median = try #require(
      points.first { $0["probability"] as? Double == 0.5 }?["ratio"] as? [String: Any])
    // a against b, which is a quarter slower.
    #expect(abs((try #require(median["value"] as? Double)) - 0.8) < 0.02)
    let upper = try #require((median["interval"] as? [String: Double])?["upper"])
    #expect(upper < 0.9)
  }

  @Test(arguments: ["percentile", "wild-cluster", "cluster-t"])
  func `Bootstraps of clusters are wider than that of single values`(kind: String) throws {
    func width(_ arguments: [String]) throws -> Double {
      let list = try #require(
        try json(["bootstrap", "table.csv", "--column", "v", "--json"] + arguments, input: clustered)
          as? [[String: Any]])
      let estimate = try #require(list[0]["estimate"] as? [String: Any])
      let interval = try #require(estimate["interval"] as? [String: Double])
      return try #require(interval["upper"]) - (try #require(interval["lower"]))
    }
    #expect(try width(["--cluster", "c", "--interval", kind]) > 2 * width([]))
  }

  @Test func `Autocorrelation of alternating values is negative`() throws {
    let alternating = "v\n" + (0..<60).map { "\($0 % 2)\n" }.joined()
    let program = try Program()
    defer { program.remove() }
    try program.write(alternating, to: "table.csv")
    let output = try program.run(["stat", "acf", "table.csv", "--column", "v", "--json"])
    #expect(output.status == 0 && output.output.contains("-0.98"))
  }

  @Test func `The batches needed follow from an earlier sample or from its numbers`() throws {
    let fromData = try result(
      "power", "table.csv", "--column", "v", "--cluster", "c", "--half-width", "0.02", "--json",
      input: clustered)
    let correlation = try #require(fromData["intraclassCorrelation"] as? Double)
    let deviation = try #require(fromData["logStandardDeviation"] as? Double)
    #expect(correlation > 0.5 && fromData["batchSize"] as? Int == 10)
    let fromNumbers = try result(
      "power", "--batch-size", "10", "--correlation", "\(correlation)", "--log-sd", "\(deviation)",
      "--half-width", "0.02", "--json", input: clustered)
    let batches = try #require(fromData["batchesForHalfWidth"] as? Int)
    #expect(batches > 20 && fromNumbers["batchesForHalfWidth"] as? Int == batches)
  }

  @Test func `Questions that make no sense are refused with the remedy`() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(clustered, to: "table.csv")
    let table = ["table.csv", "--column", "v"]
    for (arguments, remedy) in [
      (["test"] + table, "--by"),
      (["test"] + table + ["--by", "g", "--cluster", "c", "--test", "welch"], "permutation"),
      (["bootstrap"] + table + ["--interval", "wild-cluster"], "--cluster"),
      (["bootstrap"] + table + ["--cluster", "c", "--interval", "bca"], "percentile"),
      (["bootstrap"] + table + ["--block", "5"], "--series"),
      (["power", "--half-width", "0.1"], "--log-sd"),
      (["power", "table.csv", "--half-width", "0.1"], "--column"),
      (["quantile", "table.csv", "--column", "nowhere"], "nowhere"),
    ] {
      let output = try program.run(["stat"] + arguments)
      #expect(output.status == 2 || output.status == 3, "\(arguments)")
      #expect(output.messages.contains(remedy), "\(arguments): \(output.messages)")
    }
  }

  @Test func `A quick study of coverage writes its table`() throws {
    let program = try Program()
    defer { program.remove() }
    let output = try program.run(["study", "coverage", "--quick", "--statistic", "p50", "--size", "50"])
    #expect(output.status == 0)
    let lines = output.output.split(separator: "\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("family,n,statistic,level,method"))
    #expect(lines[0].hasSuffix("verdict"))
    #expect(try program.run(["study", "coverage", "--statistic", "p51"]).status == 2)
  }

  private static func fieldNames(_ value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return object.reduce(into: Set(object.keys)) { $0.formUnion(fieldNames($1.value)) }
    }
    return (value as? [Any] ?? []).reduce(into: []) { $0.formUnion(fieldNames($1)) }
  }

  @Test func `Every field of the JSON is documented`() throws {
    let documented = try #require(try json(["fields", "--json"], input: "") as? [[String: String]])
    let known = Set(documented.compactMap { $0["name"] })
    #expect(documented.allSatisfy { $0["meaning"]?.isEmpty == false } && known.count == documented.count)
    let one = ["table.csv", "--column", "v", "--json"]
    let two = one + ["--by", "g"]
    for arguments in [
      ["describe"] + two + ["--cluster", "c"], ["quantile"] + two + ["--cluster", "c"],
      ["quantile"] + one + ["--series"], ["quantile"] + one + ["--series", "--cluster", "c"],
      ["bootstrap"] + one, ["bootstrap"] + one + ["--cluster", "c"], ["bootstrap"] + one + ["--series"],
      ["test"] + two, ["test"] + two + ["--cluster", "c"], ["compare"] + two,
      ["compare"] + two + ["--cluster", "c"], ["acf"] + one,
      ["power"] + one + ["--cluster", "c", "--half-width", "0.05", "--ratio", "1.1"],
      ["regress", "table.csv", "--json", "--formula", "v ~ factor(g)", "--bootstrap", "cases"],
      ["regress", "table.csv", "--json", "--formula", "v ~ factor(g)", "--quantile", "0.5"],
      ["regress", "table.csv", "--json", "--formula", "v ~ factor(g)", "--robust"],
      ["tail"] + two + ["--probability", "0.5,0.97,0.999"], ["tail"] + one + ["--series"],
      ["tail"] + one + [
        "--cluster", "c", "--threshold", "105", "--probability", "0.99", "--replicates", "100",
      ],
      ["mixture"] + two + ["--draws", "19", "--replicates", "100"],
      ["outliers"] + one, ["outliers", "table.csv", "--column", "v,c", "--json"],
      ["outliers", "table.csv", "--column", "v,c", "--json", "--method", "score"],
      [
        "survival", "table.csv", "--lower", "c", "--upper", "v", "--by", "g", "--json", "--replicates", "100",
      ],
      ["survival", "table.csv", "--lower", "v", "--upper", "v", "--by", "g", "--json"],
    ] {
      let found = Self.fieldNames(try json(arguments, input: clustered))
      #expect(found.subtracting(known).isEmpty, "\(arguments): \(found.subtracting(known).sorted())")
    }
  }
}
