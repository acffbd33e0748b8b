import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct FormulaTests {
  @Test func `Formulas are read into one form`() throws {
    let forms = [
      "time ~ 1 + inverse(memory) + factor(region) + log(x)":
        "time ~ 1 + inverse(memory) + factor(region) + log(x)",
      "y~x": "y ~ 1 + x", "y ~ 0 + x": "y ~ 0 + x", "y ~ x - 1": "y ~ 0 + x", "y ~ 1": "y ~ 1",
      "y ~ -1 + x": "y ~ 0 + x", "log(y) ~ a*b": "log(y) ~ 1 + a + b + a:b",
      "y ~ a:b + b:a + a:a": "y ~ 1 + a:b + a",
      "y ~ a*b*c": "y ~ 1 + a + b + a:b + c + a:c + b:c + a:b:c",
      "y ~ power(x, 2) + power( x , -0.5 )": "y ~ 1 + power(x, 2) + power(x, -0.5)",
      "`my time` ~ factor(`the region`) + x_1.b": "`my time` ~ 1 + factor(`the region`) + x_1.b",
    ]
    for (text, form) in forms {
      let formula = try Formula(text)
      #expect(formula.description == form)
      #expect(try Formula(formula.description) == formula)
    }
    let formula = try Formula("y ~ a + log(b) + factor(c) + a:factor(d)")
    #expect(formula.numericColumns == ["y", "a", "b"] && formula.levelColumns == ["c", "d"])
  }

  @Test(arguments: [
    ("", 1, "a column"), ("y", 2, "~"), ("y ~", 4, "a column"), ("y ~ x +", 8, "a column"),
    ("y ~ x x", 7, "+"), ("y ~ log x", 9, "+"), ("y ~ log(", 9, "a column"), ("y ~ log(x", 10, ")"),
    ("y ~ sin(x)", 5, "inverse, log"), ("y ~ x ? z", 7, "a name"), ("y ~ 2", 5, "0, 1"),
    ("y ~ x - z", 9, "1"),
    ("factor(y) ~ x", 1, "numbers"), ("y ~ `x", 5, "backquotes"), ("y ~ ``", 5, "backquotes"),
    ("y ~ 0", 6, "at least one term"), ("y ~ power(x)", 12, ","), ("y ~ power(x, 0)", 14, "exponent"),
    ("y ~ 1.2.3", 5, "a number"), ("y ~ (x)", 5, "a column"), ("y ~ a:", 7, "a column"),
    ("~ x", 1, "a column"),
  ])
  func `Mistakes are shown where they are`(text: String, position: Int, expected: String) {
    #expect {
      try Formula(text)
    } throws: { error in
      guard case FormulaError.syntax(_, let place, let wanted, _) = error else { return false }
      return place == position && wanted.contains(expected) && "\(error)".contains(text)
    }
  }

  @Test func `Very many products are refused`() {
    let text = "y ~ " + (0..<40).map { "x\($0)" }.joined(separator: "*")
    #expect(throws: FormulaError.self) { try Formula(text) }
  }

  private let columns: [String: FormulaColumn] = [
    "y": .numbers([1, 2, 3, nil, 5, 6]), "x": .numbers([1, 2, 4, 8, 16, 32]),
    "g": .texts(["b", "a", "c", "a", "b", "a"]), "h": .numbers([10, 9, 10, 9, 9, 10]),
  ]

  @Test func `A design holds the terms with their names`() throws {
    let built = try Formula("y ~ inverse(x) + factor(g) + log(x):factor(h)").design(of: columns)
    #expect(built.design.terms == ["1", "inverse(x)", "g=b", "g=c", "log(x):h=9", "log(x):h=10"])
    #expect(built.rows == [0, 1, 2, 4, 5] && built.missing == 1 && built.response == [1, 2, 3, 5, 6])
    let matrix = built.design.matrix
    #expect(Array(try matrix.column(0)) == [1, 1, 1, 1, 1])
    #expect(Array(try matrix.column(1)) == [1, 0.5, 0.25, 1.0 / 16, 1.0 / 32])
    #expect(Array(try matrix.column(2)) == [1, 0, 0, 1, 0])
    #expect(Array(try matrix.column(3)) == [0, 0, 1, 0, 0])
    // Numbers as levels come in order of size.
    #expect(Array(try matrix.column(4)) == [0, logarithm(2), 0, logarithm(16), 0])
    #expect(Array(try matrix.column(5)) == [0, 0, logarithm(4), 0, logarithm(32)])
  }

  @Test func `Levels are coded as R codes them`() throws {
    func terms(_ formula: String) throws -> [String] { try Formula(formula).design(of: columns).design.terms }
    #expect(try terms("y ~ 0 + factor(g) + factor(h)") == ["g=a", "g=b", "g=c", "h=10"])
    #expect(try terms("y ~ factor(h)*x") == ["1", "h=10", "x", "h=10:x"])
    #expect(
      try terms("y ~ factor(g)*factor(h)") == ["1", "g=b", "g=c", "h=10", "g=b:h=10", "g=c:h=10"])
    #expect(try terms("y ~ x:factor(h)") == ["1", "x:h=9", "x:h=10"])
    #expect(try terms("y ~ 1") == ["1"])
  }

  @Test func `Further rows are coded as those of the fit`() throws {
    let built = try Formula("y ~ power(x, 2) + factor(g)").design(of: columns)
    let further = try built.coding.design(of: ["x": .numbers([3, 5]), "g": .texts(["c", "a"])])
    #expect(further.terms == built.design.terms)
    #expect(further.matrix == (try Matrix(rows: [[1, 9, 0, 1], [1, 25, 0, 0]])))
    #expect(throws: FormulaError.unknownLevel(column: "g", row: 1, level: "z", known: ["a", "b", "c"])) {
      try built.coding.design(of: ["x": .numbers([3]), "g": .texts(["z"])])
    }
    #expect(throws: FormulaError.self) {
      try built.coding.design(of: ["x": .numbers([nil]), "g": .texts(["a"])])
    }
    #expect(throws: FormulaError.self) { try built.coding.design(of: ["x": .numbers([1])]) }
  }

  @Test func `Tables that do not fit are refused`() throws {
    func build(_ formula: String, _ columns: [String: FormulaColumn]) throws -> FormulaDesign {
      try Formula(formula).design(of: columns)
    }
    #expect(throws: FormulaError.unknownColumn(name: "z", available: ["g", "h", "x", "y"])) {
      try build("y ~ z", columns)
    }
    #expect(throws: FormulaError.notNumeric(column: "g")) { try build("y ~ g", columns) }
    #expect(throws: FormulaError.undefined(term: "log(x)", row: 2, value: 0, needed: "above 0")) {
      try build("y ~ log(x)", ["y": .numbers([1, 2]), "x": .numbers([1, 0])])
    }
    #expect(throws: FormulaError.self) {
      try build("y ~ inverse(x)", ["y": .numbers([1]), "x": .numbers([0])])
    }
    #expect(throws: FormulaError.self) {
      try build("y ~ exp(x)", ["y": .numbers([1]), "x": .numbers([800])])
    }
    #expect(throws: FormulaError.self) {
      try build("y ~ power(x, 0.5)", ["y": .numbers([1]), "x": .numbers([-1])])
    }
    #expect(throws: FormulaError.self) { try build("y ~ x", ["y": .numbers([.nan]), "x": .numbers([1])]) }
    #expect(throws: FormulaError.unequalColumns(name: "x", expected: 2, found: 1)) {
      try build("y ~ x", ["y": .numbers([1, 2]), "x": .numbers([1])])
    }
    #expect(throws: FormulaError.noCompleteRow(columns: ["y", "x"])) {
      try build("y ~ x", ["y": .numbers([1, nil]), "x": .numbers([nil, 2])])
    }
    #expect(throws: FormulaError.noCompleteRow(columns: ["y"])) { try build("y ~ 1", ["y": .numbers([])]) }
  }

  @Test func `A formula's fit has the names of its terms`() throws {
    let built = try Formula("y ~ x").design(of: columns)
    let model = try LinearModel(built.design, built.response)
    #expect(try model.inference().estimates().map(\.name) == ["1", "x"])
  }
}
