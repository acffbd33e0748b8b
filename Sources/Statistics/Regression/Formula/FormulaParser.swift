extension Formula {
  /// Reads a formula.
  ///
  /// - Throws: ``FormulaError/syntax(formula:position:expected:found:)``.
  public init(_ text: String) throws(FormulaError) {
    var parser = FormulaParser(text: text, tokens: try FormulaLexer.tokens(of: text))
    self = try parser.formula()
  }
}

/// Reads the words of a formula from left to right.
private struct FormulaParser {
  let text: String
  let tokens: [FormulaToken]
  private var place = 0

  private static let functions = "inverse, log, exp, sqrt, power or factor"
  /// Products of products grow quickly; nobody means more than this.
  private static let mostTerms = 256

  init(text: String, tokens: [FormulaToken]) {
    self.text = text
    self.tokens = tokens
  }

  private var token: FormulaToken { tokens[min(place, tokens.count - 1)] }

  mutating func formula() throws(FormulaError) -> Formula {
    let start = token
    guard case .numeric(let response) = try factor() else {
      throw error("a column of numbers as response", at: start)
    }
    try take("~", "“~” after the response")
    var formula = Formula(response: response, hasConstant: true, terms: [])
    var isAdded = true
    if token.kind == .symbol("-") {
      isAdded = false
      place += 1
    }
    repeat {
      try addTerm(to: &formula, isAdded: isAdded)
      switch token.kind {
      case .symbol("+"): isAdded = true
      case .symbol("-"): isAdded = false
      case .end:
        guard formula.hasConstant || !formula.terms.isEmpty else {
          throw error("at least one term", at: token)
        }
        return formula
      default: throw error("“+” or the end", at: token)
      }
      place += 1
    } while true
  }

  /// Reads one summand: a constant or a product.
  private mutating func addTerm(to formula: inout Formula, isAdded: Bool) throws(FormulaError) {
    if case .number(let value) = token.kind {
      guard value == 1 || (value == 0 && isAdded) else {
        throw error(isAdded ? "0, 1 or a term" : "1: only the constant can be taken away", at: token)
      }
      formula.hasConstant = value == 1 && isAdded
      place += 1
      return
    }
    guard isAdded else { throw error("1: only the constant can be taken away", at: token) }
    for term in try products() where !formula.terms.contains(where: { $0.isSame(as: term) }) {
      guard formula.terms.count < Self.mostTerms else {
        throw error("at most \(Self.mostTerms) terms", at: token)
      }
      formula.terms.append(term)
    }
  }

  /// a * b * …, written out; `:` binds more closely.
  private mutating func products() throws(FormulaError) -> [Formula.Term] {
    var terms = [try product()]
    while token.kind == .symbol("*") {
      let position = token
      place += 1
      let next = try product()
      let crossed = terms.map { Self.joined($0, next) }
      terms += [next] + crossed
      guard terms.count <= Self.mostTerms else {
        throw error("at most \(Self.mostTerms) terms", at: position)
      }
    }
    return terms
  }

  private mutating func product() throws(FormulaError) -> Formula.Term {
    var term = Formula.Term(factors: [try factor()])
    while token.kind == .symbol(":") {
      place += 1
      term = Self.joined(term, Formula.Term(factors: [try factor()]))
    }
    return term
  }

  private static func joined(_ first: Formula.Term, _ second: Formula.Term) -> Formula.Term {
    Formula.Term(factors: first.factors + second.factors.filter { !first.factors.contains($0) })
  }

  /// A column, a function of one, or the levels of one.
  private mutating func factor() throws(FormulaError) -> Formula.Factor {
    let start = token
    guard case .name(let name) = start.kind else { throw error("a column or a function", at: start) }
    place += 1
    guard token.kind == .symbol("(") else {
      return .numeric(Formula.Expression(column: name, function: .identity))
    }
    place += 1
    switch name {
    case "factor":
      let column = try column()
      try take(")", "“)” after the column")
      return .levels(column)
    case "power":
      let column = try column()
      try take(",", "“,” and the exponent")
      let exponent = try exponent()
      try take(")", "“)” after the exponent")
      return .numeric(Formula.Expression(column: column, function: .power(exponent)))
    default:
      guard let function = FormulaFunction.byName[name] else { throw error(Self.functions, at: start) }
      let column = try column()
      try take(")", "“)” after the column")
      return .numeric(Formula.Expression(column: column, function: function))
    }
  }

  private mutating func column() throws(FormulaError) -> String {
    guard case .name(let name) = token.kind else { throw error("a column", at: token) }
    place += 1
    return name
  }

  private mutating func exponent() throws(FormulaError) -> Double {
    let isNegative = token.kind == .symbol("-")
    if isNegative { place += 1 }
    guard case .number(let value) = token.kind, value != 0 else {
      throw error("a number other than 0 as exponent", at: token)
    }
    place += 1
    return isNegative ? -value : value
  }

  private mutating func take(_ symbol: Unicode.Scalar, _ expected: String) throws(FormulaError) {
    guard token.kind == .symbol(symbol) else { throw error(expected, at: token) }
    place += 1
  }

  private func error(_ expected: String, at token: FormulaToken) -> FormulaError {
    .syntax(formula: text, position: token.position, expected: expected, found: token.text)
  }
}
