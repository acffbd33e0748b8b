/// Makes a script small: takes comments and blanks out, and gives names of its own one or two letters.
///
/// It knows as much of the language as our script uses: strings, templates with code in them, regular expressions and
/// line comments. Statements end with a semicolon, so lines can be joined.
struct ScriptCompactor {
  private let names: [String: String]

  /// - Parameter names: Names to shorten, the most frequent first. None may be a property of anything that is not ours,
  ///   because they are replaced wherever they stand.
  init(shortening names: [String]) {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)
    let pairs = ["$", "_"].flatMap { first in
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".map { "\(first)\($0)" }
    }
    self.names = Dictionary(zip(names, letters + pairs)) { first, _ in first }
  }

  /// The script with the same meaning.
  func compact(_ script: String) -> String {
    var reader = Reader(text: Array(script), names: names)
    return reader.compact(until: nil)
  }

  private struct Reader {
    let text: [Character]
    let names: [String: String]
    var place = 0

    private var next: Character? { place < text.count ? text[place] : nil }

    /// Code up to a closing brace that nothing before has opened, or to the end.
    mutating func compact(until end: Character?) -> String {
      var result = ""
      var depth = 0
      var word = ""
      while let character = next {
        if character == end, depth == 0 { break }
        if end != nil { depth += character == "{" ? 1 : character == "}" ? -1 : 0 }
        let piece = self.piece(after: result, word: word)
        if Self.isWordPart(piece.first),
          Self.isWordPart(result.last) || result.last == "." && piece.first == "."
        {
          result += " "
        } else if let last = result.last, "+-".contains(last), piece.first == last,
          text[place - piece.count - 1] == " "
        {
          result += " "
        }
        word = piece.isEmpty ? word : piece
        result += piece
      }
      return result
    }

    /// The next token, shortened; empty for blanks and comments.
    private mutating func piece(after before: String, word: String) -> String {
      let character = text[place]
      switch character {
      case " ", "\n":
        place += 1
        return ""
      case "\"", "'": return quoted(by: character)
      case "`": return template()
      case "/" where place + 1 < text.count && text[place + 1] == "/":
        while let other = next, other != "\n" { _ = other; place += 1 }
        return ""
      case "/" where word == "return" || before.last.map { "(,=!&|:?{;>".contains($0) } ?? true:
        return expression()
      case _ where Self.isWordPart(character):
        let start = place
        while Self.isWordPart(next) { place += 1 }
        let found = String(text[start..<place])
        // They differ only for those who write, and one is shorter.
        return names[found] ?? (found == "const" ? "let" : found)
      default:
        place += 1
        return String(character)
      }
    }

    private mutating func quoted(by mark: Character) -> String {
      let start = place
      place += 1
      while let character = next, character != mark { place += character == "\\" ? 2 : 1 }
      place += 1
      return String(text[start..<min(place, text.count)])
    }

    private mutating func expression() -> String {
      let start = place
      var isInClass = false
      place += 1
      while let character = next, character != "/" || isInClass {
        if character == "[" { isInClass = true }
        if character == "]" { isInClass = false }
        place += character == "\\" ? 2 : 1
      }
      place += 1
      return String(text[start..<min(place, text.count)])
    }

    private mutating func template() -> String {
      var result = "`"
      place += 1
      while let character = next, character != "`" {
        result.append(character)
        place += 1
        if character == "\\", let escaped = next {
          result.append(escaped)
          place += 1
        } else if character == "$", next == "{" {
          place += 1
          result += "{" + compact(until: "}")
        }
      }
      place += 1
      return result + "`"
    }

    private static func isWordPart(_ character: Character?) -> Bool {
      guard let character, character.isASCII else { return false }
      return character.isLetter || character.isNumber || character == "_" || character == "$"
    }
  }
}
