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
    PageBody(document, figureWidth: figureWidth).html(script: script).write(to: &output)
    output += "</html>\n"
    return output
  }
}

/// The body of a page.
struct PageBody {
  private let document: Document
  private let figureWidth: FigureWidth
  private let numbers: BlockNumbers

  init(_ document: Document, figureWidth: FigureWidth) {
    self.document = document
    self.figureWidth = figureWidth
    numbers = BlockNumbers(document)
  }

  func html(script: String) -> HTML {
    tag(
      "body", document.groups.isEmpty ? [:] : ["data-groups": PageData.groups(document.groups)],
      [
        tag("a", ["class": "skip", "href": "#main"], "Skip to the findings"),
        tag(
          "header", ["class": "top"],
          [
            tag("h1", [:], [tag("bdi", [:], document.title)]),
            tag("p", ["class": "subtitle"], prose(document.subtitle)),
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
      [tag("b", [:], item.value.text), .text(" "), tag("span", [:], item.label)])
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
      tag("p", [:], sentences.enumerated().flatMap { ($0 == 0 ? [] : [.text(" ")]) + prose($1) })
    case .findings(let findings): tag("ol", ["class": "findings"], findings.map(finding))
    case .figure(let figure): self.figure(figure)
    case .table(let table): TableHTML(table, number: numbers.table(table)).html()
    case .remarks(let remarks): tag("ul", ["class": "remarks"], remarks.map { tag("li", [:], prose($0)) })
    case .code(let code):
      tag("pre", ["tabindex": "0", "role": "region", "aria-label": "Command"], [tag("code", [:], code)])
    case .facts(let facts):
      tag(
        "dl", ["class": "facts"],
        facts.flatMap { [tag("dt", [:], prose($0.name)), tag("dd", [:], prose($0.value))] })
    case .scoreCard(let checks): scoreCard(checks)
    case .references(let references):
      tag("ul", ["class": "references"], references.map(reference))
    }
  }

  private func finding(_ finding: Finding) -> HTML {
    var lines: [HTML] = [tag("p", ["class": "claim"], prose(finding.sentence))]
    var note = finding.consequence.map(prose) ?? []
    if let target = finding.section, let section = document.sections.first(where: { $0.id == target }) {
      let link = tag("a", ["class": "see", "href": "#\(target)"], "See \(section.heading)")
      note += [.text(" "), link]
    }
    if finding.consequence == nil {
      lines = [tag("p", ["class": "claim"], prose(finding.sentence) + note)]
    } else {
      lines.append(tag("p", ["class": "consequence"], note))
    }
    return tag(
      "li", ["class": "finding \(finding.standing.cssClass)"],
      [
        tag(
          "span", ["class": "standing"],
          [tag("span", ["aria-hidden": "true"], finding.standing.sign + " "), .text(finding.standing.word)]),
        tag("div", ["class": "said"], lines),
      ])
  }

  private func scoreCard(_ checks: [RuleCheck]) -> HTML {
    tag(
      "ol", ["class": "rules"],
      checks.map { check in
        tag(
          "li", ["class": "rule \(check.outcome.cssClass)", "id": "rule-\(check.rule.rawValue)"],
          [
            tag("span", ["class": "outcome"], check.outcome.rawValue),
            tag(
              "div", [:],
              [
                tag("p", ["class": "demand"], check.rule.demand),
                tag("p", ["class": "evidence"], prose(check.evidence)),
              ]),
          ])
      })
  }

  private func reference(_ reference: Reference) -> HTML {
    var parts: [HTML] = [.text(reference.text + " ")]
    if !reference.doi.isEmpty {
      parts += [tag("a", ["href": "https://doi.org/\(reference.doi)"], "doi:\(reference.doi)"), .text(" ")]
    }
    parts.append(tag("span", ["class": "use"], "Used for: \(reference.use)."))
    return tag("li", ["id": "reference-\(reference.key)"], parts)
  }

  private func figure(_ figure: Figure) -> HTML {
    let scene = figure.chart.scene(width: figureWidth, height: nil)
    let notes = scene.notes.isEmpty ? "" : " " + scene.notes.joined(separator: " ")
    let label = "Figure \(numbers.figure(figure))"
    var attributes = [
      ("class", "plot"), ("role", "group"), ("tabindex", "0"),
      ("aria-label", "\(label), scrolls sideways when narrow"), ("data-name", figure.slug),
    ]
    if let data = PageData.figure(figure.readings, scene) { attributes.append(("data-figure", data)) }
    return tag(
      "figure", ["id": "figure-\(figure.slug)"],
      (figure.headline.map { [tag("p", ["class": "headline"], prose($0))] } ?? []) + [
        .element("div", attributes, [.trusted(SVG.web(scene, idPrefix: figure.slug))]),
        tag(
          "figcaption", [:],
          [
            tag(
              "p", [:],
              [tag("b", [:], label + "."), .text(" ")] + prose(figure.caption)
                + (notes.isEmpty ? [] : [.text(notes)])),
            tag(
              "div", ["class": "below"],
              [
                tag(
                  "details", [:],
                  [tag("summary", [:], "How to read this"), tag("p", [:], prose(figure.guide))])
              ]
            ),
          ]),
      ])
  }
}

/// Prose as markup; names are kept apart from the direction of the text around them.
func prose(_ sentence: Sentence) -> [HTML] {
  sentence.parts.map { part in
    switch part {
    case .words(let words): .text(words)
    case .name(let name): tag("bdi", [:], name)
    case .superlative(let superlative): .text(superlative.word)
    case .quantity(let quantity):
      tag("data", ["value": machineNumber(quantity.value), "title": quantity.source], quantity.text)
    }
  }
}

/// The numbers of the figures and tables of a document, which every writer gives alike.
struct BlockNumbers {
  private let figures: [String]
  private let tables: [String]

  init(_ document: Document) {
    figures = document.figures.map(\.slug)
    tables = document.tables.map(\.slug)
  }

  func figure(_ figure: Figure) -> Int { (figures.firstIndex(of: figure.slug) ?? 0) + 1 }
  func table(_ table: Table) -> Int { (tables.firstIndex(of: table.slug) ?? 0) + 1 }
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

  /// A sign beside the word, so that colour is not needed.
  var sign: String {
    switch self {
    case .verdict(.better): "▼"
    case .verdict(.worse): "▲"
    case .verdict(.equivalent): "="
    case .verdict(.inconclusive): "?"
    case .tradeOff: "⇄"
    case .fact: "•"
    case .caution: "!"
    case .refusal: "×"
    }
  }
}

extension RuleCheck.Outcome {
  var cssClass: String { self == .notApplicable ? "na" : rawValue }
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
