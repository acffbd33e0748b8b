/// A linear model in words: `time ~ 1 + inverse(memory) + factor(region) + memory:factor(region)`.
///
/// Left of `~` the response, right of it terms joined by `+`. A term is a column, a function of one (`log(x)`,
/// `power(x, 2)`), levels of a column (`factor(x)`), or a product of those (`a:b`; `a*b` is short for `a + b + a:b`).
/// The constant is in the model unless `0` or `- 1` says otherwise. Names with other characters than letters,
/// digits, `_` and `.` stand between backquotes.
public struct Formula: Hashable, Sendable, CustomStringConvertible {
  /// A number for each row.
  public struct Expression: Hashable, Sendable, CustomStringConvertible {
    /// The column.
    public var column: String
    /// What is made of it.
    public var function: FormulaFunction

    /// As it is written in a formula.
    public var description: String {
      switch function {
      case .identity: Formula.quoted(column)
      case .power(let exponent): "power(\(Formula.quoted(column)), \(Formula.number(exponent)))"
      default: "\(function.name)(\(Formula.quoted(column)))"
      }
    }
  }

  /// What a term is a product of.
  public enum Factor: Hashable, Sendable, CustomStringConvertible {
    /// A number for each row.
    case numeric(Expression)
    /// A level for each row; the name of the column.
    case levels(String)

    /// As it is written in a formula.
    public var description: String {
      switch self {
      case .numeric(let expression): expression.description
      case .levels(let column): "factor(\(Formula.quoted(column)))"
      }
    }
  }

  /// A product of factors, each once.
  public struct Term: Hashable, Sendable, CustomStringConvertible {
    /// In the order of writing.
    public var factors: [Factor]

    /// As it is written in a formula.
    public var description: String { factors.map(\.description).joined(separator: ":") }

    /// Whether two terms are the same product.
    func isSame(as other: Term) -> Bool { Set(factors) == Set(other.factors) }
  }

  /// What is to be explained.
  public var response: Expression
  /// Whether the model has a constant.
  public var hasConstant: Bool
  /// The other terms.
  public var terms: [Term]

  /// The formula in one form of writing, however it was written.
  public var description: String {
    let right = [hasConstant ? "1" : "0"] + terms.map(\.description)
    return "\(response) ~ \(right.joined(separator: " + "))"
  }

  /// Columns that must hold numbers, in order of appearance.
  public var numericColumns: [String] {
    let factors = terms.flatMap(\.factors).compactMap { factor -> String? in
      if case .numeric(let expression) = factor { return expression.column }
      return nil
    }
    return Self.unique([response.column] + factors)
  }

  /// Columns whose levels are compared, in order of appearance.
  public var levelColumns: [String] {
    Self.unique(
      terms.flatMap(\.factors).compactMap { factor in
        if case .levels(let column) = factor { return column }
        return nil
      })
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }

  static func quoted(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { FormulaLexer.isNamePart($0) }
    let startsPlain = name.unicodeScalars.first.map { FormulaLexer.isNameStart($0) } ?? false
    return isPlain && startsPlain ? name : "`\(name)`"
  }

  /// Without a decimal point where there is none to need.
  static func number(_ value: Double) -> String {
    Int(exactly: value).map { String($0) } ?? "\(value)"
  }
}

/// A function of a column.
public enum FormulaFunction: Hashable, Sendable {
  /// The column itself.
  case identity
  /// 1/x, x not 0.
  case inverse
  /// Natural logarithm, x above 0.
  case log
  /// eˣ, while that is a number.
  case exp
  /// Square root, x not below 0.
  case sqrt
  /// x to a power; for powers that are not whole x must be above 0, for negative ones not 0.
  case power(Double)

  /// Functions of one argument, by name.
  static let byName: [String: FormulaFunction] = [
    "inverse": .inverse, "log": .log, "exp": .exp, "sqrt": .sqrt,
  ]

  var name: String {
    switch self {
    case .identity: "identity"
    case .inverse: "inverse"
    case .log: "log"
    case .exp: "exp"
    case .sqrt: "sqrt"
    case .power: "power"
    }
  }

  /// What an argument must be.
  var domain: String {
    switch self {
    case .identity: "finite"
    case .inverse: "other than 0, and not so small that 1/x overflows"
    case .log: "above 0"
    case .exp: "at most 709"
    case .sqrt: "0 or above"
    case .power(let exponent):
      exponent == exponent.rounded() ? "other than 0, or of a size whose power is a number" : "above 0"
    }
  }

  /// The value, or `nil` where there is none.
  func callAsFunction(_ x: Double) -> Double? {
    let value: Double
    switch self {
    case .identity: value = x
    case .inverse: value = 1 / x
    case .log: value = x > 0 ? logarithm(x) : .nan
    case .exp: value = exponential(x)
    case .sqrt: value = x.squareRoot()
    case .power(let exponent): value = Statistics.power(x, exponent)
    }
    return value.isFinite ? value : nil
  }
}
