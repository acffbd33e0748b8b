import Analysis
public import Charts
import Hashing
import Measurements
import Statistics

/// Writes a document as one HTML file that needs nothing else: no network, no fonts, no library.
public struct HTMLWriter: Sendable {
  /// Width for which figures are laid out.
  public var figureWidth = FigureWidth.pixels(760)

  /// Creates a writer.
  public init() {}

  /// The page.
  public func write(_ document: Document) -> String {
    let style = SVG.webStyleSheet + "\n" + PageStyle.sheet
    let script = PageScript.source
    let policy =
      "default-src 'none'; style-src '\(Digest.contentSecurityHash(style))'; "
      + "script-src '\(Digest.contentSecurityHash(script))'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    let head = tag(
      "head", [:],
      [
        tag("meta", ["charset": "utf-8"]),
        tag("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
        tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        tag("meta", ["name": "color-scheme", "content": "light dark"]),
        tag("meta", ["name": "generator", "content": document.generator]),
        tag("title", [:], document.title),
        .element("style", [], [.trusted(style)]),
      ])
    var output = "<!DOCTYPE html>\n<html lang=\"en\">\n"
    head.write(to: &output)
    body(document, script: script).write(to: &output)
    output += "</html>\n"
    return output
  }

  private func body(_ document: Document, script: String) -> HTML {
    tag(
      "body", [:],
      [
        tag("a", ["class": "skip", "href": "#main"], "Skip to the findings"),
        tag(
          "header", ["class": "top"],
          [
            tag("h1", [:], document.title), tag("p", ["class": "subtitle"], document.subtitle),
            tag("ul", ["class": "strip"], document.strip.map(stripItem)),
            tag("div", ["class": "tools", "id": "tools"]),
          ]),
        tag(
          "div", ["class": "layout"],
          [
            tag(
              "nav", ["class": "contents", "aria-label": "Contents"],
              [
                tag(
                  "ol", [:],
                  document.sections.map { tag("li", [:], [tag("a", ["href": "#\($0.id)"], $0.heading)]) })
              ]),
            tag("main", ["id": "main"], document.sections.map(section)),
          ]),
        tag("footer", ["class": "foot"], [tag("p", [:], document.generator)]),
        .element("script", [], [.trusted(script)]),
      ])
  }

  private func stripItem(_ item: StripItem) -> HTML {
    tag(
      "li", item.isAlarming ? ["class": "alarm"] : [:],
      [tag("b", [:], item.value), .text(" "), tag("span", [:], item.label)])
  }

  private func section(_ section: Section) -> HTML {
    tag(
      "section", ["id": section.id, "aria-labelledby": "\(section.id)-heading"],
      [
        tag(
          "h2", ["id": "\(section.id)-heading"],
          [
            .text(section.heading + " "),
            tag(
              "a", ["class": "anchor", "href": "#\(section.id)", "aria-label": "Link to \(section.heading)"],
              "#"),
          ])
      ] + section.blocks.map(block))
  }

  private func block(_ block: Block) -> HTML {
    switch block {
    case .sentences(let sentences):
      return tag("p", [:], sentences.enumerated().flatMap { ($0 == 0 ? [] : [.text(" ")]) + prose($1) })
    case .prose(let text): return tag("p", [:], text)
    case .findings(let findings): return tag("ol", ["class": "findings"], findings.map(finding))
    case .figure(let figure): return self.figure(figure)
    case .table(let table): return self.table(table)
    case .remarks(let remarks): return tag("ul", ["class": "remarks"], remarks.map { tag("li", [:], $0) })
    case .code(let code):
      return tag(
        "pre", ["tabindex": "0", "role": "region", "aria-label": "Command"], [tag("code", [:], code)])
    case .facts(let facts):
      return tag(
        "dl", ["class": "facts"],
        facts.flatMap { [tag("dt", [:], $0.name), tag("dd", [:], $0.value)] })
    }
  }

  private func prose(_ sentence: Sentence) -> [HTML] {
    sentence.parts.map { part in
      switch part {
      case .words(let words): .text(words)
      case .name(let name): tag("bdi", [:], name)
      case .quantity(let quantity):
        tag("data", ["value": machineNumber(quantity.value), "title": quantity.source], quantity.text)
      }
    }
  }

  private func finding(_ finding: Finding) -> HTML {
    var lines: [HTML] = [tag("p", ["class": "claim"], prose(finding.sentence))]
    var note = finding.consequence.map(prose) ?? []
    if let target = finding.section {
      let link = tag("a", ["href": "#\(target)", "aria-label": "Evidence in section \(target)"], "Evidence")
      note += [.text(note.isEmpty ? "" : " "), link]
    }
    if !note.isEmpty { lines.append(tag("p", ["class": "consequence"], note)) }
    return tag(
      "li", ["class": "finding \(finding.standing.cssClass)"],
      [tag("span", ["class": "standing"], finding.standing.word), tag("div", ["class": "said"], lines)])
  }

  private func figure(_ figure: Figure) -> HTML {
    let scene = figure.chart.scene(width: figureWidth, height: nil)
    let notes = scene.notes.isEmpty ? "" : " " + scene.notes.joined(separator: " ")
    return tag(
      "figure", ["id": "figure-\(figure.slug)"],
      [
        tag(
          "div",
          [
            "class": "plot", "role": "group", "tabindex": "0",
            "aria-label": "Figure, scrolls sideways when narrow",
            "data-name": figure.slug,
          ], [.trusted(SVG.web(scene, idPrefix: figure.slug))]),
        tag(
          "figcaption", [:],
          [
            tag("p", [:], [tag("b", ["class": "number"], "Figure."), .text(" " + figure.caption + notes)]),
            tag(
              "div", ["class": "below"],
              [tag("details", [:], [tag("summary", [:], "How to read this"), tag("p", [:], figure.guide)])]),
          ]),
      ])
  }

  private func table(_ table: Table) -> HTML {
    let header = tag(
      "tr", [:],
      table.columns.map { tag("th", ["scope": "col", "class": $0.isNumeric ? "number" : "name"], $0.title) })
    let rows = table.rows.map { row in
      tag(
        "tr", [:],
        zip(row, table.columns).enumerated().map { index, pair in cell(pair.0, pair.1, isHead: index == 0) })
    }
    let grid = tag(
      "div",
      [
        "class": "scroll", "role": "region", "tabindex": "0", "aria-label": "Table: \(table.slug)",
        "id": "table-\(table.slug)",
      ],
      [
        tag(
          "table", [:],
          [tag("caption", [:], table.caption), tag("thead", [:], [header]), tag("tbody", [:], rows)])
      ])
    guard table.isCollapsed else { return grid }
    return tag(
      "details", ["class": "long"], [tag("summary", [:], "Table with \(table.rows.count) rows"), grid])
  }

  private func cell(_ cell: TableCell, _ column: TableColumn, isHead: Bool) -> HTML {
    var content: [HTML] = [cell.interval == nil ? .text(cell.text) : tag("b", [:], cell.text)]
    if let interval = cell.interval { content += [.text(" "), tag("span", ["class": "interval"], interval)] }
    var attributes = [("class", column.isNumeric ? "number" : "name")]
    if let value = cell.sortValue { attributes.append(("data-value", machineNumber(value))) }
    if isHead {
      attributes.append(("scope", "row"))
      return .element("th", attributes, [tag("bdi", [:], content)])
    }
    return .element("td", attributes, content)
  }
}

extension Standing {
  var cssClass: String {
    switch self {
    case .verdict(.better): "better"
    case .verdict(.worse): "worse"
    case .verdict(.equivalent): "equivalent"
    case .verdict(.inconclusive): "undecided"
    case .tradeOff: "trade-off"
    case .fact: "fact"
    case .caution: "caution"
    case .refusal: "refusal"
    }
  }
}

/// A number for programs: nine significant digits, so that the last bits, which depend on the machine's
/// mathematical library, do not reach the page.
func machineNumber(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return "\(value)" }
  if let whole = Int(exactly: value) { return String(whole) }
  var scale = 1.0
  while value.magnitude * scale < 1e8, scale < 1e300 { scale *= 10 }
  while value.magnitude * scale >= 1e9, scale > 1e-300 { scale /= 10 }
  return "\((value * scale).rounded() / scale)"
}
