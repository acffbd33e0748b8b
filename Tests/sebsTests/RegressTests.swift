import Foundation
import Testing

/// `sebs stat regress` as a user runs it.
@Suite struct RegressTests {
  private func run(_ arguments: [String], input: String) throws -> Program.Result {
    let program = try Program()
    defer { program.remove() }
    try program.write(input, to: "table.csv")
    let process = program.process(["stat", "regress", "table.csv"] + arguments)
    let (output, messages) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = messages
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaints = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Program.Result(status: process.terminationStatus, output: text, messages: complaints)
  }

  private func answer(_ arguments: String...) throws -> [String: Any] {
    let ended = try run(arguments + ["--json"], input: table)
    #expect(ended.status == 0, "\(ended.messages)")
    return try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
  }

  private func values(_ answer: [String: Any], _ key: String = "value") throws -> [Double] {
    try #require(answer["coefficients"] as? [[String: Any]]).compactMap { $0[key] as? Double }
  }

  /// time = 100 + 51200/memory + 20 in the eu, with a pattern that averages to nearly nothing; one row incomplete.
  private let table =
    "time,memory,region,batch,w\n"
    + (0..<48).map { row in
      let memory = [128, 256, 512, 1024][row % 4]
      let region = row % 3 == 0 ? "eu" : "us"
      let noise = Double((row * 29) % 17 - 8) / 8
      return
        "\(100 + 51200 / Double(memory) + (region == "us" ? 0 : 20) + noise),\(memory),\(region),\(row / 6),1\n"
    }.joined() + ",128,us,0,1\n"

  @Test func `A formula with levels and clusters is fitted`() throws {
    let answer = try answer("--formula", "time ~ 1 + inverse(memory) + factor(region)", "--cluster", "batch")
    #expect(answer["formula"] as? String == "time ~ 1 + inverse(memory) + factor(region)")
    #expect(answer["method"] as? String == "least_squares" && answer["covariance"] as? String == "cr2")
    #expect(answer["n"] as? Int == 48 && answer["missing"] as? Int == 1 && answer["clusters"] as? Int == 8)
    let coefficients = try #require(answer["coefficients"] as? [[String: Any]])
    #expect(coefficients.map { $0["name"] as? String } == ["1", "inverse(memory)", "region=us"])
    let found = try values(answer)
    #expect(zip(found, [120, 51200, -20]).allSatisfy { abs($0 - $1) < 0.02 * abs($1) })
    #expect(try values(answer, "degreesOfFreedom").allSatisfy { $0 > 3 && $0 < 8 })
    let rSquared = try #require((answer["fit"] as? [String: Any])?["rSquared"] as? Double)
    #expect(rSquared > 0.99 && rSquared < 1)
  }

  @Test func `Covariances, weights and bootstraps are to be had`() throws {
    let formula = ["--formula", "time ~ inverse(memory)"]
    for covariance in ["classical", "hc0", "hc3", "hac"] {
      let answer = try answer(formula[0], formula[1], "--covariance", covariance, "--weights", "w")
      #expect(answer["covariance"] as? String == covariance)
    }
    let first = try answer(
      formula[0], formula[1], "--bootstrap", "wild", "--cluster", "batch", "--replicates", "200")
    let again = try answer(
      formula[0], formula[1], "--bootstrap", "wild", "--cluster", "batch", "--replicates", "200")
    let bootstrap = try #require(first["bootstrap"] as? [[String: Any]])
    #expect(bootstrap.count == 2)
    #expect(NSArray(array: bootstrap) == NSArray(array: try #require(again["bootstrap"] as? [[String: Any]])))
  }

  @Test func `Outliers do not move a robust fit`() throws {
    let spoiled = table + "9000,128,us,0,1\n8000,256,us,1,1\n9500,512,eu,2,1\n"
    let ended = try run(
      ["--formula", "time ~ inverse(memory) + factor(region)", "--robust", "--json"], input: spoiled)
    let answer = try #require(
      try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
    let found = try values(answer)
    #expect(zip(found, [120, 51200, -20]).allSatisfy { abs($0 - $1) < 0.02 * abs($1) })
    #expect((answer["robustFit"] as? [String: Any])?["outliers"] as? Int == 3)
    #expect(answer["covariance"] as? String == "robust")
  }

  @Test func `The table for people names every term`() throws {
    let ended = try run(["--formula", "time ~ inverse(memory)", "--bootstrap", "cases"], input: table)
    #expect(ended.status == 0)
    #expect(ended.output.contains("inverse(memory)") && ended.output.contains("BOOTSTRAP"))
    #expect(ended.output.contains("n = 48, covariance hc3"))
    #expect(ended.output.contains("1 rows with a missing value"))
  }

  @Test func `Mistakes end with the code of their kind`() throws {
    let syntax = try run(["--formula", "time ~ log(memory"], input: table)
    #expect(syntax.status == 2 && syntax.messages.contains("character 18"))
    #expect(try run(["--formula", "time ~ nothing"], input: table).status == 3)
    #expect(try run(["--formula", "time ~ memory", "--covariance", "cr2"], input: table).status == 2)
    #expect(
      try run(["--formula", "time ~ memory", "--robust", "--bootstrap", "wild"], input: table).status == 2)
    #expect(try run(["--formula", "time ~ memory", "--covariance", "robust"], input: table).status == 2)
    #expect(try run(["--formula", "time ~ memory"], input: "time,memory\n1,\n,2\n").status == 5)
    let collinear = try run(["--formula", "time ~ memory + w"], input: table)
    #expect(collinear.status == 5 && collinear.messages.contains("w"))
  }

  @Test func `Quantiles are fitted with ranks, and with clusters drawn`() throws {
    let formula = ["--formula", "time ~ inverse(memory) + factor(region)", "--quantile", "0.5"]
    let plain = try answer(formula[0], formula[1], formula[2], formula[3])
    #expect(plain["method"] as? String == "quantile_regression" && plain["probability"] as? Double == 0.5)
    #expect(plain["intervals"] as? String == "rank_inversion")
    #expect(zip(try values(plain), [120, 51200, -20]).allSatisfy { abs($0 - $1) < 0.02 * abs($1) })
    let drawn = try answer(
      formula[0], formula[1], formula[2], formula[3], "--cluster", "batch", "--replicates", "200")
    #expect(drawn["intervals"] as? String == "cluster_bootstrap" && drawn["clusters"] as? Int == 8)
    #expect(try values(drawn) == values(plain))
  }

  @Test func `Curves are weighed and predict sizes between`() throws {
    let answer = try answer(
      "--formula", "time ~ memory", "--curves", "--at", "700", "--cluster", "batch")
    #expect((answer["tied"] as? [String])?.contains("inverse") == true)
    let prediction = try #require((answer["predictions"] as? [[String: Any]])?.first)
    let average = try #require(prediction["average"] as? [String: Any])
    #expect(abs((try #require(average["value"] as? Double)) - (106.7 + 51200 / 700)) < 3)
    for (arguments, remedy) in [
      (["--formula", "time ~ memory + w", "--curves"], "one column"),
      (["--formula", "time ~ memory", "--at", "5"], "--curves"),
      (["--formula", "time ~ memory", "--curves", "--at", "x"], "positive"),
      (["--formula", "time ~ memory", "--quantile", "2"], "between 0 and 1"),
      (["--formula", "time ~ memory", "--quantile", "0.5", "--robust"], "not both"),
      (["--formula", "time ~ memory", "--quantile", "0.5", "--weights", "w"], "least squares"),
    ] {
      let ended = try run(arguments, input: table)
      #expect(ended.status == 2 && ended.messages.contains(remedy), "\(arguments): \(ended.messages)")
    }
  }
}
