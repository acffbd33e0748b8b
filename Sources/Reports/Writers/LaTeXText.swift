/// Text for LaTeX. Whatever it comes from, the result is one line that any engine can set.
enum LaTeX {
  /// Text with all special characters escaped; characters outside Latin script become their code in brackets, because
  /// no common set of fonts holds them.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    var last: Unicode.Scalar?
    var run = 0
    for scalar in text.unicodeScalars {
      // Two of these in a row would be set as one other sign.
      if scalar == last, "-,'".unicodeScalars.contains(scalar) { result += "{}" }
      last = scalar
      // Long words, such as hashes and paths, may break; nothing else would let them fit a column.
      run = scalar.properties.isWhitespace ? 0 : run + 1
      if run > 20, run.isMultiple(of: 8) { result += "\\allowbreak{}" }
      if let escape = escapes[scalar] {
        result += escape
      } else if (0x20...0x7E).contains(scalar.value) || latin.contains(scalar.value) {
        result.unicodeScalars.append(scalar)
      } else if scalar.properties.isWhitespace {
        result += " "
      } else if !isInvisible(scalar) {
        result += "{[}U+\(String(scalar.value, radix: 16, uppercase: true)){]}"
      }
    }
    return result
  }

  /// Letters of Latin-1 and Latin Extended-A that T1 fonts hold.
  private static let latin: ClosedRange<UInt32> = 0xC0...0x17F

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  private static let escapes: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%",
    "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}",
    ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "\\textquotedbl{}", "`": "\\textasciigrave{}",
    // After the end of a row these would be read as its options.
    "[": "{[}", "]": "{]}", "*": "{*}",
    "\u{00A0}": "~", "\u{202F}": "\\,", "\u{2009}": "\\,", "\u{2212}": "\\textminus{}", "–": "--", "—": "---",
    "·": "\\textperiodcentered{}", "×": "\\texttimes{}", "±": "\\textpm{}", "µ": "\\textmu{}",
    "≥": "\\ensuremath{\\ge}", "≤": "\\ensuremath{\\le}", "≈": "\\ensuremath{\\approx}",
    "∞": "\\ensuremath{\\infty}", "°": "\\textdegree{}", "…": "\\dots{}", "’": "'", "‘": "`",
    "“": "\\textquotedblleft{}", "”": "\\textquotedblright{}", "ŉ": "'n", "ĸ": "k", "ſ": "s", "Ŀ": "L",
    "ŀ": "l",
    "Ħ": "H", "ħ": "h", "Ŧ": "T", "ŧ": "t", "÷": "\\textdiv{}",
  ]
}
