import Analysis

/// Writes a document as Markdown that code hosts show, also as a comment on a change.
public struct MarkdownWriter: Sendable {
  /// Characters that a comment may have; longer documents lose rows of tables, and say so.
  public var mostCharacters: Int
  /// Folder of the figures, or `nil` to leave figures out.
  public var figureFolder: String?

  /// Creates a writer.
  public init(figureFolder: String? = nil, mostCharacters: Int = 60_000) {
    self.figureFolder = figureFolder
    self.mostCharacters = mostCharacters
  }

  /// The text.
  public func write(_ document: Document) -> String {
    for rows in [Int.max, 100, 30, 10, 3, 0] {
      let text = write(document, mostRows: rows)
      if text.unicodeScalars.count <= mostCharacters || rows == 0 { return text }
    }
    return ""
  }

  private func write(_ document: Document, mostRows: Int) -> String {
    let numbers = BlockNumbers(document)
    var lines = ["# \(Self.escaped(document.title))", "", prose(document.subtitle), ""]
    lines += [
      document.strip.map { "**\($0.value.text)** \($0.label)" }.joined(separator: " · "), "",
    ]
    for section in document.sections {
      if section.id != "findings" { lines += ["## \(Self.escaped(section.heading))", ""] }
      lines += section.blocks.flatMap { block($0, numbers, mostRows: mostRows) }
    }
    lines += ["---", "", Self.escaped(document.generator)]
    return lines.joined(separator: "\n") + "\n"
  }

  private func block(_ block: Block, _ numbers: BlockNumbers, mostRows: Int) -> [String] {
    switch block {
    case .sentences(let sentences): [sentences.map(prose).joined(separator: " "), ""]
    case .findings(let findings):
      findings.map { finding in
        let more = finding.consequence.map { " \(prose($0))" } ?? ""
        return
          "- \(finding.standing.sign == "•" ? "" : Self.escaped(finding.standing.sign) + " ")**\(finding.standing.word).** \(prose(finding.sentence))\(more)"
      } + [""]
    case .figure(let figure):
      figureFolder.map { folder in
        let caption = "Figure \(numbers.figure(figure)). \(figure.fullCaption.text)"
        return [
          "![Figure \(numbers.figure(figure))](\(folder)/\(figure.slug).svg)", "",
          "*\(Self.escaped(caption))*", "",
        ]
      } ?? []
    case .table(let table): self.table(table, number: numbers.table(table), mostRows: mostRows)
    case .facts(let facts): facts.map { "- \(prose($0.name)): \(prose($0.value))" } + [""]
    case .remarks(let remarks): remarks.map { "- \(prose($0))" } + [""]
    case .code(let code): fenced(code)
    case .scoreCard(let checks):
      checks.map {
        "\($0.rule.number). **\($0.outcome.rawValue)**: \(Self.escaped($0.rule.demand)) \(prose($0.evidence))"
      }
        + [""]
    case .references(let references):
      references.map { reference in
        let link = reference.doi.isEmpty ? "" : " <https://doi.org/\(reference.doi)>"
        return "- \(Self.escaped(reference.text))\(link) Used for: \(Self.escaped(reference.use))."
      } + [""]
    }
  }

  private func table(_ table: Table, number: Int, mostRows: Int) -> [String] {
    let shown = table.rows.prefix(mostRows)
    let left = table.rows.count - shown.count
    let head = table.columns.map { Self.escaped($0.heading) }
    let rule = table.columns.map { $0.kind == .text ? ":---" : "---:" }
    let rows = shown.map { row in row.cells.map { Self.escaped($0.whole) } }
    let grid = ([head, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
    let caption = "**Table \(number).** \(prose(table.caption))"
    let rest = left > 0 ? ["", "\(NumberText.grouped(left)) rows are left out."] : []
    // A long table opens on demand; the blank line lets Markdown go on inside.
    if rows.count > 12 {
      return ["<details><summary>Table \(number)</summary>", "", caption, ""] + grid + rest + [
        "", "</details>", "",
      ]
    }
    return [caption, ""] + grid + rest + [""]
  }

  /// A block of code whose fence is longer than any run of its own backticks.
  private func fenced(_ code: String) -> [String] {
    var longest = 0
    var run = 0
    for character in code {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    let line = String(code.map { $0.isNewline ? " " : $0 })
    return ["\(fence)sh", line, fence, ""]
  }

  private func prose(_ sentence: Sentence) -> String { Self.escaped(sentence.text) }

  /// Text that Markdown shows as it is: no markup, no links, no mentions, on one line.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      // Escaped with a backslash, these would still make mentions, links to issues and addresses.
      case "@": result += "&#64;"
      case "#": result += "&#35;"
      case ":": result += Self.starts(["http", "https", "ftp"], endIn: result) ? "&#58;" : ":"
      case ".": result += Self.starts(["www"], endIn: result) ? "&#46;" : "."
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "+", "!", "|", "~", "$", "=":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case let other where other.properties.isWhitespace && other != "\u{00A0}" && other != "\u{202F}":
        result += " "
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
      case let other where other.properties.generalCategory == .control: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func starts(_ words: [String], endIn text: String) -> Bool {
    let end = text.suffix(5).lowercased()
    return words.contains { end.hasSuffix($0) }
  }
}
