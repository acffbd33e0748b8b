import Analysis
import Charts
import Foundation
import Statistics
import Testing

@testable import Reports

/// Ten thousand names that nobody should give, through every writer.
@Suite struct HostileLabelTests {
  static let labels: [String] = {
    let pieces = [
      "<script>alert(1)</script>", "\"", "'", "&", "&amp;", "]]>", "<!--", "-->", "</table>", "{{", "${7*7}",
      "=1+1", "+SUM(A1)", "-2+3", "@here", "#12", "|", "`", "```", "*", "_", "~~", "[a](http://x.example)",
      "![](http://x.example/i.png)", "https://x.example", "www.x.example", "\\", "\\input{/etc/passwd}", "%",
      "$",
      "^", "~", "\n", "\r\n", "\t", "\u{0}", "\u{7}", "\u{1B}[31m", "\u{202E}", "\u{2066}", "\u{200B}",
      "\u{FEFF}",
      "مرحبا", "שלום", "日本語", "🚀", "👩‍👩‍👧‍👦", "é", "e\u{301}", "ß", "Ł", "·", "–", " ", "  ", ",", ";", ":", "?`",
      "a,b", "a\"b", "null", "NaN", "-", "--", "---", ",,", "''", "\\\\", "\\\\[1em]", "&#60;",
      "javascript:alert(1)",
      "on" + "error=x", "\u{1F600}", "\u{E000}", "\u{FFFF}", "\u{10FFFF}", "\u{85}", "\u{2028}", "python3.12",
      "a/b.c",
      String(repeating: "x", count: 300), String(repeating: "é", count: 100), "lambda-512",
    ]
    var generator = Xoshiro256PlusPlus(seed: 20)
    return (0..<10_000).map { index in
      if index < pieces.count { return pieces[index] }
      return (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }.joined()
    }
  }()

  static let table = Table(
    slug: "hostile", caption: "Names.",
    columns: [TableColumn("Name", .text), TableColumn("n"), TableColumn("Median", unit: "ms", .estimate)],
    rows: labels.map { label in
      TableRow(
        key: label,
        [
          .text(label), .count(7),
          .estimate(1.25, ConfidenceInterval(lower: 1, upper: 2, level: 0.95), decimals: 2),
        ])
    })

  /// A document with every label in a table, and as a name in prose.
  static func document(_ labels: ArraySlice<String>, table: Table) -> Document {
    Document(
      title: labels.first ?? "", subtitle: "\(name: labels.first ?? "")", profile: .engineer, strip: [],
      sections: [
        Section(
          id: "names", heading: "Names",
          blocks: [
            .remarks(labels.map { "Called \(name: $0) here." }), .table(table),
            .facts([Fact("\(name: labels.first ?? "")", "\(name: labels.last ?? "")")]),
            .code("sebs report '\(labels.first ?? "")'"),
          ])
      ],
      groups: labels.prefix(5).map { GroupFactors(key: $0, values: ["function": $0, $0: $0]) },
      generator: labels.last ?? "")
  }

  @Test func `HTML holds each label as text and as nothing else`() throws {
    let page = HTMLWriter().write(Self.document(Self.labels[...], table: Self.table))
    #expect(page.matches(of: /<script/).count == 1)
    #expect(page.matches(of: /<tr[ >]/).count == Self.labels.count + 1)
    #expect(!page.contains("<img") && !page.contains("<!--"))
    let names = page.matches(of: /<th class="name" scope="row"><bdi>([^<>"']*)<\/bdi><\/th>/).map {
      String($0.1)
    }
    #expect(names.count == Self.labels.count)
    for (found, label) in zip(names, Self.labels) where !label.unicodeScalars.contains(where: isUnusual) {
      #expect(read(found) == label)
    }
  }

  /// The text that a browser would read.
  private func read(_ markup: String) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    return entities.reduce(markup) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  @Test func `Markdown holds each label on its line, without links, mentions or markup`() {
    let document = Self.document(Self.labels[...], table: Self.table)
    let text = MarkdownWriter(mostCharacters: .max).write(document)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("1.25") }
    #expect(rows.count == Self.labels.count)
    for row in rows {
      let bars = zip(row, row.dropFirst()).filter { $0.1 == "|" && $0.0 != "\\" }.count + 1
      #expect(bars == 4, "\(row)")
    }
    let prose = text.replacing(/```[\s\S]*?```/, with: "")
    for forbidden in ["<script", "<img", "@here", "http://", "https://x", "www.x", "](http"] {
      #expect(!prose.contains(forbidden), "\(forbidden)")
    }
  }

  @Test func `A comment stays within its limit and says what it left out`() {
    let text = MarkdownWriter(mostCharacters: 60_000).write(
      Self.document(Self.labels[..<20], table: Self.table))
    #expect(text.unicodeScalars.count <= 60_000)
    #expect(text.contains("rows are left out"))
  }

  @Test func `CSV reads back to the same labels, and none runs as a formula`() throws {
    let plain = try #require(rows(CSVWriter(.plain).write(Self.table)))
    #expect(plain.count == Self.labels.count + 1)
    #expect(plain[0] == ["name", "n", "median_ms", "median_ms_lower", "median_ms_upper"])
    for (row, label) in zip(plain.dropFirst(), Self.labels) {
      #expect(row.count == 5)
      #expect(row[0].unicodeScalars.elementsEqual(label.unicodeScalars))
    }
    let guarded = try #require(rows(CSVWriter(.spreadsheet).write(Self.table)))
    for row in guarded.dropFirst() {
      let first = row[0].unicodeScalars.first { $0 != " " }
      #expect(!["=", "+", "-", "@", "\t", "\r", "\n"].contains(first), "\(row[0])")
      #expect(row[1...] == ["7", "1.25", "1", "2"])
    }
  }

  @Test func `JSON reads back to the same labels`() throws {
    let study = try Examples.analysed().study
    let text = try JSONWriter().write(Self.document(Self.labels[..<1], table: Self.table), of: study)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let report = try #require(object?["report"] as? [String: Any])
    let sections = try #require(report["sections"] as? [[String: Any]])
    let blocks = try #require(sections[0]["blocks"] as? [[String: Any]])
    let table = try #require(blocks.first { $0["kind"] as? String == "table" }?["content"] as? [String: Any])
    let rows = try #require(table["rows"] as? [[String: Any]])
    #expect(rows.count == Self.labels.count)
    // The reader drops byte order marks after an escape, so they are counted in the text instead.
    func marks(_ text: String) -> Int { text.unicodeScalars.count { $0 == "\u{FEFF}" } }
    #expect(marks(text) >= Self.labels.reduce(0) { $0 + marks($1) })
    for (row, label) in zip(rows, Self.labels) {
      let cells = row["cells"] as? [Any]
      let found = try #require(cells?[0] as? String).unicodeScalars.filter { $0 != "\u{FEFF}" }
      #expect(found.elementsEqual(label.unicodeScalars.filter { $0 != "\u{FEFF}" }))
    }
  }

  @Test func `LaTeX holds only escaped characters, and braces balance`() {
    for label in Self.labels {
      let text = LaTeX.escaped(label)
      #expect(
        text.unicodeScalars.allSatisfy {
          (0x20...0x7E).contains($0.value) || (0xC0...0x17F).contains($0.value)
        })
      var depth = 0
      var last: Character = " "
      for character in text {
        let isEscaped = last == "\\"
        if character == "{", !isEscaped { depth += 1 }
        if character == "}", !isEscaped { depth -= 1 }
        #expect(depth >= 0)
        if "$&#%_^~".contains(character), !isEscaped {
          #expect(character == "~" && !label.contains("~"), "\(text)")
        }
        last = isEscaped && character == "\\" ? " " : character
      }
      #expect(depth == 0, "\(text)")
      #expect(!text.contains("\\input"))
    }
  }

  @Test func `Figures with hostile labels stay inside their elements`() {
    for label in Self.labels.prefix(300) {
      let chart = IntervalChart(
        axis: ValueAxis(label, unit: label),
        groups: [.init(title: label, rows: [.init(label: label, estimate: 1)])])
      let figure = Figure(slug: "f", caption: "Of \(name: label).", guide: "None.", chart: chart)
      let document = Document(
        title: label, subtitle: "", profile: .paper, strip: [],
        sections: [Section(id: "s", heading: "S", blocks: [.figure(figure)])], groups: [], generator: "g")
      let page = HTMLWriter().write(document)
      #expect(page.matches(of: /<script/).count == 1)
      #expect(page.matches(of: /<figure/).count == 1 && page.matches(of: /<svg/).count == 1)
    }
  }

  /// Scalars that a page may replace or drop.
  private func isUnusual(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
  }

  /// The rows of a CSV text, by a reader of its own; `nil` when quotes do not pair.
  private func rows(_ text: String) -> [[String]]? {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      if isQuoted {
        if scalar != "\"" {
          cell.append(scalar)
        } else if next == "\"" {
          cell.append(scalar)
          next = scalars.next()
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || (scalar == "\r" && next == "\n") {
        row.append(String(cell))
        cell = String.UnicodeScalarView()
        if scalar == "\r" {
          rows.append(row)
          row = []
          next = scalars.next()
        }
      } else {
        cell.append(scalar)
      }
    }
    return isQuoted || !row.isEmpty ? nil : rows
  }
}
