/// A piece of a page. Text and attribute values are escaped when written, so markup cannot be smuggled in
/// through a name from the data.
indirect enum HTML {
  /// An element with attributes and children.
  case element(String, [(String, String)], [HTML])
  /// Text.
  case text(String)
  /// Markup that another writer of this program made: figures, the style sheet and the script.
  case trusted(String)

  /// Elements that have no end tag.
  private static let void: Set<String> = ["meta", "link", "br", "hr", "img", "input"]

  /// Appends the markup to `output`.
  func write(to output: inout String) {
    switch self {
    case .text(let text): output += Self.escaped(text)
    case .trusted(let markup): output += markup
    case .element(let name, let attributes, let children):
      output += "<\(name)"
      for (key, value) in attributes {
        // Data in JSON are full of double quotes, which would each take six bytes.
        output +=
          value.hasPrefix("{") || value.hasPrefix("[")
          ? " \(key)='\(Self.escaped(value, keeping: "\""))'" : " \(key)=\"\(Self.escaped(value))\""
      }
      output += ">"
      if Self.void.contains(name) { return }
      for child in children { child.write(to: &output) }
      output += "</\(name)>"
      if Self.endsLine.contains(name) { output += "\n" }
    }
  }

  private static let endsLine: Set<String> = [
    "p", "h1", "h2", "h3", "li", "tr", "table", "section", "figure", "div", "title", "style", "script", "nav",
    "header", "main", "footer", "head", "body", "ul", "ol", "pre", "dl", "dd", "details",
  ]

  /// Text with the five special characters escaped, but for one to keep, and what HTML forbids removed.
  static func escaped(_ text: String, keeping kept: Unicode.Scalar? = nil) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case kept: result.unicodeScalars.append(scalar)
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case let other where other.properties.generalCategory == .control: result += "\u{FFFD}"
      // Marks that turn the direction of the text around them would let a name rewrite its neighbours.
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Builds an element; the shorthand of every page below.
func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [HTML] = []) -> HTML {
  .element(name, attributes.map { ($0.key, $0.value) }, children)
}

func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String) -> HTML {
  tag(name, attributes, [.text(text)])
}
