import Foundation
import Testing

/// `sebs stat tail`, `mixture` and `survival` as a user runs them.
@Suite struct TailTests {
  private func run(_ arguments: [String], input: String) throws -> Program.Result {
    let program = try Program()
    defer { program.remove() }
    try program.write(input, to: "table.csv")
    return try program.run(["stat"] + arguments)
  }

  private func json(_ arguments: [String], input: String) throws -> Any {
    let result = try run(arguments + ["--json"], input: input)
    #expect(result.status == 0, "\(result.messages)")
    return try JSONSerialization.jsonObject(with: Data(result.output.utf8))
  }

  /// Quantiles of a generalised Pareto law, so that a fit must find its shape; group b has the heavier tail.
  private static let paretos: String = {
    var text = "v,g,c\n"
    for (name, shape) in [("a", 0.1), ("b", 0.6)] {
      for row in 0..<1000 {
        // Places of the golden section spread the values over the file.
        let place = (Double(row) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
        let value = (pow(1 - (place * 1000).rounded(.down) / 1000 - 0.0005, -shape) - 1) / shape
        text += "\(1 + value),\(name),\(name)\(row / 10)\n"
      }
    }
    return text
  }()

  @Test func `The weight of a tail is found, and what lies beyond the sample marked`() throws {
    let arguments = ["tail", "table.csv", "--column", "v", "--by", "g", "--probability", "0.5,0.99,0.9999"]
    let answer = try #require(
      try json(arguments + ["--threshold", "1.5"], input: Self.paretos) as? [String: Any])
    let groups = try #require(answer["groups"] as? [[String: Any]])
    for (group, shape) in zip(groups, [0.1, 0.6]) {
      let fit = try #require(group["fit"] as? [String: Any])
      #expect(abs((try #require(fit["shape"] as? Double)) - shape) < 0.05)
      let interval = try #require(group["shapeInterval"] as? [String: Double])
      #expect(try #require(interval["lower"]) < shape && #require(interval["upper"]) > shape)
      let quantiles = try #require(group["quantiles"] as? [[String: Any]])
      let supports = try quantiles.map { try #require($0["support"] as? [String: Any]).keys.first }
      #expect(supports.last == "extrapolated" && supports.contains("withinSample"))
      // The law's own quantile.
      let exact = 1 + (pow(0.01, -shape) - 1) / shape
      let p99 = try #require(quantiles.first { $0["probability"] as? Double == 0.99 })
      #expect(abs((try #require(p99["value"] as? Double)) / exact - 1) < 0.05)
    }
    let comparison = try #require(answer["comparison"] as? [String: Any])
    let test = try #require(comparison["test"] as? [String: Any])
    #expect(try #require(test["pValue"] as? Double) < 0.001)
  }

  @Test func `A table for people says what the model alone tells`() throws {
    let result = try run(
      ["tail", "table.csv", "--column", "v", "--by", "g", "--threshold", "1.5"], input: Self.paretos)
    #expect(result.status == 0 && result.output.contains("beyond the sample: the model alone"))
    #expect(result.output.contains("Difference of the shapes"))
    let clustered = try json(
      [
        "tail", "table.csv", "--column", "v", "--cluster", "c", "--threshold", "1.5", "--probability", "0.99",
        "--replicates", "100",
      ], input: Self.paretos)
    let groups = try #require((clustered as? [String: Any])?["groups"] as? [[String: Any]])
    let quantile = try #require((groups[0]["quantiles"] as? [[String: Any]])?.first)
    #expect(quantile["method"] as? String == "cluster_bootstrap")
  }

  @Test func `Two modes of a private network get their shares`() throws {
    let rows = try String(
      contentsOfFile: Program.fixture("simplybusiness-xray-coldstarts/all-traces.csv"), encoding: .utf8
    ).split(separator: "\n").filter { $0.contains("vpc-dev-memory-512,") || $0.hasPrefix("function,") }
    let answers = try #require(
      try json(
        ["mixture", "table.csv", "--column", "total", "--draws", "0", "--replicates", "100"],
        input: rows.joined(separator: "\n") + "\n") as? [[String: Any]])
    let modes = try #require(answers[0]["modes"] as? [[String: Any]])
    #expect(modes.count == 2)
    // Counted: 43 % lie above 1 s.
    let slow = try #require(modes.last)
    #expect(abs((try #require(slow["share"] as? Double)) - 0.433) < 0.01)
    #expect(try #require(slow["location"] as? Double) > 5000)
    let interval = try #require(slow["shareInterval"] as? [String: Double])
    #expect(try #require(interval["lower"]) < 0.433 && #require(interval["upper"]) > 0.433)
    let dip = try #require((answers[0]["dip"] as? [String: Any])?["pValue"] as? Double)
    #expect(dip < 0.01)
  }

  @Test func `A hard time-out is told from ends at any age`() throws {
    var looks = "alive,gone,g\n"
    for row in 0..<60 { looks += row % 2 == 0 ? "\(row % 5 * 60),\(600 + row % 5 * 60),a\n" : "540,,b\n" }
    let answer = try #require(
      try json(
        ["survival", "table.csv", "--lower", "alive", "--upper", "gone", "--by", "g", "--replicates", "100"],
        input: looks) as? [String: Any])
    let groups = try #require(answer["groups"] as? [[String: Any]])
    #expect(groups.map { $0["group"] as? String } == ["a", "b"] && answer["logRank"] == nil)
    let law = try #require((groups[0]["laws"] as? [[String: Any]])?.first?["fit"] as? [String: Any])
    let timeOut = try #require((law["law"] as? [String: Any])?["twoPoint"] as? [String: Any])
    // All of a lived at 240 and were gone at 600: one time explains them.
    #expect(timeOut["share"] as? Double == 1 && law["parameters"] as? Int == 1)
    #expect(timeOut["first"] as? [String: Double] == ["lower": 240, "upper": 600])
    // None of b was seen to end.
    #expect(groups[1]["withoutBand"] is String)
  }

  @Test func `Exact lifetimes give the curve of Kaplan and Meier and the log-rank test`() throws {
    // Freireich's leukaemia trial: weeks of remission with 6-MP and with placebo; + is still in remission.
    let treated = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
    let placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
    var table = "alive,gone,g\n"
    for (group, weeks) in [("6-MP", treated), ("placebo", placebo)] {
      for week in weeks.split(separator: " ") {
        table += week.hasSuffix("+") ? "\(week.dropLast()),,\(group)\n" : "\(week),\(week),\(group)\n"
      }
    }
    let answer = try #require(
      try json(["survival", "table.csv", "--lower", "alive", "--upper", "gone", "--by", "g"], input: table)
        as? [String: Any])
    let test = try #require((answer["logRank"] as? [String: Any])?["test"] as? [String: Any])
    // Published: chi-squared 16.79 of one degree of freedom.
    #expect(abs((try #require(test["statistic"] as? Double)) - 16.79) < 0.005)
    let curve = try #require((answer["groups"] as? [[String: Any]])?.first?["curve"] as? [[String: Double]])
    // Published: 0.857 at 6 weeks, 0.690 at 13.
    #expect(abs((try #require(curve.first { $0["time"] == 6 }?["survival"])) - 0.857) < 0.001)
    #expect(abs((try #require(curve.first { $0["time"] == 13 }?["survival"])) - 0.690) < 0.001)
  }

  @Test func `Questions that cannot be answered are refused`() throws {
    let few = "v,u\n1,1\n2,2\n3,3\n"
    for (arguments, input, status) in [
      (["tail", "table.csv", "--column", "v"], few, 5),
      (["tail", "table.csv", "--column", "v", "--probability", "1.5"], Self.paretos, 2),
      (["tail", "table.csv", "--column", "v", "--replicates", "5"], few, 2),
      (["mixture", "table.csv", "--column", "v"], few, 5),
      (["mixture", "table.csv", "--column", "v", "--draws", "-1"], few, 2),
      (
        ["mixture", "table.csv", "--column", "v", "--components", "2"],
        "v\n" + String(repeating: "7\n", count: 30), 5
      ),
      (["survival", "table.csv", "--lower", "v", "--upper", "w"], few, 3),
      (["survival", "table.csv", "--lower", "v", "--upper", "u"], "v,u\n5,1\n", 5),
      (["survival", "table.csv", "--lower", "v", "--upper", "u", "--level", "2"], few, 2),
    ] as [([String], String, Int32)] {
      let result = try run(arguments, input: input)
      #expect(result.status == status && !result.messages.isEmpty, "\(arguments): \(result)")
    }
  }
}
