/// A word of a formula with its place.
struct FormulaToken: Hashable {
  enum Kind: Hashable {
    case name(String)
    case number(Double)
    case symbol(Unicode.Scalar)
    case end
  }

  var kind: Kind
  /// Characters from 1.
  var position: Int

  /// For messages.
  var text: String {
    switch kind {
    case .name(let name): "the name \(name)"
    case .number(let value): "the number \(Formula.number(value))"
    case .symbol(let symbol): "“\(symbol)”"
    case .end: "the end"
    }
  }
}

/// Splits a formula into words.
struct FormulaLexer {
  private static let symbols = Set("~+-:*(),".unicodeScalars)

  static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar == "_"
  }

  static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    isNameStart(scalar) || isDigit(scalar) || scalar == "."
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  static func tokens(of formula: String) throws(FormulaError) -> [FormulaToken] {
    let scalars = Array(formula.unicodeScalars)
    var tokens: [FormulaToken] = []
    var index = 0
    func text(_ range: Range<Int>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      return String(view)
    }
    while index < scalars.count {
      let scalar = scalars[index]
      let start = index
      index += 1
      if scalar.properties.isWhitespace { continue }
      if Self.symbols.contains(scalar) {
        tokens.append(FormulaToken(kind: .symbol(scalar), position: start + 1))
      } else if scalar == "`" {
        let end = scalars[index...].firstIndex(of: "`")
        guard let end, end > index else {
          throw .syntax(
            formula: formula, position: start + 1, expected: "a name between two backquotes",
            found: end == nil ? "no closing backquote" : "nothing between them")
        }
        tokens.append(FormulaToken(kind: .name(text(index..<end)), position: start + 1))
        index = end + 1
      } else if Self.isNameStart(scalar) {
        while index < scalars.count, Self.isNamePart(scalars[index]) { index += 1 }
        tokens.append(FormulaToken(kind: .name(text(start..<index)), position: start + 1))
      } else if Self.isDigit(scalar) || scalar == "." {
        while index < scalars.count, Self.isDigit(scalars[index]) || scalars[index] == "." { index += 1 }
        guard let value = Double(text(start..<index)), value.isFinite else {
          throw .syntax(
            formula: formula, position: start + 1, expected: "a number", found: "“\(text(start..<index))”")
        }
        tokens.append(FormulaToken(kind: .number(value), position: start + 1))
      } else {
        throw .syntax(
          formula: formula, position: start + 1, expected: "a name, a number or one of ~ + - : * ( ) ,",
          found: "“\(scalar)”")
      }
    }
    tokens.append(FormulaToken(kind: .end, position: scalars.count + 1))
    return tokens
  }
}
