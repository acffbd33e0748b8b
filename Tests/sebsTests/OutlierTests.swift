import Foundation
import Testing

/// `sebs stat outliers` and `sebs study outliers` as a user runs them.
@Suite struct OutlierTests {
  private func run(_ arguments: [String], input: String) throws -> Program.Result {
    let program = try Program()
    defer { program.remove() }
    try program.write(input, to: "table.csv")
    return try program.run(arguments)
  }

  private func answers(_ arguments: String..., input: String) throws -> [[String: Any]] {
    let result = try run(["stat", "outliers", "table.csv", "--json"] + arguments, input: input)
    #expect(result.status == 0, "\(result.messages)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
  }

  private func rows(_ answer: [String: Any]) -> [Int] {
    (answer["outliers"] as? [[String: Any]] ?? []).compactMap { $0["row"] as? Int }
  }

  /// Sixty rows of two columns that go together; rows 58 to 60 break that, row 60 also by its size.
  private let table: String = {
    var text = "x,y,g\n"
    for row in 1...60 {
      let x = Double((row * 37) % 101) / 10
      let y = 2 * x + Double((row * 53) % 17) / 10 + (row >= 58 ? 15 : 0) + (row == 60 ? 80 : 0)
      text += "\(x),\(y),\(row % 2 == 0 ? "even" : "odd")\n"
    }
    return text + ",3,odd\n"
  }()

  @Test(arguments: ["fences", "deviation", "studentized"])
  func `A column is marked by a rule with its threshold and false share`(method: String) throws {
    let answer = try answers("--column", "y", "--method", method, input: table)[0]
    #expect(rows(answer).contains(60))
    #expect(answer["n"] as? Int == 61 && answer["missing"] as? Int == 0)
    let share = try #require(answer["expectedFalseShare"] as? Double)
    #expect(share > 0 && share < 0.01 && answer["law"] is String && answer["upper"] is Double)
  }

  @Test func `Several columns together find rows that break a correlation`() throws {
    let answer = try answers("--column", "x,y", input: table)[0]
    #expect(rows(answer) == [58, 59, 60])
    #expect(answer["missing"] as? Int == 1 && answer["falseDiscoveryRate"] as? Double == 0.05)
    let scored = try answers("--column", "x,y", "--method", "score", "--top", "3", input: table)[0]
    #expect(rows(scored).first == 60 && rows(scored).count == 3)
    #expect(try answers("--column", "x,y", "--by", "g", input: table).map { $0["n"] as? Int } == [30, 30])
  }

  @Test func `An exact fit is told, and wrong usage refused`() throws {
    let plane = "x,y\n" + (1...20).map { "\($0),\($0 == 9 ? 99 : 2 * $0)\n" }.joined()
    let answer = try answers("--column", "x,y", input: plane)[0]
    #expect(rows(answer) == [9])
    #expect((answer["plane"] as? [String: Any])?["rows"] as? Int == 19)
    let wrong = try run(
      ["stat", "outliers", "table.csv", "--column", "x,y", "--method", "fences"], input: plane)
    #expect(wrong.status == 2)
    let equal = try run(["stat", "outliers", "table.csv", "--column", "x"], input: "x\n3\n3\n3\n3\n")
    #expect(equal.status == 5 && equal.messages.contains("equal"))
  }

  @Test func `The study prints a table of sets and methods`() throws {
    let result = try run(["study", "outliers", Program.fixture("adbench")], input: "")
    #expect(result.status == 0 && result.output.hasPrefix("set,method,auc,side\nWBC,"))
    let missing = try run(["study", "outliers", "nowhere"], input: "")
    #expect(missing.status == 3)
  }
}
