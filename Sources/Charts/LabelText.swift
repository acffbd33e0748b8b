/// Makes text that came from outside safe and drawable on one line.
enum LabelText {
  /// Removes what XML forbids and what would reorder or hide the text around it (bidirectional overrides, zero-width
  /// spaces), and turns line breaks and tabs into spaces. Right-to-left letters and emoji pass.
  static func cleaned(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var lastWasSpace = true
    for scalar in text.unicodeScalars {
      let isSpace =
        scalar == " " || ("\u{9}"..."\u{D}").contains(scalar) || scalar == "\u{85}" || scalar == "\u{2028}"
        || scalar == "\u{2029}"
      if isSpace {
        if !lastWasSpace { scalars.append(" ") }
        lastWasSpace = true
      } else if !isRemoved(scalar) {
        scalars.append(scalar)
        lastWasSpace = false
      }
    }
    if scalars.last == " " { scalars.removeLast() }
    return String(scalars)
  }

  private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF0...0xFFFB, 0xFDD0...0xFDEF, 0xE000...0xF8FF, 0xE0000...0xE007F:
      true
    case let value where value & 0xFFFE == 0xFFFE:
      true
    default:
      false
    }
  }

  /// Escapes text for XML content and for attributes in double or single quotes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
