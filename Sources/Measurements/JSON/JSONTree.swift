/// A JSON text to be written: members keep their order, so the same tree gives the same bytes.
package indirect enum JSONTree {
  /// The absence of a value.
  case null
  /// A truth value.
  case flag(Bool)
  /// A number that is already in its decimal form.
  case number(String)
  /// A text.
  case text(String)
  /// A list.
  case array([JSONTree])
  /// Members in the order in which they are written.
  case object([(String, JSONTree)])

  /// The tree with two spaces of indentation and a line break at the end.
  package var text: String {
    var text = ""
    write(to: &text, indentation: "")
    return text + "\n"
  }

  private func write(to text: inout String, indentation: String) {
    let inner = indentation + "  "
    switch self {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .number(let number): text += number
    case .text(let words): text += Self.quoted(words)
    case .array(let items) where items.isEmpty: text += "[]"
    case .object(let members) where members.isEmpty: text += "{}"
    case .array(let items):
      // Lists of plain values stay on one line, lists of objects get a line for each.
      let isPlain = items.allSatisfy { if case .object = $0 { false } else { true } }
      text += "["
      for (index, item) in items.enumerated() {
        text += (index == 0 ? "" : isPlain ? ", " : ",") + (isPlain ? "" : "\n" + inner)
        item.write(to: &text, indentation: inner)
      }
      text += isPlain ? "]" : "\n" + indentation + "]"
    case .object(let members):
      text += "{"
      for (index, (name, value)) in members.enumerated() {
        text += (index == 0 ? "\n" : ",\n") + inner + Self.quoted(name) + ": "
        value.write(to: &text, indentation: inner)
      }
      text += "\n" + indentation + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\u{0}"..<" ": quoted += (scalar.value < 16 ? "\\u000" : "\\u00") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
